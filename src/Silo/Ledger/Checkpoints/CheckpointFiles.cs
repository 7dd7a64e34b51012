using System.Globalization;
using System.Text;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>
/// Checkpoints as files, one each, never written over: best on a disk that the database's administrator does not rule. Public keys lie beside them as PEM. A file
/// that a power cut took is written again from the database at the next start.
/// </summary>
internal sealed class CheckpointFiles(string directory)
{
    private const string Prefix = "checkpoint-";

    public string Directory => directory;

    /// <summary>Every checkpoint of the directory by number; a file that is none is told with its name.</summary>
    public (IReadOnlyList<Checkpoint> Checkpoints, IReadOnlyList<string> Unreadable) Load()
    {
        if (!System.IO.Directory.Exists(directory)) return ([], []);
        var (read, unreadable) = (new SortedDictionary<long, Checkpoint>(), new List<string>());
        foreach (var file in System.IO.Directory.EnumerateFiles(directory, Prefix + "*.txt").Order(StringComparer.Ordinal))
        {
            try
            {
                var checkpoint = Checkpoint.Parse(File.ReadAllText(file));
                if (Path.GetFileName(file) != NameOf(checkpoint.Number) || !read.TryAdd(checkpoint.Number, checkpoint)) unreadable.Add(Path.GetFileName(file));
            }
            catch (FormatException)
            {
                unreadable.Add(Path.GetFileName(file));
            }
        }

        return ([.. read.Values], unreadable);
    }

    /// <summary>The newest of the directory; null when there is none.</summary>
    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public Checkpoint? Newest() =>
        System.IO.Directory.Exists(directory) && System.IO.Directory.EnumerateFiles(directory, Prefix + "*.txt").Max(StringComparer.Ordinal) is { } file ? Checkpoint.Parse(File.ReadAllText(file)) : null;

    /// <exception cref="CheckpointRefusedException">Another checkpoint has this number here.</exception>
    public void Save(Checkpoint checkpoint)
    {
        System.IO.Directory.CreateDirectory(directory);
        foreach (var s in checkpoint.Signatures) Write($"key-{Checkpoint.KeyId(s.Key)}.pem", Pem(s.Key));
        var name = NameOf(checkpoint.Number);
        if (Write(name, checkpoint.ToString())) return;
        if (Checkpoint.Parse(File.ReadAllText(Path.Combine(directory, name))).Body != checkpoint.Body)
            throw new CheckpointRefusedException($"{directory} holds another checkpoint {checkpoint.Number} than the ledger: the database was put back, or the directory is of another ledger.");
    }

    public static string NameOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D9}.txt");

    public static string Pem(string publicKey) => $"-----BEGIN PUBLIC KEY-----\n{string.Join('\n', publicKey.Chunk(64).Select(c => new string(c)))}\n-----END PUBLIC KEY-----\n";

    // Whole or not at all, and never over another.
    private bool Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        if (File.Exists(path)) return false;
        var half = $"{path}.{Path.GetRandomFileName()}.part";
        using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(half, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another silo was first; the caller compares.
            File.Delete(half);
            return false;
        }
    }
}

/// <summary>No checkpoint may be made: the ledger is not the one that was signed, or the key is not the one that may sign.</summary>
internal sealed class CheckpointRefusedException(string message, Exception? inner = null) : Exception(message, inner);
