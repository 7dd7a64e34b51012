using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Pursuits;

/// <summary>What a pursuit is about: exactly one.</summary>
[GenerateSerializer, Immutable, Alias("hg.PursuitGround")]
public sealed record PursuitGround([property: Id(0)] string? Case = null, [property: Id(1)] string? Complaint = null, [property: Id(2)] string? Inspection = null)
{
    /// <summary>The head shares: pursuits in their section; by a rule only.</summary>
    [Id(3)] public ImmutableArray<string> Pursuits { get; init; } = [];
}

/// <summary>Proposes a measure against somebody: by heads and supervisors.</summary>
/// <param name="Level">1-6 of the table of measures (§11).</param>
/// <param name="Facts">Told to the person named.</param>
[GenerateSerializer, Immutable, Alias("hg.ProposePursuit")]
public sealed record ProposePursuit(
    [property: Id(0)] string? Staff,
    [property: Id(1)] PursuitGround? Ground,
    [property: Id(2)] string? Clause,
    [property: Id(3)] int Level,
    [property: Id(4)] string? Facts);

/// <summary>The head shares: three measures of level 2 or more in a section in a quarter (§11). Given by the pursuit that counted them, after its commit.</summary>
[GenerateSerializer, Immutable, Alias("hg.OpenHeadPursuit")]
public sealed record OpenHeadPursuit([property: Id(0)] string Hall, [property: Id(1)] string Staff, [property: Id(2)] ImmutableArray<string> Pursuits);

/// <summary>A rule proposes: a red card fell. Given by the case after its commit, under a number made of hall, case and card.</summary>
/// <param name="Staff">Who let it lapse.</param>
/// <param name="Hall">Of the case, where the person's own is not known.</param>
[GenerateSerializer, Immutable, Alias("hg.OpenPursuit")]
public sealed record OpenPursuit([property: Id(0)] string Hall, [property: Id(1)] string Staff, [property: Id(2)] string Case, [property: Id(3)] string Card, [property: Id(4)] string Clock);

[GenerateSerializer, Immutable, Alias("hg.PursuitCommand")]
public abstract record PursuitCommand;

/// <summary>陈述申辩, by the person named.</summary>
[GenerateSerializer, Immutable, Alias("hg.SpeakInPursuit")]
public sealed record SpeakInPursuit([property: Id(0)] string? Statement) : PursuitCommand;

/// <summary>处理决定: 0 exempts.</summary>
[GenerateSerializer, Immutable, Alias("hg.DecidePursuit")]
public sealed record DecidePursuit([property: Id(0)] int Level, [property: Id(1)] string? Reason) : PursuitCommand;

/// <summary>申诉, by the person named.</summary>
[GenerateSerializer, Immutable, Alias("hg.AppealPursuit")]
public sealed record AppealPursuit([property: Id(0)] string? Reason) : PursuitCommand;

/// <param name="Upheld">The appeal is right: the decision is revoked.</param>
[GenerateSerializer, Immutable, Alias("hg.AnswerPursuitAppeal")]
public sealed record AnswerPursuitAppeal([property: Id(0)] bool Upheld, [property: Id(1)] string? Reason) : PursuitCommand;

/// <param name="State">proposed | heard | decided | appealed | in-effect | revoked | closed (exempt).</param>
/// <param name="HearBy">Last instant for the person to be heard.</param>
/// <param name="HeardAt">Spoke, or let the limit pass.</param>
/// <param name="Spoke">The person said something.</param>
/// <param name="DecidedLevel">Null before the decision.</param>
/// <param name="EffectFrom">When it takes effect as things stand: suspension at once, everything else after the appeal limit or the answer. Null: undecided, revoked, exempt.</param>
/// <param name="Effective">It has taken effect.</param>
[GenerateSerializer, Immutable, Alias("hg.PursuitView")]
public sealed record PursuitView(
    [property: Id(0)] string PursuitId,
    [property: Id(1)] string Hall,
    [property: Id(2)] string Staff,
    [property: Id(3)] PursuitGround Ground,
    [property: Id(4)] string? Card,
    [property: Id(5)] string Clause,
    [property: Id(6)] int Level,
    [property: Id(7)] string Measure,
    [property: Id(8)] string State,
    [property: Id(9)] string ProposedBy,
    [property: Id(10)] Instant Since,
    [property: Id(11)] Instant HearBy,
    [property: Id(12)] Instant? HeardAt,
    [property: Id(13)] bool Spoke,
    [property: Id(14)] string? Decider,
    [property: Id(15)] int? DecidedLevel,
    [property: Id(16)] string? DecidedBy,
    [property: Id(17)] Instant? DecidedAt,
    [property: Id(18)] Instant? AppealBy,
    [property: Id(19)] Instant? AppealedAt,
    [property: Id(20)] Instant? AnswerBy,
    [property: Id(21)] string? ClosedBy,
    [property: Id(22)] string? Cause,
    [property: Id(23)] Instant? EffectFrom,
    [property: Id(24)] bool Effective,
    [property: Id(25)] string? Facts,
    [property: Id(26)] string? Statement,
    [property: Id(27)] string? Reason,
    [property: Id(28)] string? Appeal,
    [property: Id(29)] string? Answer,
    [property: Id(30)] ImmutableArray<string> Allowed,
    [property: Id(31)] int Version,
    [property: Id(32)] Instant AsOf) : IVersionedView;

/// <param name="Turn">Whose turn it is.</param>
[GenerateSerializer, Immutable, Alias("hg.PursuitListItem")]
public sealed record PursuitListItem(
    [property: Id(0)] string PursuitId, [property: Id(1)] string Hall, [property: Id(2)] string State, [property: Id(3)] string Clause, [property: Id(4)] string? Turn, [property: Id(5)] Instant? DueAt, [property: Id(6)] int Version);

/// <summary>Pursuit of responsibility 责任追究. Key: its number. Stream <c>pursuit/{number}</c>.</summary>
[Alias("hg.IPursuitGrain")]
public interface IPursuitGrain : IGrainWithStringKey
{
    /// <summary>The number of what comes of this origin (a card, a command) in this hall: whoever proposes again proposes it not twice.</summary>
    public static string NumberOf(string hall, string origin) => $"PUR-{hall}-{IInspectionGrain.Short(origin)}";

    /// <summary>Idempotent by its number.</summary>
    [Alias("Open"), Inside] Task<Outcome<PursuitView>> OpenAsync(CommandMeta meta, OpenPursuit command);

    /// <summary>Idempotent by its number.</summary>
    [Alias("OpenHead"), Inside] Task<Outcome<PursuitView>> OpenHeadAsync(CommandMeta meta, OpenHeadPursuit command);

    /// <summary>What follows from the decision was done; from this grain to itself.</summary>
    [Alias("Followed"), Inside] Task FollowedAsync(string what);

    [Alias("Propose"), Inside] Task<Outcome<PursuitView>> ProposeAsync(CommandMeta meta, string hall, ProposePursuit command);

    /// <summary>Its card was cancelled: what is undecided is revoked. Idempotent; nothing where nothing was proposed.</summary>
    [Alias("CardCancelled"), Inside] Task CardCancelledAsync(CommandMeta meta);

    [Alias("Execute"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<PursuitView>> ExecuteAsync(CommandMeta meta, PursuitCommand command);

    /// <summary>Not found: no such pursuit, or not for this caller.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<CaseRead<PursuitView>> GetAsync(Caller caller);

    /// <summary>Records what fell due. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();
}

/// <summary>Gives proposals their number and lists pursuits, from the summary rows. Key: <c>desk</c> (stateless).</summary>
[Alias("hg.IPursuitDeskGrain")]
public interface IPursuitDeskGrain : IGrainWithStringKey
{
    [Alias("Propose"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<PursuitView>> ProposeAsync(CommandMeta meta, ProposePursuit command);

    [Alias("List"), Allow(Roles.Staff, Roles.Supervisor, Roles.Auditor)] Task<CaseRead<Page<PursuitListItem>>> ListAsync(Caller caller, string? hall, string? state, string? cursor, int limit);
}
