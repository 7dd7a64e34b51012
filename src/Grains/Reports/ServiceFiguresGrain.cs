using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Reports;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>
/// Figures of the service 服务指标. One fold for the whole city, so that a hall's page, its display, the guide and the reports say the same; the first question
/// after a start reads the ledger once, each later one what came since. What halls publish is counted at most once a second for them all.
/// </summary>
[GrainType("service-figures")]
internal sealed class ServiceFiguresGrain(StreamServices services, HallHoursCache hours) : Grain, IServiceFiguresGrain
{
    /// <summary>About 600 MB of facts; beyond it the city's figures want a process of their own.</summary>
    private const int MostFacts = 3_000_000;

    private static readonly Duration Fresh = Duration.FromSeconds(1);
    private readonly ServiceBook _book = new();
    private readonly LedgerReader _reader = new(services);
    private readonly Dictionary<string, (PromiseList List, long Changes, Instant At)> _promises = new(StringComparer.Ordinal);

    private Instant Now => services.Clock.GetCurrentInstant();

    public async Task<CaseRead<ServiceReport>> ServiceAsync(Caller caller, ReportFilter filter)
    {
        if (caller.Account == Caller.AnonymousAccount || (filter.By == "staff" && !await MaySeeAsync(caller, social: false))) return new(null, Refusal.Of(Codes.NotPermitted));
        if (Wrong(filter, ServiceCounts.ServiceGroups) is { } wrong) return new(null, wrong);
        if (await ReadOnAsync() is { } busy) return new(null, busy);
        var items = await GrainFactory.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).ItemsAsync(null, null, null);
        return new((await CountsAsync()).Service(filter, ServiceCounts.Share(items.Count(i => i.Channels.Contains("online")), items.Length), Now), null);
    }

    public async Task<CaseRead<FairnessReport>> FairnessAsync(Caller caller, ReportFilter filter)
    {
        if (!await MaySeeAsync(caller, social: true)) return new(null, Refusal.Of(Codes.NotPermitted));
        if (Wrong(filter, []) is { } wrong) return new(null, wrong);
        return await ReadOnAsync() is { } busy ? new(null, busy) : new((await CountsAsync()).Fairness(filter, Now), null);
    }

    public async Task<CaseRead<QualityReport>> QualityAsync(Caller caller, ReportFilter filter)
    {
        if (!await MaySeeAsync(caller, social: false)) return new(null, Refusal.Of(Codes.NotPermitted));
        if (Wrong(filter, ServiceCounts.QualityGroups) is { } wrong) return new(null, wrong);
        return await ReadOnAsync() is { } busy ? new(null, busy) : new((await CountsAsync()).Quality(filter, Now), null);
    }

    public async Task<PromiseList?> PromisesAsync(string hall)
    {
        var facts = await hours.FindAsync(GrainFactory, hall);
        if (facts.Definition is not { } definition) return null;
        var now = Now;
        if (_promises.TryGetValue(hall, out var known) && now - known.At < Fresh && now >= known.At && Same(known.List, definition)) return known.List;
        if (await ReadOnAsync() is { } busy) throw new RefusedException(busy);
        var list = new PromiseList(hall, [.. HallPages.Promises(definition).Select(p => PromiseMeasures.Of(p.Promise, p.Page, hall, _book, facts.Hours, now))], now);
        _promises[hall] = (list, _book.Changes, now);
        return list;
    }

    public async Task<ImmutableSortedDictionary<string, NormFigure>> NormAsync()
    {
        if (await ReadOnAsync() is { } busy) throw new RefusedException(busy);
        var now = Now;
        var filter = new ReportFilter(null, PromiseMeasures.Since("month", now), null, "hall");
        var counts = await CountsAsync();
        var items = await GrainFactory.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).ItemsAsync(null, null, null);
        var service = counts.Service(filter, ServiceCounts.Share(items.Count(i => i.Channels.Contains("online")), items.Length), now);
        return NormFigures.Of(service, counts.Quality(filter with { By = "stage" }, now).All, counts.Fairness(filter, now), _book.Stages.Count(s => s.What == "second-supplement" && ServiceCounts.Within(s.At, filter)));
    }

    // A hall's texts may have changed while no entry did that counts.
    private static bool Same(PromiseList list, HallDefinition hall) =>
        HallPages.Promises(hall) is var now && now.Length == list.Promises.Length && now.Zip(list.Promises).All(p => p.First.Promise.Id == p.Second.Id && p.First.Page?.Version == p.Second.PageVersion);

    private async Task<Refusal?> ReadOnAsync()
    {
        await _reader.ReadOnAsync(e => ServiceBook.Reads(e.Kind), (e, body) => _book.Add(e.Stream, e.Hall, body, e.OccurredAt, e.Actor), () => _book.Count > MostFacts);
        return _book.Count > MostFacts ? Refusal.Of(Codes.Busy, "There are too many facts for one process.") : null;
    }

    private async Task<ServiceCounts> CountsAsync()
    {
        var halls = _book.Matters.Select(m => m.Hall).Distinct(StringComparer.Ordinal).ToList();
        var open = await Task.WhenAll(halls.Select(async h => (Hall: h, Hours: await hours.GetAsync(GrainFactory, h))));
        return new(_book, open.ToDictionary(h => h.Hall, h => h.Hours, StringComparer.Ordinal));
    }

    private static Refusal? Wrong(ReportFilter filter, ImmutableArray<string> groups)
    {
        var v = new Validation().If(filter is { From: { } from, To: { } to } && from >= to, "to", "not-after-from");
        if (groups.Length > 0) v.OneOf("by", filter.By, groups.AsSpan());
        return v.Refusal;
    }

    private async Task<bool> MaySeeAsync(Caller caller, bool social)
    {
        if (caller.IsSystem || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor) || (social && caller.Is(Roles.SocialSupervisor))) return true;
        return caller.Staff is { } staff && await GrainFactory.GetGrain<IStaffGrain>(staff).SnapshotAsync() is { Level: >= StaffLevel.L3 };
    }
}
