namespace HallGrains.Silo.Logs;

/// <summary>Reads an event log once, from its beginning to its end. Never throws for what stands in the file: that comes as items.</summary>
internal interface ILogReader : IDisposable
{
    /// <summary>Bytes of the unpacked log read so far.</summary>
    long Position { get; }

    /// <summary>Items in the order of the file; the last one is <see cref="LogClosed"/> or <see cref="LogBroken"/>.</summary>
    IEnumerable<LogItem> Items();
}

internal static class LogReaders
{
    public static ILogReader OpenReader(this LogFile file) => file.IsXes ? new XesReader(file.Read(tagged: true), file.Limits) : new CsvLogReader(file);
}
