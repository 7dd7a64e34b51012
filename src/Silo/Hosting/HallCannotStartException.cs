namespace HallGrains.Silo.Hosting;

/// <summary>The hall refuses to start, for a reason its operator can mend; the message says which.</summary>
public sealed class HallCannotStartException(string message, Exception? inner = null) : Exception(message, inner);
