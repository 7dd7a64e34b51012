using System.Collections.Immutable;
using HallGrains.Contracts.Cases;

namespace HallGrains.Silo.Logs;

/// <summary>What a reader finds, in the order of the file: one opening, then traces with their events, then one closing.</summary>
/// <param name="Line">Line in the unpacked file, from 1.</param>
internal abstract record LogItem(int Line);

internal sealed record LogOpened(ImmutableArray<LogAttribute> Declarations, int Line) : LogItem(Line);

/// <param name="Attributes">The trace's attributes that stand before its first event.</param>
internal sealed record TraceOpened(ImmutableArray<LogAttribute> Attributes, int Line) : LogItem(Line);

internal sealed record EventFound(ImmutableArray<LogAttribute> Attributes, int Line) : LogItem(Line);

/// <param name="Late">Attributes of the trace that stand after its first event.</param>
internal sealed record TraceClosed(ImmutableArray<LogAttribute> Late, int Line) : LogItem(Line);

/// <summary>A row, event or attribute that cannot be taken; reading goes on.</summary>
/// <param name="Count">How many of them this item stands for.</param>
internal sealed record ItemRefused(string Reason, int Line, long Count = 1) : LogItem(Line);

/// <summary>Nothing more can be read; a trace that was open stays unfinished.</summary>
internal sealed record LogBroken(string Reason, int Line) : LogItem(Line);

internal sealed record LogClosed(ImmutableArray<LogAttribute> Declarations, int Line) : LogItem(Line);

/// <summary>Keys of the XES standard extensions that the hall reads.</summary>
internal static class LogKeys
{
    public const string Name = "concept:name";
    public const string Resource = "org:resource";
    public const string Time = "time:timestamp";

    /// <summary>The value of the first attribute of this key; null if absent. Nested attributes do not count.</summary>
    public static string? ValueOf(ImmutableArray<LogAttribute> attributes, string key)
    {
        foreach (var a in attributes)
            if (a.Key == key) return a.Value;
        return null;
    }
}
