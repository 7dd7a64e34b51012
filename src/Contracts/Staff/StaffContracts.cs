using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Staff;

/// <summary>A staff member 工作人员 as the registry has them. Stream <c>staff/{number}</c>.</summary>
[GenerateSerializer, Immutable, Alias("hg.StaffDefinition")]
public sealed record StaffDefinition
{
    [Id(0)] public required string Number { get; init; }

    /// <summary>Name as on the badge 身份牌: public by norm 3.1.</summary>
    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string Hall { get; init; }
    [Id(3)] public StaffLevel Level { get; init; }
    [Id(4)] public string? Section { get; init; }
    [Id(5)] public string? Title { get; init; }
    [Id(6)] public ImmutableArray<string> Lines { get; init; } = [];
    [Id(7)] public string? HomeWindow { get; init; }

    /// <summary>Partner of the AB角 pair; symmetric.</summary>
    [Id(8)] public string? Deputy { get; init; }

    [Id(9)] public ImmutableArray<TrainingRecord> Training { get; init; } = [];
    [Id(10)] public string? PersonalPromise { get; init; }
    [Id(11)] public ImmutableArray<string> Roles { get; init; } = [];
    [Id(12)] public bool DressExemption { get; init; }
}

/// <summary>A training record 培训记录: line code or <c>discipline</c>; pass score 80; valid through 24:00 of <paramref name="ValidUntil"/> (§7.1).</summary>
[GenerateSerializer, Immutable, Alias("hg.TrainingRecord")]
public sealed record TrainingRecord(
    [property: Id(0)] string Line,
    [property: Id(1)] string? Course,
    [property: Id(2)] int Score,
    [property: Id(3)] LocalDate PassedOn,
    [property: Id(4)] LocalDate ValidUntil,
    [property: Id(5)] Instant? EnteredAt = null)
{
    /// <summary>课时.</summary>
    [Id(6)] public int? Hours { get; init; }

    /// <summary>考核人: who examined.</summary>
    [Id(7)] public string? Assessor { get; init; }
}

/// <summary>A staff member was registered, or their definition replaced. The name stands apart, so that it can be forgotten.</summary>
/// <param name="Definition">With the number in place of the name.</param>
public sealed record StaffRegistered(StaffDefinition Definition, [property: Private] string? Name = null) : IEntry;

public sealed record QualificationRecorded(TrainingRecord Record) : IEntry;

/// <param name="Told">Who set the pair, when it was the other one of it: they need not be told again.</param>
public sealed record DeputySet(string? Deputy, string? Told = null) : IEntry;

/// <summary>The other one of a pair was told what <see cref="DeputySet"/> with this stream version meant for them.</summary>
public sealed record DeputyTold(string Partner, int SetVersion) : IEntry;

/// <summary>On duty 在岗 (§7, decisions 28: ends by itself at 24:00 of the hall's day).</summary>
/// <param name="Deputised">Cases deputies have of theirs, which are offered back now.</param>
public sealed record DutyOn(int Deputised = 0) : IEntry;

/// <param name="OpenCases">Cases they own, for which deputies are offered now; none when duty ended by itself (decisions 28).</param>
public sealed record DutyOff(int OpenCases = 0) : IEntry;

/// <summary>暂停上岗 (§11 level 4): off the windows until discipline training is passed anew.</summary>
/// <param name="Pursuit">The pursuit that decided it.</param>
public sealed record StaffSuspended(string Pursuit) : IEntry;

/// <summary>That pursuit was revoked on appeal.</summary>
public sealed record SuspensionLifted(string Pursuit) : IEntry;

/// <summary>What rules may know of a staff member at this moment.</summary>
[GenerateSerializer, Immutable, Alias("hg.StaffSnapshot")]
public sealed record StaffSnapshot(
    [property: Id(0)] StaffDefinition Definition,
    [property: Id(1)] bool OnDuty,
    [property: Id(2)] Instant? OnDutySince,
    [property: Id(3)] int Version)
{
    /// <summary>Suspended from windows since: trainings passed before do not count. Null when they are not.</summary>
    [Id(4)] public Instant? SuspendedAt { get; init; }

    public string Number => Definition.Number;

    public StaffLevel Level => Definition.Level;

    public string Hall => Definition.Hall;
}

[GenerateSerializer, Immutable, Alias("hg.StaffView")]
public sealed record StaffView(
    [property: Id(0)] string Number,
    [property: Id(1)] string Name,
    [property: Id(2)] string Hall,
    [property: Id(3)] StaffLevel Level,
    [property: Id(4)] string? Section,
    [property: Id(5)] string? Title,
    [property: Id(6)] ImmutableArray<string> Lines,
    [property: Id(7)] string? HomeWindow,
    [property: Id(8)] string? Deputy,
    [property: Id(9)] ImmutableArray<TrainingRecord> Training,
    [property: Id(10)] string? PersonalPromise,
    [property: Id(11)] bool OnDuty,
    [property: Id(12)] int Version,
    [property: Id(13)] Instant AsOf) : IVersionedView
{
    /// <summary>暂停上岗 since, until discipline training is passed anew; only for the staff and who watches over them.</summary>
    [Id(14)] public Instant? SuspendedAt { get; init; }
}

/// <summary>One thing in the inbox 待办: an offer, an escalation, a card, a duty.</summary>
/// <param name="Kind"><c>offer</c>, <c>agent-offer</c>, <c>escalation</c>, <c>card</c>, <c>agent</c>, <c>deputised</c>, or a kind of duty (<c>assign</c>, <c>notice</c> …).</param>
/// <param name="Id">Handoff id, escalation id, card id; of a duty its whole name, for <c>POST /duties/{id}/done</c>.</param>
/// <param name="CaseNumber">Null when it is not about a case.</param>
/// <param name="DueAt">When it wants to be done; null when it has no limit.</param>
/// <param name="About">What more there is to say: a colour and clock, a kind of handoff, an item.</param>
/// <param name="OnBehalfOf">Of the partner who is off duty: their inbox is their deputy's meanwhile (AB角).</param>
[GenerateSerializer, Immutable, Alias("hg.InboxItem")]
public sealed record InboxItem(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Id,
    [property: Id(2)] string? CaseNumber,
    [property: Id(3)] Instant Since,
    [property: Id(4)] Instant? DueAt,
    [property: Id(5)] string? From,
    [property: Id(6)] int CaseVersion,
    [property: Id(7)] string? About = null,
    [property: Id(8)] string? OnBehalfOf = null);

[GenerateSerializer, Immutable, Alias("hg.InboxView")]
public sealed record InboxView([property: Id(0)] string Staff, [property: Id(1)] ImmutableArray<InboxItem> Items, [property: Id(2)] Instant AsOf);

[GenerateSerializer, Immutable, Alias("hg.CaseloadItem")]
public sealed record CaseloadItem(
    [property: Id(0)] string CaseNumber,
    [property: Id(1)] string State,
    [property: Id(2)] string? Stage,
    [property: Id(3)] string? Item,
    [property: Id(4)] string? Card,
    [property: Id(5)] Instant? DueAt,
    [property: Id(6)] int CaseVersion);

[GenerateSerializer, Immutable, Alias("hg.CaseloadView")]
public sealed record CaseloadView([property: Id(0)] string Staff, [property: Id(1)] ImmutableArray<CaseloadItem> Cases, [property: Id(2)] Instant AsOf);

/// <summary>What a stream tells its people after the commit: by version, at least once, so that telling twice does nothing.</summary>
[GenerateSerializer, Immutable, Alias("hg.DeskTold")]
public sealed record DeskTold(
    [property: Id(0)] string Stream,
    [property: Id(1)] int Version,
    [property: Id(2)] bool Owns,
    [property: Id(3)] CaseloadItem? Load,
    [property: Id(4)] ImmutableArray<InboxItem> Waiting);

[GenerateSerializer, Immutable, Alias("hg.PutStaff")]
public sealed record PutStaff(
    [property: Id(0)] string Name,
    [property: Id(1)] string Hall,
    [property: Id(2)] StaffLevel Level,
    [property: Id(3)] string? Section,
    [property: Id(4)] string? Title,
    [property: Id(5)] ImmutableArray<string> Lines,
    [property: Id(6)] string? HomeWindow,
    [property: Id(7)] string? PersonalPromise);

[GenerateSerializer, Immutable, Alias("hg.PutQualification")]
public sealed record PutQualification(
    [property: Id(0)] string Line,
    [property: Id(1)] string? Course,
    [property: Id(2)] int Score,
    [property: Id(3)] LocalDate PassedOn,
    [property: Id(4)] LocalDate ValidUntil,
    [property: Id(5)] int? Hours = null,
    [property: Id(6)] string? Assessor = null);

[GenerateSerializer, Immutable, Alias("hg.PutDeputy")]
public sealed record PutDeputy([property: Id(0)] string? Deputy);

[GenerateSerializer, Immutable, Alias("hg.SetDuty")]
public sealed record SetDuty([property: Id(0)] bool On);

/// <summary>Staff member 工作人员. Key: staff number.</summary>
[Alias("hg.IStaffGrain")]
public interface IStaffGrain : IGrainWithStringKey
{
    /// <summary>Facts for rules; null when there is no such staff member.</summary>
    [AlwaysInterleave, Alias("Snapshot"), Inside] Task<StaffSnapshot?> SnapshotAsync();

    [AlwaysInterleave, Alias("Get"), Anyone] Task<StaffView?> GetAsync(Caller caller);

    [Alias("Put"), Allow(Roles.Admin)] Task<Outcome<StaffView>> PutAsync(CommandMeta meta, PutStaff command);

    [Alias("PutQualification"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<StaffView>> PutQualificationAsync(CommandMeta meta, PutQualification command);

    [Alias("PutDeputy"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<StaffView>> PutDeputyAsync(CommandMeta meta, PutDeputy command);

    [Alias("SetDuty"), Allow(Roles.Staff)] Task<Outcome<StaffView>> SetDutyAsync(CommandMeta meta, SetDuty command);

    /// <summary>The partner of this AB角 pair was set (or the pair ended) by the other one: told after their commit, idempotent.</summary>
    [Alias("TellDeputy"), Inside] Task TellDeputyAsync(CommandMeta meta, string partner, bool paired);

    /// <summary>A pursuit suspends this person from the windows, or was revoked: told after its commit, idempotent.</summary>
    [Alias("Suspend"), Inside] Task SuspendAsync(CommandMeta meta, string pursuit, bool lifted);

    /// <summary>What was set at this version is known to the partner; from this grain to itself.</summary>
    [Alias("DeputyTold"), Inside] Task DeputyToldAsync(string partner, int setVersion);

    /// <summary>Records what fell due (duty ends at midnight) and tells what was not yet told. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();

    /// <exception cref="RefusedException">Not one's own, nor one's hall's, nor a supervisor.</exception>
    /// <summary>Offers, escalations and cards waiting for this person; repaired from the summary rows when asked for after an activation.</summary>
    [Alias("Inbox"), Allow(Roles.Staff, Roles.Supervisor)] Task<InboxView> InboxAsync(Caller caller);

    [Alias("Caseload"), Allow(Roles.Staff, Roles.Supervisor)] Task<CaseloadView> CaseloadAsync(Caller caller);

    /// <summary>Told by a case, or any stream that has something for this person, after its commit; older versions than one already known are ignored.</summary>
    [Alias("Tell"), Inside] Task TellAsync(DeskTold told);

    [Alias("Import"), Inside] Task ImportAsync(StaffDefinition definition);

    /// <summary>They signed off a window: told by it after its commit, idempotent.</summary>
    [Alias("LeftWindow"), Inside] Task LeftWindowAsync(CommandMeta meta, string window);

    /// <summary>The cases of an entry that left or regained the desk were asked for; from this grain to itself.</summary>
    [Alias("DeskOffered"), Inside] Task DeskOfferedAsync(int atVersion, int cases);
}
