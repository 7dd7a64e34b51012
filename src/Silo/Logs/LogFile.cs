using System.IO.Compression;
using System.Security.Cryptography;

namespace HallGrains.Silo.Logs;

/// <summary>
/// An event log on disk, packed or not, XES or CSV: told apart by its first bytes, not by its name. The first of two passes hashes the unpacked
/// bytes, so a log is the same log however it is packed.
/// </summary>
internal sealed class LogFile
{
    private readonly LogLimits _limits;
    private readonly bool _packed;
    private readonly long _length;

    private LogFile(string path, LogLimits limits, bool packed, long length)
    {
        Path = path;
        _limits = limits;
        _packed = packed;
        _length = length;
    }

    public string Path { get; }

    /// <summary>Lower-case hex SHA-256 of the unpacked bytes.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The log's id: the first 12 digits of the hash.</summary>
    public string Id => Hash[..12];

    public bool IsXes { get; private set; }

    public string Format => IsXes ? "xes" : "csv";

    /// <summary>Size once unpacked: what progress is measured against.</summary>
    public long UnpackedBytes { get; private set; }

    public LogLimits Limits => _limits;

    /// <exception cref="LogUnreadableException">Beyond the limits, damaged, or empty.</exception>
    public static LogFile Open(string path, LogLimits limits)
    {
        Span<byte> magic = stackalloc byte[2];
        bool packed;
        long length;
        using (var file = File.OpenRead(path))
        {
            packed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            length = file.Length;
        }

        var log = new LogFile(path, limits, packed, length);
        log.FirstPass();
        return log;
    }

    /// <summary>The unpacked bytes from the beginning.</summary>
    /// <param name="tagged">Bound the length of tags too: for XML.</param>
    public BoundedStream Read(bool tagged)
    {
        Stream stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var max = _limits.MaxUnpackedBytes;
        if (_packed)
        {
            stream = new GZipStream(stream, CompressionMode.Decompress);
            max = Math.Min(max, Math.Max(1L << 20, _length * _limits.MaxRatio));
        }

        return new(stream, max, tagged ? _limits.MaxTagBytes : 0);
    }

    private void FirstPass()
    {
        using var stream = Read(tagged: false);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        byte? first = null;
        int read;
        while ((read = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            sha.AppendData(buffer, 0, read);
            for (var i = 0; first is null && i < read; i++)
                if (buffer[i] is not (0 or 0x20 or 0x09 or 0x0A or 0x0D or 0xEF or 0xBB or 0xBF or 0xFE or 0xFF)) first = buffer[i];
        }

        if (first is null) throw new LogUnreadableException("The file is empty.");
        IsXes = first == (byte)'<';
        UnpackedBytes = stream.Total;
        Hash = Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
