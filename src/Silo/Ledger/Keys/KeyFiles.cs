using System.Security.Cryptography;
using System.Text;
using HallGrains.Silo.Hosting;

namespace HallGrains.Silo.Ledger.Keys;

/// <summary>
/// The hall's keys, one file each, readable by their owner only. Made once, together with the ledger; whoever loses them cannot read personal data,
/// and a process with other keys does not start: its codes and seals would fit nothing.
/// </summary>
internal sealed class KeyFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string NextSigner = "signing-next";
    private static readonly string[] Names = ["master", "retrieval", "person", "token"];
    private readonly Dictionary<string, byte[]> _keys;

    private KeyFiles(Dictionary<string, byte[]> keys, string signingPem, string? directory) => (_keys, SigningPem, Directory) = (keys, signingPem, directory);

    /// <summary>Null for keys in memory.</summary>
    public string? Directory { get; }

    /// <summary>Wraps the data keys of persons; AES-256.</summary>
    public byte[] Master => _keys["master"];

    /// <summary>Makes retrieval codes.</summary>
    public byte[] Retrieval => _keys["retrieval"];

    /// <summary>Makes the opaque names of persons.</summary>
    public byte[] Person => _keys["person"];

    /// <summary>Signs access tokens.</summary>
    public byte[] Token => _keys["token"];

    /// <summary>ECDSA P-256 private key, PKCS#8 PEM: signs checkpoints and receipts.</summary>
    public string SigningPem { get; }

    /// <summary>Where ASP.NET Core keeps its key ring, beside the others; null for keys in memory.</summary>
    public string? DataProtectionDirectory => Directory is null ? null : Path.Combine(Directory, "data-protection");

    /// <summary>Names these keys without telling anything of them.</summary>
    public string Fingerprint
    {
        get
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var name in Names) sha.AppendData(SHA256.HashData([.. Encoding.UTF8.GetBytes(name + "\n"), .. _keys[name]]));
            sha.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes("signing\n" + SigningPem.ReplaceLineEndings("\n").Trim())));
            return Convert.ToHexStringLower(sha.GetHashAndReset());
        }
    }

    public ECDsa CreateSigner()
    {
        var signer = ECDsa.Create();
        signer.ImportFromPem(SigningPem);
        return signer;
    }

    /// <summary>The same keys with another signing key.</summary>
    public KeyFiles WithSigner(string signingPem) => new(_keys, signingPem, Directory);

    public static KeyFiles InMemory() => Make(null);

    /// <summary>Whether a directory holds keys.</summary>
    public static bool Exist(string directory) => File.Exists(FileOf(directory, "master"));

    public static KeyFiles Load(string directory)
    {
        try
        {
            var keys = Names.ToDictionary(n => n, n => Convert.FromBase64String(File.ReadAllText(FileOf(directory, n)).Trim()));
            if (keys.Values.Any(k => k.Length < 32)) throw new HallCannotStartException($"A key in {directory} is too short.");
            var loaded = new KeyFiles(keys, File.ReadAllText(FileOf(directory, "signing")), directory);
            loaded.CreateSigner().Dispose();
            return loaded;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or CryptographicException)
        {
            throw new HallCannotStartException($"The keys in {directory} cannot be read: {e.GetType().Name}. Restore them from your backup.", e);
        }
    }

    /// <summary>Makes new keys and writes them; never over existing ones.</summary>
    public static KeyFiles Create(string directory)
    {
        var keys = Make(directory);
        try
        {
            MakeDirectory(directory);
            foreach (var (name, key) in keys._keys.OrderBy(k => k.Key == "master")) Write(directory, name, Convert.ToBase64String(key) + "\n");
            Write(directory, "signing", keys.SigningPem);
            MakeDirectory(keys.DataProtectionDirectory!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HallCannotStartException($"Keys cannot be written to {directory}: {e.Message}", e);
        }

        return keys;
    }

    /// <summary>A copy of every key file, readable by its owner only.</summary>
    public static void Copy(string from, string to)
    {
        MakeDirectory(to);
        foreach (var file in System.IO.Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(to, Path.GetFileName(file)), OwnerOnly);
        }

        foreach (var inner in System.IO.Directory.GetDirectories(from)) Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
    }

    /// <summary>The keys for a ledger that knows <paramref name="fingerprint"/>, or new ones for a new ledger.</summary>
    public static KeyFiles Open(string directory, string? fingerprint)
    {
        if (!Exist(directory))
        {
            return fingerprint is null
                ? Create(directory)
                : throw new HallCannotStartException($"There are no keys in {directory}, but the ledger was made with some. Restore them, or name their directory with --keys.");
        }

        var keys = Load(directory);
        if (fingerprint is null || fingerprint == keys.Fingerprint) return keys;
        // A rotation that the ledger knows of, cut off before its file took its place.
        return File.Exists(FileOf(directory, NextSigner)) && fingerprint == keys.WithSigner(File.ReadAllText(FileOf(directory, NextSigner))).Fingerprint
            ? TakeNextSigner(directory)
            : throw new HallCannotStartException($"The keys in {directory} are not those of this ledger. Name the right directory with --keys.");
    }

    /// <summary>The private key that is to sign next, as PEM: made now, or by a rotation that was cut off.</summary>
    public static string PrepareNextSigner(string directory)
    {
        if (!File.Exists(FileOf(directory, NextSigner)))
        {
            using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(directory, NextSigner, signer.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return File.ReadAllText(FileOf(directory, NextSigner));
    }

    /// <summary>Puts the next signing key in the place of the one before, which signs nothing more; its public half stands in the checkpoints it signed.</summary>
    public static KeyFiles TakeNextSigner(string directory)
    {
        File.Move(FileOf(directory, NextSigner), FileOf(directory, "signing"), overwrite: true);
        return Load(directory);
    }

    private static KeyFiles Make(string? directory)
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Names.ToDictionary(n => n, _ => RandomNumberGenerator.GetBytes(32)), signer.ExportPkcs8PrivateKeyPem() + "\n", directory);
    }

    private static string FileOf(string directory, string name) => Path.Combine(directory, name is "signing" or NextSigner ? name + ".pem" : name + ".key");

    private static void MakeDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(directory);
        else System.IO.Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static void Write(string directory, string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(FileOf(directory, name), options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
