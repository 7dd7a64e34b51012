using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Live;

/// <summary>
/// An entry of the ledger as the streams carry it 台账事件: its public part only. Delivered at least once, in order within its stream;
/// a subscriber knows what it has by (<see cref="Stream"/>, <see cref="Version"/>).
/// </summary>
[GenerateSerializer, Immutable, Alias("hg.LedgerEvent")]
public sealed record LedgerEvent
{
    [Id(0)] public required int Partition { get; init; }
    [Id(1)] public required long Position { get; init; }
    [Id(2)] public required string Stream { get; init; }
    [Id(3)] public required int Version { get; init; }
    [Id(4)] public required string Kind { get; init; }
    [Id(5)] public int Schema { get; init; } = 1;

    /// <summary>Hall the entry was recorded for; also delivered to the hall it came from when the entry moves it.</summary>
    [Id(6)] public required string Hall { get; init; }

    [Id(7)] public required Instant OccurredAt { get; init; }
    [Id(8)] public required Instant RecordedAt { get; init; }
    [Id(9)] public required string Actor { get; init; }

    /// <summary>Public JSON as stored; never the private part.</summary>
    [Id(10)] public required string Data { get; init; }
}

/// <summary>Names of the streams over the ledger.</summary>
public static class LedgerStreams
{
    public const string Provider = "ledger";

    /// <summary>Namespace of streams whose key is the hall of an entry.</summary>
    public const string HallNamespace = "hall";
}
