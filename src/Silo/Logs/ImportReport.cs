namespace HallGrains.Silo.Logs;

/// <param name="Line">Line in the unpacked file; 0 where none can be named.</param>
internal sealed record ImportRefusal(int Line, string Reason);

/// <summary>Where an import stands; reported now and then.</summary>
internal readonly record struct ImportProgress(long Bytes, long TotalBytes, int Cases, long Events);

/// <summary>What an import came to.</summary>
internal sealed record ImportReport
{
    /// <summary>Refusals beyond this many are counted, not listed.</summary>
    public const int MostListed = 1000;

    public required string Log { get; init; }
    public required string Hall { get; init; }
    public required string Hash { get; init; }
    public bool DryRun { get; init; }
    public int Cases { get; init; }
    public long Events { get; init; }

    /// <summary>Events without a time: taken, dated like the one before them.</summary>
    public long EventsWithoutTime { get; init; }

    /// <summary>Parts that an earlier run had recorded.</summary>
    public long AlreadyRecorded { get; init; }

    public long Refused { get; init; }
    public IReadOnlyList<ImportRefusal> Refusals { get; init; } = [];

    /// <summary>Why the rest of the file could not be read; null when all was.</summary>
    public string? Broken { get; init; }
}
