using System.Collections.Immutable;
using System.Text;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Logs;

/// <summary>Turns what a reader found into events of history; resources become opaque staff ids, the same within one log only.</summary>
internal sealed class HistoryMaker(string log, ISecrets secrets)
{
    private const int MostRemembered = 100_000;
    private readonly Dictionary<string, string> _workers = new(StringComparer.Ordinal);

    /// <returns>The event, or why it cannot be taken.</returns>
    public (HistoryEvent? Event, string? Refused) Make(ImmutableArray<LogAttribute> attributes)
    {
        var time = LogKeys.ValueOf(attributes, LogKeys.Time);
        if (time is not null && !LogTime.TryParse(time, out _)) return (null, "The time cannot be read.");
        var resource = LogKeys.ValueOf(attributes, LogKeys.Resource);
        return (new(
            LogKeys.ValueOf(attributes, LogKeys.Name) ?? "",
            time,
            time is not null && LogTime.TryParse(time, out var at) ? at : null,
            string.IsNullOrEmpty(resource) ? null : Worker(resource),
            attributes), null);
    }

    // Hex keeps every code point apart: the key's own normalisation of identity numbers must not make one person of "x" and "X".
    private string Worker(string resource)
    {
        if (_workers.TryGetValue(resource, out var known)) return known;
        if (_workers.Count >= MostRemembered) _workers.Clear();
        return _workers[resource] = ImportedHistory.StaffPrefix + secrets.PersonKey($"resource/{log}/{Convert.ToHexString(Encoding.UTF8.GetBytes(resource))}");
    }
}
