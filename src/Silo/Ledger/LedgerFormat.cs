using System.Buffers;
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
        // One buffer and one hash: a verifier does this a million times.
        var most = 16 + 10 * 4 + 32 + 3 * (stream.Length + kind.Length + occurred.Length + actor.Length + account.Length + commandId.Length + hall.Length + data.Length + (personKey?.Length ?? 0));
        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var all = new Packed(rented);
            all.Text(stream);
            all.Number(version);
            all.Text(kind);
            all.Number(schema);
            all.Text(occurred);
            all.Text(actor);
            all.Text(account);
            all.Text(commandId);
            all.Text(hall);
            all.Text(data);
            all.Text(personKey ?? "");
            all.Bytes(privateHash ?? []);
            return SHA256.HashData(all.Written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static byte[] Content(StoredEntry e) =>
        Content(e.Stream, e.Version, e.Kind, e.Schema, e.Occurred, e.Actor, e.Account, e.CommandId, e.Hall, e.Data, e.PersonKey, e.PrivateHash);

    /// <summary>RFC 6962 leaf hash of an entry.</summary>
    public static byte[] Leaf(int partition, long position, string recorded, ReadOnlySpan<byte> content)
    {
        // A tampered time may be of any length.
        var buffer = recorded.Length <= 64 ? stackalloc byte[1 + 20 + 3 * 64 + 32] : new byte[1 + 20 + 3 * recorded.Length + content.Length];
        buffer[0] = 0;
        BinaryPrimitives.WriteInt64BigEndian(buffer[1..], partition);
        BinaryPrimitives.WriteInt64BigEndian(buffer[9..], position);
        var time = Utf8.GetBytes(recorded, buffer[21..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer[17..], time);
        content.CopyTo(buffer[(21 + time)..]);
        return SHA256.HashData(buffer[..(21 + time + content.Length)]);
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

    private ref struct Packed(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public void Number(long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(_buffer[_length..], value);
            _length += 8;
        }

        public void Text(string value)
        {
            var bytes = Utf8.GetBytes(value, _buffer[(_length + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(_buffer[_length..], bytes);
            _length += 4 + bytes;
        }

        public void Bytes(ReadOnlySpan<byte> value)
        {
            BinaryPrimitives.WriteInt32BigEndian(_buffer[_length..], value.Length);
            value.CopyTo(_buffer[(_length + 4)..]);
            _length += 4 + value.Length;
        }
    }
}
