using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Grains.Ledger;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Silo.Ledger;

/// <summary>
/// What is hashed, byte for byte: docs/ledger-format.md says it in words, docs/check-ledger.py checks it without us. Position and
/// recorded time are given under the head's lock, the rest is known before: so a leaf is made of the two and a content hash, and the
/// database can finish it in the same call that gives the position.
/// </summary>
internal static class LedgerFormat
{
    /// <summary>Version of this layout; stands in the ledger's meta table.</summary>
    public const int Version = 1;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly InstantPattern Pattern = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffffffff'Z'");

    /// <summary>First and last instants a ledger can hold: years 0001 to 9999, so that text order is time order.</summary>
    public static Instant Earliest { get; } = Instant.FromUtc(1, 1, 1, 0, 0);

    public static Instant Latest { get; } = Instant.FromUtc(9999, 12, 31, 23, 59);

    /// <summary>UTC with nine digits of a second: sorts as text, exact to the nanosecond, readable with a SQL client.</summary>
    public static string Time(Instant instant) => Pattern.Format(instant);

    public static Instant Time(string text) => Pattern.Parse(text).Value;

    /// <summary>The first four bytes of SHA-256 of the stream's name, big-endian, modulo the number of partitions.</summary>
    public static int PartitionOf(string stream, int partitions)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Utf8.GetBytes(stream), hash);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)partitions);
    }

    public static byte[] Content(
        string stream, int version, string kind, int schema, string occurred, string actor, string account, string commandId, string hall,
        string data, string? personKey, byte[]? privateHash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(sha, stream);
        Number(sha, version);
        Text(sha, kind);
        Number(sha, schema);
        Text(sha, occurred);
        Text(sha, actor);
        Text(sha, account);
        Text(sha, commandId);
        Text(sha, hall);
        Text(sha, data);
        Text(sha, personKey ?? "");
        Bytes(sha, privateHash ?? []);
        return sha.GetHashAndReset();
    }

    public static byte[] Content(StoredEntry e) =>
        Content(e.Stream, e.Version, e.Kind, e.Schema, e.Occurred, e.Actor, e.Account, e.CommandId, e.Hall, e.Data, e.PersonKey, e.PrivateHash);

    /// <summary>RFC 6962 leaf hash of an entry.</summary>
    public static byte[] Leaf(int partition, long position, string recorded, ReadOnlySpan<byte> content)
    {
        var time = Utf8.GetBytes(recorded);
        var buffer = new byte[16 + 4 + time.Length + content.Length];
        BinaryPrimitives.WriteInt64BigEndian(buffer, partition);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(8), position);
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(16), time.Length);
        time.CopyTo(buffer, 20);
        content.CopyTo(buffer.AsSpan(20 + time.Length));
        return Merkle.Leaf(buffer);
    }

    /// <summary>What the first block of a partition follows: bound to the ledger, so that blocks of another ledger never fit.</summary>
    public static byte[] Genesis(string ledgerId, int partition) =>
        SHA256.HashData(Utf8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"hallgrains-genesis\n{ledgerId}\n{partition}")));

    /// <summary>Hash of a block: what the next block follows.</summary>
    public static byte[] Link(int partition, long number, long first, int count, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> root)
    {
        Span<byte> buffer = stackalloc byte[1 + 32 + 64];
        buffer[0] = 2;
        BinaryPrimitives.WriteInt64BigEndian(buffer[1..], partition);
        BinaryPrimitives.WriteInt64BigEndian(buffer[9..], number);
        BinaryPrimitives.WriteInt64BigEndian(buffer[17..], first);
        BinaryPrimitives.WriteInt64BigEndian(buffer[25..], count);
        previous.CopyTo(buffer[33..65]);
        root.CopyTo(buffer[65..]);
        return SHA256.HashData(buffer);
    }

    /// <summary>Strict UTF-8, for callers that must know a text can be stored as it is.</summary>
    public static bool CanStore(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static void Number(IncrementalHash sha, long value)
    {
        Span<byte> b = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(b, value);
        sha.AppendData(b);
    }

    private static void Text(IncrementalHash sha, string value) => Bytes(sha, Utf8.GetBytes(value));

    private static void Bytes(IncrementalHash sha, ReadOnlySpan<byte> value)
    {
        Span<byte> b = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(b, value.Length);
        sha.AppendData(b);
        sha.AppendData(value);
    }
}
