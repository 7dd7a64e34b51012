using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Benchmarks.Hall;

/// <summary>Keeps the appends that grains ask for, as they ask for them; everything else goes through.</summary>
internal sealed class LedgerRecorder(ServiceLedger ledger) : ILedger
{
    private List<AppendRequest>? _kept;

    public int Partitions => ledger.Partitions;

    /// <summary>Keeps from now on; one command after the other, by one caller.</summary>
    public List<AppendRequest> Record() => _kept = [];

    public void Stop() => _kept = null;

    public Task<AppendReceipt> AppendAsync(AppendRequest request)
    {
        _kept?.Add(request);
        return ledger.AppendAsync(request);
    }

    public void ExpectKey(string personKey) => ledger.ExpectKey(personKey);

    public int PartitionOf(string stream) => ledger.PartitionOf(stream);

    public Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId) => ledger.FindCommandAsync(stream, account, commandId);

    public Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream) => ledger.ReadCommandsAsync(stream);

    public Task<IReadOnlyList<LedgerEntry>> ReadStreamAsync(string stream, int afterVersion = 0, int max = int.MaxValue) => ledger.ReadStreamAsync(stream, afterVersion, max);

    public Task<LedgerEntry?> ReadLastAsync(string stream) => ledger.ReadLastAsync(stream);

    public Task<IReadOnlyList<LedgerEntry>> ReadPartitionAsync(int partition, long afterPosition, int max) => ledger.ReadPartitionAsync(partition, afterPosition, max);

    public Task<long> HeadPositionAsync(int partition) => ledger.HeadPositionAsync(partition);

    public Task<SummaryRow?> FindSummaryAsync(string stream) => ledger.FindSummaryAsync(stream);

    public Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery query) => ledger.QuerySummariesAsync(query);

    public Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams query) => ledger.StreamsOfAsync(query);

    public Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max) => ledger.ReadDueAsync(partition, until, max);

    public Task WaitForCommitAsync(int partition, TimeSpan atMost, CancellationToken cancellationToken) => ledger.WaitForCommitAsync(partition, atMost, cancellationToken);
}
