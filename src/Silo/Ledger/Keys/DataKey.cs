using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Common;

namespace HallGrains.Silo.Ledger.Keys;

/// <summary>
/// A person's data key, AES-256-GCM. A sealed text is key id (8) ‖ nonce (12) ‖ tag (16) ‖ ciphertext, bound to its stream and version, so that it
/// can be read nowhere else. The key id tells a text sealed with a key since dropped from one that was tampered with.
/// </summary>
internal sealed class DataKey
{
    private const int IdSize = 8;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[] _key;
    private readonly byte[] _id;

    private DataKey(byte[] key) => (_key, _id) = (key, SHA256.HashData(key)[..IdSize]);

    public static DataKey Create() => new(RandomNumberGenerator.GetBytes(32));

    public byte[] Seal(string stream, int version, string text) => Encrypt(_key, _id, Encoding.UTF8.GetBytes(text), Place(stream, version));

    /// <summary>The text, or null when it was sealed with another key: one that was dropped.</summary>
    /// <exception cref="UnreadableEntryException">Sealed with this key, but changed since.</exception>
    public string? Open(string stream, int version, byte[] sealedText)
    {
        if (sealedText.Length < IdSize + NonceSize + TagSize) throw new UnreadableEntryException($"The private part of {stream}@{version} is cut.");
        if (!sealedText.AsSpan(0, IdSize).SequenceEqual(_id)) return null;
        try
        {
            return Encoding.UTF8.GetString(Decrypt(_key, sealedText, Place(stream, version)));
        }
        catch (CryptographicException e)
        {
            throw new UnreadableEntryException($"The private part of {stream}@{version} was changed.", e);
        }
    }

    /// <summary>This key under the master key, as the key table holds it.</summary>
    public byte[] Wrap(byte[] master, string name) => Encrypt(master, SHA256.HashData(master)[..IdSize], _key, Encoding.UTF8.GetBytes(name));

    public static DataKey Unwrap(byte[] master, string name, byte[] wrapped) => new(Decrypt(master, wrapped, Encoding.UTF8.GetBytes(name)));

    private static byte[] Encrypt(byte[] key, byte[] id, byte[] clear, byte[] place)
    {
        var result = new byte[IdSize + NonceSize + TagSize + clear.Length];
        var span = result.AsSpan();
        id.CopyTo(span);
        var nonce = span.Slice(IdSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, clear, span[(IdSize + NonceSize + TagSize)..], span.Slice(IdSize + NonceSize, TagSize), place);
        return result;
    }

    private static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> whole, byte[] place)
    {
        var clear = new byte[whole.Length - IdSize - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(whole.Slice(IdSize, NonceSize), whole[(IdSize + NonceSize + TagSize)..], whole.Slice(IdSize + NonceSize, TagSize), clear, place);
        return clear;
    }

    private static byte[] Place(string stream, int version) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{stream}\n{version}"));
}
