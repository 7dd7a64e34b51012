using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>Counts unmaskings by person and day of the hall; the same entry counts once however often it is read.</summary>
public sealed class UnmaskingsBook
{
    private readonly Dictionary<(string Staff, LocalDate Date), (int Count, HashSet<string> Cases)> _days = [];

    public void Add(string stream, RestrictedRead read, Instant at)
    {
        var key = (read.By, HallHours.DateOf(at));
        var day = _days.GetValueOrDefault(key, (0, new(StringComparer.Ordinal)));
        day.Cases.Add(stream);
        _days[key] = (day.Count + 1, day.Cases);
    }

    public UnmaskingsView View(UnmaskingsFilter filter, Instant asOf) => new(
        [
            .. _days.Where(d => !(d.Key.Date < filter.From) && !(d.Key.Date > filter.To))
                .Select(d => new UnmaskingsRow(d.Key.Staff, d.Key.Date, d.Value.Count, d.Value.Cases.Count, d.Value.Count > UnmaskingsView.MostADay))
                .OrderByDescending(r => r.Flagged).ThenByDescending(r => r.Date).ThenBy(r => r.Staff, StringComparer.Ordinal),
        ], asOf);
}

/// <summary>Unmaskings 查看原值 by person and day (domain-rules §12).</summary>
[GrainType("unmaskings")]
internal sealed class UnmaskingsGrain(StreamServices services) : Grain, IUnmaskingsGrain
{
    private readonly UnmaskingsBook _book = new();
    private readonly LedgerReader _reader = new(services);

    public async Task<CaseRead<UnmaskingsView>> GetAsync(Caller caller, UnmaskingsFilter filter)
    {
        if (filter is { From: { } from, To: { } to } && from > to) return new(null, Refusal.OfErrors(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("to", ["before-from"])));
        await _reader.ReadOnAsync(e => e.Kind == nameof(RestrictedRead), (e, body) => _book.Add(e.Stream, (RestrictedRead)body, e.OccurredAt));
        return new(_book.View(filter, services.Clock.GetCurrentInstant()), null);
    }
}
