using HallGrains.Contracts.Live;
using Orleans.Concurrency;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace HallGrains.Silo.Streams;

/// <summary>One entry on its way to one hall.</summary>
/// <param name="copy">0 for the entry's own hall, 1 for the hall it leaves: keeps tokens of one queue strictly increasing.</param>
[GenerateSerializer, Immutable, Alias("hg.LedgerBatch")]
internal sealed class LedgerBatch(StreamId streamId, LedgerEvent ledgerEvent, int copy) : IBatchContainer
{
    [Id(0)] public StreamId StreamId { get; } = streamId;

    [Id(1)] public LedgerEvent Event { get; } = ledgerEvent;

    [Id(2)] public int Copy { get; } = copy;

    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(Event.Position, Copy);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        if (Event is T entry) yield return Tuple.Create(entry, SequenceToken);
    }

    public bool ImportRequestContext() => false;
}
