using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Audit;

/// <summary>
/// Inclusion proof 存证回执 of a case: its entries' public parts, the way from each to its block, from the block to a signed checkpoint, and that checkpoint. Whoever
/// holds it can show with no database and no network that the entries stood in the ledger then. Names, numbers and free text are in it only as hashes.
/// </summary>
/// <param name="Format"><c>hallgrains-receipt 1</c>.</param>
/// <param name="Checkpoint">The text of the checkpoint, as it is kept and published.</param>
[GenerateSerializer, Immutable, Alias("hg.ReceiptView")]
public sealed record ReceiptView(
    [property: Id(0)] string Format,
    [property: Id(1)] string Ledger,
    [property: Id(2)] string Stream,
    [property: Id(3)] int Partition,
    [property: Id(4)] ImmutableArray<ReceiptEntry> Entries,
    [property: Id(5)] ImmutableArray<ReceiptBlock> Blocks,
    [property: Id(6)] string Checkpoint,
    [property: Id(7)] int Version,
    [property: Id(8)] Instant AsOf) : IVersionedView
{
    public const string CurrentFormat = "hallgrains-receipt 1";
}

/// <summary>An entry as it was hashed. Hashes are lower-case hex; times are the ledger's own text.</summary>
/// <param name="Index">Place in its block, from 0.</param>
/// <param name="Path">Siblings from the leaf to the block's root, nearest first.</param>
[GenerateSerializer, Immutable, Alias("hg.ReceiptEntry")]
public sealed record ReceiptEntry(
    [property: Id(0)] long Position,
    [property: Id(1)] int Version,
    [property: Id(2)] string Kind,
    [property: Id(3)] int Schema,
    [property: Id(4)] string Occurred,
    [property: Id(5)] string Recorded,
    [property: Id(6)] string Actor,
    [property: Id(7)] string Account,
    [property: Id(8)] string CommandId,
    [property: Id(9)] string Hall,
    [property: Id(10)] string Data,
    [property: Id(11)] string? PersonKey,
    [property: Id(12)] string? PrivateHash,
    [property: Id(13)] string Hash,
    [property: Id(14)] long Block,
    [property: Id(15)] int Index,
    [property: Id(16)] ImmutableArray<string> Path);

/// <summary>A block that holds entries of the receipt.</summary>
/// <param name="Path">Siblings from the block to the tree over the partition's blocks that the checkpoint signs, nearest first.</param>
[GenerateSerializer, Immutable, Alias("hg.ReceiptBlock")]
public sealed record ReceiptBlock(
    [property: Id(0)] long Number,
    [property: Id(1)] long First,
    [property: Id(2)] int Count,
    [property: Id(3)] string Previous,
    [property: Id(4)] string Root,
    [property: Id(5)] string Hash,
    [property: Id(6)] ImmutableArray<string> Path);
