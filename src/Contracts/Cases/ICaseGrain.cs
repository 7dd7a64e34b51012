using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>Case 办件. Key: case number. The only authority on who owns it. Stream <c>case/{number}</c>.</summary>
[Alias("hg.ICaseGrain")]
public interface ICaseGrain : IGrainWithStringKey
{
    /// <summary>Any command but opening; see <see cref="CaseCommand"/>.</summary>
    [Alias("Execute"), Anyone] Task<Outcome<CaseView>> ExecuteAsync(CommandMeta meta, CaseCommand command);

    /// <summary>A desk asks for its deputies or has its cases back, a guide was withdrawn: told by their grains after the commit, in a turn of their own (decisions 11); idempotent.</summary>
    [Alias("Tell"), Inside] Task TellAsync(CommandMeta meta, CaseCommand command);

    /// <summary>T1, given by the intake when it has taken a number.</summary>
    [Alias("Open"), Inside] Task<Outcome<CaseView>> OpenAsync(CommandMeta meta, OpenInquiry command);

    /// <summary>Null: no such case, or the caller may not know of it.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<CaseRead<CaseView>> GetAsync(Caller caller);

    /// <summary>The case as it stood at an instant.</summary>
    [ReadOnly, Alias("GetAsOf"), Anyone] Task<CaseRead<CaseView>> GetAsOfAsync(Caller caller, Instant at);

    [ReadOnly, Alias("Ledger"), Anyone] Task<CaseRead<Page<LedgerItem>>> LedgerAsync(Caller caller, int afterVersion, int limit);

    [ReadOnly, Alias("Responsibility"), Anyone] Task<CaseRead<CaseResponsibility>> ResponsibilityAsync(Caller caller);

    [ReadOnly, Alias("Clocks"), Anyone] Task<CaseRead<CaseClocks>> ClocksAsync(Caller caller);

    [ReadOnly, Alias("Track"), Anyone] Task<CaseRead<TrackView>> TrackAsync(Caller caller);

    /// <summary>A form of the item with what is known filled in (5.2f).</summary>
    [ReadOnly, Alias("Form"), Anyone] Task<CaseRead<FormView>> FormAsync(Caller caller, string material);

    /// <summary>Inclusion proof 存证回执 of the case's entries; for its person, those who work on it, auditors.</summary>
    [AlwaysInterleave, Alias("Receipt"), Anyone] Task<CaseRead<Audit.ReceiptView>> ReceiptAsync(Caller caller);

    /// <summary>A paper 文书 of <see cref="CaseDocuments"/> to print; not found while what it prints has not happened.</summary>
    [AlwaysInterleave, Alias("Document"), Anyone] Task<CaseRead<CaseDocument>> DocumentAsync(Caller caller, string kind);

    /// <summary>Who was shown full values 查看记录; for the person and auditors.</summary>
    [ReadOnly, Alias("Reads"), Anyone] Task<CaseRead<CaseReads>> ReadsAsync(Caller caller);

    /// <summary>The person's own data, whole; for nobody else.</summary>
    [ReadOnly, Alias("OwnData"), Anyone] Task<CaseRead<OwnCaseData>> OwnDataAsync(Caller caller);

    /// <summary>Who owned it or worked on it, and so judges nobody for it (5.6e); nobody for a case that is not.</summary>
    [AlwaysInterleave, Alias("Involved"), Inside] Task<ImmutableArray<string>> InvolvedAsync();

    /// <summary>A key was dropped and the stream says so at this version: what is in memory from before is let go. Idempotent.</summary>
    [AlwaysInterleave, Alias("Forget"), Inside] Task ForgetAsync(int version);

    /// <summary>Records what fell due and, after it, tells owners what was not yet told. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();

    /// <summary>
    /// Records a part of an imported case; the system's caller only. Repeated, it answers as the first time. After the last part the activation goes:
    /// an import of any size keeps no more cases in memory than it has in flight.
    /// </summary>
    [Alias("RecordHistory"), Inside] Task<Outcome<HistoryReceipt>> RecordHistoryAsync(CommandMeta meta, HistoryPart part);
}

/// <summary>Opens cases. Key: <c>{hall}/{lane}</c>, lane 0-15 by <see cref="Lane"/>.</summary>
[Alias("hg.IIntakeGrain")]
public interface IIntakeGrain : IGrainWithStringKey
{
    public const int Lanes = 16;

    /// <summary>The lane of a command: one account's retry of one command always finds the same lane.</summary>
    public static int Lane(string account, string commandId)
    {
        var hash = 2166136261u;
        foreach (var c in account) hash = (hash ^ c) * 16777619u;
        hash = (hash ^ '\n') * 16777619u;
        foreach (var c in commandId) hash = (hash ^ c) * 16777619u;
        return (int)((hash ^ (hash >> 16)) % Lanes);
    }

    /// <summary>T1: decides on the facts, takes a number, opens the case. Made: <c>caseNumber</c>; the view carries the retrieval code.</summary>
    [Alias("Open"), Anyone] Task<Outcome<CaseView>> OpenAsync(CommandMeta meta, OpenInquiry command);
}

/// <summary>Gives a lane's case numbers, each once. Key: <c>{hall}/{lane}</c>. Stream <c>numbers/{hall}/{lane}</c>.</summary>
[Alias("hg.INumberLaneGrain")]
public interface INumberLaneGrain : IGrainWithStringKey
{
    /// <summary>The number that this command took, or null.</summary>
    [ReadOnly, Alias("Find"), Inside] Task<TakenNumber?> FindAsync(CommandMeta meta);

    /// <summary>Takes the next number of the hall's day; the same command gets the same number again.</summary>
    [Alias("Take"), Inside] Task<Outcome<TakenNumber>> TakeAsync(CommandMeta meta);
}

/// <summary>A case number given to a command.</summary>
[GenerateSerializer, Immutable, Alias("hg.TakenNumber")]
public sealed record TakenNumber([property: Id(0)] string Number)
{
    /// <summary>Its name among the ids that a command made.</summary>
    public const string Made = "caseNumber";
}

/// <summary>Lists of cases, from the summary rows. Key: <c>cases</c> (stateless).</summary>
[Alias("hg.ICaseListGrain")]
public interface ICaseListGrain : IGrainWithStringKey
{
    [Alias("List"), Allow(Roles.Staff, Roles.Supervisor, Roles.Auditor)] Task<CaseRead<Page<CaseListItem>>> ListAsync(Caller caller, CaseFilter filter);
}

[GenerateSerializer, Immutable, Alias("hg.CaseFilter")]
public sealed record CaseFilter
{
    [Id(0)] public string? Hall { get; init; }
    [Id(1)] public string? Owner { get; init; }
    [Id(2)] public string? Agent { get; init; }
    [Id(3)] public string? State { get; init; }
    [Id(4)] public string? Stage { get; init; }
    [Id(5)] public string? Item { get; init; }
    [Id(6)] public string? Card { get; init; }
    [Id(7)] public bool? Overdue { get; init; }
    [Id(8)] public string? Query { get; init; }
    [Id(9)] public int Limit { get; init; } = 50;
    [Id(10)] public string? Cursor { get; init; }
}

/// <summary>A read that may be refused (404 as absent, 403, 429 too many wrong codes).</summary>
[GenerateSerializer, Immutable, Alias("hg.CaseRead`1")]
public sealed record CaseRead<T>([property: Id(0)] T? Value, [property: Id(1)] Refusal? Refusal) where T : class;

[GenerateSerializer, Immutable, Alias("hg.CaseResponsibility")]
public sealed record CaseResponsibility([property: Id(0)] ImmutableArray<ResponsibilityItem> Items, [property: Id(1)] int Version);

[GenerateSerializer, Immutable, Alias("hg.CaseClocks")]
public sealed record CaseClocks([property: Id(0)] ImmutableArray<ClockView> Items, [property: Id(1)] int Version);
