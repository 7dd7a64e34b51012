namespace HallGrains.Silo.Logs;

/// <summary>The hall could not take the import on; run again, it goes on where it stopped.</summary>
internal sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
