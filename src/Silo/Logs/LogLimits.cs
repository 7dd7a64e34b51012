namespace HallGrains.Silo.Logs;

/// <summary>What a log may ask of us before it is refused: a packed bomb, endless nesting or one endless value (must-hold 21).</summary>
internal sealed record LogLimits
{
    /// <summary>For files that somebody sends over HTTP.</summary>
    public static LogLimits Upload { get; } = new() { MaxUnpackedBytes = 100L << 20, MaxRatio = 100, MaxCsvCases = 1_000_000 };

    /// <summary>For files of the operator at the command line.</summary>
    public static LogLimits CommandLine { get; } = new() { MaxUnpackedBytes = 16L << 30, MaxRatio = 1100 };

    public long MaxUnpackedBytes { get; init; }

    /// <summary>Unpacked to packed size; a file under 1 MiB unpacked is never refused for it.</summary>
    public int MaxRatio { get; init; }

    /// <summary>Cases in a CSV file: their ids are held in memory while it is read.</summary>
    public int MaxCsvCases { get; init; } = 20_000_000;

    /// <summary>Nesting of attributes within attributes.</summary>
    public int MaxDepth { get; init; } = 20;

    /// <summary>Bytes of one tag, so of any attribute value in it; for CSV, characters of one cell.</summary>
    public int MaxTagBytes { get; init; } = 1 << 20;

    /// <summary>Attributes of one event or trace, nested ones included.</summary>
    public int MaxAttributes { get; init; } = 20_000;

    /// <summary>Attributes of the log itself, nested ones included.</summary>
    public int MaxDeclarations { get; init; } = 200_000;
}

/// <summary>The file cannot be read on: not a log, beyond the limits, or broken.</summary>
internal sealed class LogUnreadableException(string message, int line = 0, Exception? inner = null) : Exception(message, inner)
{
    public int Line { get; } = line;
}
