using System.Security.Cryptography;
using System.Text;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Hosting;

/// <summary>Keyed hashes over the hall's key files; no key leaves this class.</summary>
internal sealed class HallSecrets(byte[] retrievalKey, byte[] personKey) : ISecrets
{
    // 31 letters and digits without 0/O, 1/I/L: 12 of them carry 59 bits (must-hold 13 asks for 50).
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int CodeLength = 12;

    public string RetrievalCode(string number, int issue)
    {
        var mac = HMACSHA256.HashData(retrievalKey, Encoding.UTF8.GetBytes($"{number}\n{issue}"));
        return string.Create(CodeLength, mac, static (code, mac) =>
        {
            for (var i = 0; i < code.Length; i++) code[i] = Alphabet[BitConverter.ToUInt16(mac, 2 * i) % Alphabet.Length];
        });
    }

    public string PersonKey(string identity) =>
        "p-" + Convert.ToHexStringLower(HMACSHA256.HashData(personKey, Encoding.UTF8.GetBytes(identity.Trim().ToUpperInvariant())).AsSpan(0, 16));
}
