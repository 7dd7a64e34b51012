using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Grains.Ledger;

/// <summary>
/// The service ledger 服务日志台账: the one truth. Append is the commit; every read sees only committed blocks. Implemented by the
/// silo over SQLite, PostgreSQL and (for tests) memory, with one contract suite for all three.
/// </summary>
public interface ILedger
{
    /// <summary>Number of partitions, fixed when the ledger was made.</summary>
    int Partitions { get; }

    /// <summary>The partition of a stream: a stable hash of its name.</summary>
    int PartitionOf(string stream);

    /// <summary>
    /// Appends one command's entries, all or none, and answers after the commit. The cancellation of a caller never cancels a queued commit.
    /// </summary>
    /// <exception cref="LedgerConflictException">The stream is not at <see cref="AppendRequest.ExpectedVersion"/>, or the command id is taken: nothing written.</exception>
    /// <exception cref="LedgerBusyException">Queue full, or database away before anything was sent: nothing written.</exception>
    /// <exception cref="LedgerOutcomeUnknownException">The commit's fate could not be read back in time.</exception>
    Task<AppendReceipt> AppendAsync(AppendRequest request);

    /// <summary>
    /// Says that entries with a private part of this person come soon: a new person's key is stored meanwhile, not only when the first of them asks for it.
    /// A hint; nothing depends on it.
    /// </summary>
    void ExpectKey(string personKey);

    /// <summary>The outcome of a command done before, or null.</summary>
    Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId);

    /// <summary>All commands recorded for a stream (a case has tens of them).</summary>
    Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream);

    /// <summary>Entries of a stream with version &gt; <paramref name="afterVersion"/>, in order, at most <paramref name="max"/>.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadStreamAsync(string stream, int afterVersion = 0, int max = int.MaxValue);

    /// <summary>The newest entry of a stream, or null when there is none.</summary>
    Task<LedgerEntry?> ReadLastAsync(string stream);

    /// <summary>Entries of a partition with position &gt; <paramref name="afterPosition"/>, in order: what stream receivers read.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadPartitionAsync(int partition, long afterPosition, int max);

    /// <summary>The newest position of a partition.</summary>
    Task<long> HeadPositionAsync(int partition);

    /// <summary>The summary row of a stream, or null.</summary>
    Task<SummaryRow?> FindSummaryAsync(string stream);

    /// <summary>Summary rows that match, ordered by stream name, after the cursor.</summary>
    Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery query);

    /// <summary>Streams that had to do with a hall at an instant, by name: what a view as of then folds.</summary>
    Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams query);

    /// <summary>Streams of a partition whose next due instant is not after <paramref name="until"/>, soonest first.</summary>
    Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max);

    /// <summary>Waits until something was committed to the partition by this process since the call, or the time is over. A nudge, not a promise.</summary>
    Task WaitForCommitAsync(int partition, TimeSpan atMost, CancellationToken cancellationToken);
}

/// <summary>One command's entries for one stream.</summary>
/// <param name="Stream">e.g. <c>case/YXCS-20261124-000017-K</c>, <c>staff/YXCS015</c>, <c>window/YXCS/YXCS-06/2026-11-24</c>.</param>
/// <param name="ExpectedVersion">The version the decision was made on; 0 for a new stream.</param>
/// <param name="Command">The command that made them; null for what the hall does itself without a retry (what fell due).</param>
/// <param name="Hall">Hall code: entries are routed to this hall's monitor.</param>
/// <param name="Entries">1-500 entries.</param>
/// <param name="Summary">The stream's row after these entries.</param>
public sealed record AppendRequest(
    string Stream,
    int ExpectedVersion,
    CommandKey? Command,
    string Hall,
    ImmutableArray<NewEntry> Entries,
    SummaryRow Summary)
{
    /// <summary>Ids that the command made, kept so that a replay answers with them.</summary>
    public ImmutableSortedDictionary<string, string> Made { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>Identity of a command within its stream.</summary>
public sealed record CommandKey(string Account, string CommandId, string BodyHash);

/// <summary>An entry before it is committed.</summary>
/// <param name="Kind">Entry name of domain-rules §14, CamelCase.</param>
/// <param name="Schema">Version of the kind's JSON shape.</param>
/// <param name="OccurredAt">When it happened; recorded time is given by the ledger.</param>
/// <param name="Actor">Staff number, account, or <c>system</c>.</param>
/// <param name="Data">Public part: UTF-8 JSON text, stored and hashed as these very characters.</param>
/// <param name="Private">Private part in clear, to be encrypted by the ledger; null when there is none.</param>
public sealed record NewEntry(string Kind, int Schema, Instant OccurredAt, string Actor, string Data, PrivatePart? Private);

/// <summary>Personal data of one entry.</summary>
/// <param name="PersonKey">Name of the key it is encrypted with: an opaque name of the person, never personal data itself.</param>
/// <param name="Json">Clear JSON text.</param>
public sealed record PrivatePart(string PersonKey, string Json);

/// <summary>Where the entries stand.</summary>
public sealed record AppendReceipt(int Partition, long FirstPosition, int LastVersion, Instant RecordedAt);

/// <summary>A committed command.</summary>
public sealed record CommandRecord(string Account, string CommandId, string BodyHash, int FirstVersion, int LastVersion, ImmutableSortedDictionary<string, string> Made);

/// <summary>A committed entry as it stands in the ledger.</summary>
/// <param name="Private">Decrypted private part; null when there is none or the person's key was dropped (<see cref="Erased"/>).</param>
/// <param name="Hash">RFC 6962 leaf hash, 32 bytes.</param>
public sealed record LedgerEntry(
    int Partition,
    long Position,
    string Stream,
    int Version,
    string Kind,
    int Schema,
    Instant OccurredAt,
    Instant RecordedAt,
    string Actor,
    string Account,
    string CommandId,
    string Hall,
    string Data,
    string? PersonKey,
    string? Private,
    bool Erased,
    byte[] Hash);

/// <summary>
/// One row per stream, written in the transaction that appends: what lists, searches and timekeepers read. Holds no personal data.
/// </summary>
public sealed record SummaryRow
{
    public required string Stream { get; init; }

    /// <summary>First segment of the stream name: <c>case</c>, <c>staff</c>, <c>window</c>, <c>hall</c>, <c>item</c> …</summary>
    public string Kind => Stream[..Math.Max(0, Stream.IndexOf('/', StringComparison.Ordinal))];

    public int Version { get; init; }
    public string? State { get; init; }
    public string? Stage { get; init; }
    public string? Owner { get; init; }
    public string? Agent { get; init; }
    public string? OfferedTo { get; init; }
    public string? Hall { get; init; }
    public string? Item { get; init; }

    /// <summary><c>none</c>, <c>yellow</c> or <c>red</c>.</summary>
    public string? Card { get; init; }

    public bool Overdue { get; init; }

    /// <summary>Keyed hash of the applicant's identity; equal for the same person.</summary>
    public string? Applicant { get; init; }

    /// <summary>When the stream next wants to be woken; null when nothing falls due.</summary>
    public Instant? NextDue { get; init; }

    /// <summary>Small JSON object with what a list shows besides these columns; no personal data.</summary>
    public string Extra { get; init; } = "{}";

    /// <summary>Recorded time of the newest entry; set by the ledger.</summary>
    public Instant UpdatedAt { get; init; }
}

/// <summary>Filter over summary rows; null means any. Ordered by stream name; <see cref="After"/> is the last stream of the page before.</summary>
public sealed record SummaryQuery
{
    /// <summary>First segment of the stream name; empty: streams of every kind.</summary>
    public required string Kind { get; init; }

    public string? Hall { get; init; }
    public string? Owner { get; init; }
    public string? Agent { get; init; }
    public string? OfferedTo { get; init; }
    public string? State { get; init; }

    /// <summary>Any of these states; null means any.</summary>
    public ImmutableArray<string>? States { get; init; }

    public string? Stage { get; init; }
    public string? Item { get; init; }
    public string? Card { get; init; }
    public bool? Overdue { get; init; }
    public string? Applicant { get; init; }

    /// <summary>Part of the stream name (a case number).</summary>
    public string? Contains { get; init; }

    /// <summary>A staff number for whom something waits in the stream (<see cref="Duties.WaitingItem"/>).</summary>
    public string? WaitingFor { get; init; }

    public string? After { get; init; }
    public int Limit { get; init; } = 50;
}

/// <summary>Streams of a kind with an entry of the hall that was recorded by an instant.</summary>
/// <param name="Kind">First segment of the stream name.</param>
/// <param name="States">Those whose row stands in one of these states now, or was changed since <paramref name="ChangedSince"/>; null: all.</param>
public sealed record HallStreams(string Kind, string Hall, Instant At, ImmutableArray<string>? States = null, Instant ChangedSince = default);

/// <summary>A stream that wants to be woken.</summary>
public sealed record DueStream(string Stream, Instant DueAt);
