using System.Collections.Immutable;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>Counts the figures of domain-rules §17 from the facts, so that every view says the same. Pure.</summary>
/// <param name="hours">Working hours by hall, for handling times.</param>
internal sealed class ServiceCounts(ServiceBook book, IReadOnlyDictionary<string, HallHours> hours)
{
    public static ImmutableArray<string> ServiceGroups { get; } = ["hall", "window", "staff", "item", "channel", "audience"];

    public static ImmutableArray<string> QualityGroups { get; } = ["stage", "staff", "item", "hall"];

    private const int MostJumps = 500;

    public ServiceReport Service(ReportFilter filter, double? onlineItems, Instant now)
    {
        var (matters, tickets, stages) = (Matters(filter), Tickets(filter), Stages(filter));
        var rated = book.Evaluations.View(filter.Hall ?? IServiceFiguresGrain.Key, new EvaluationFilter(filter.From, filter.To, filter.By is "audience" ? "hall" : filter.By), now);
        var hall = filter.Hall is null ? rated.All : book.Evaluations.View("city", new(filter.From, filter.To, "hall"), now).Groups.FirstOrDefault(g => g.Key == filter.Hall);
        var keys = matters.Select(m => KeyOf(m, filter.By)).Concat(tickets.Select(t => KeyOf(t, filter.By))).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new(
            filter.Hall ?? IServiceFiguresGrain.Key, filter.By, Row("all", filter, matters, tickets, stages, hall),
            [
                .. keys.Select(k => Row(
                    k, filter, [.. matters.Where(m => KeyOf(m, filter.By) == k)], [.. tickets.Where(t => KeyOf(t, filter.By) == k)],
                    filter.By is "window" or "channel" or "audience" ? null : [.. stages.Where(s => (filter.By switch { "staff" => s.Staff, "item" => s.Item, _ => s.Hall }) == k)],
                    filter.By == "audience" ? null : rated.Groups.FirstOrDefault(g => g.Key == k))),
            ],
            onlineItems, now);
    }

    public FairnessReport Fairness(ReportFilter filter, Instant now)
    {
        var (matters, tickets) = (Matters(filter), Tickets(filter));
        var jumps = book.Jumps.Where(j => (filter.Hall is null || j.Hall == filter.Hall) && Within(j.At, filter)).OrderByDescending(j => j.At).ToList();
        return new(
            filter.Hall ?? IServiceFiguresGrain.Key, Groups("audience", m => m.Audience ?? "unknown", t => t.Audience ?? "unknown"), Groups("channel", m => m.Channel, _ => "onsite"),
            Groups("hall", m => m.Hall, t => t.Hall), jumps.Count, [.. jumps.Take(MostJumps)], now);

        ImmutableArray<FairnessFigures> Groups(string by, Func<MatterFact, string> ofMatter, Func<TicketFact, string> ofTicket) =>
        [
            .. matters.Select(ofMatter).Concat(tickets.Select(ofTicket)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(key =>
            {
                var (own, called) = (matters.Where(m => ofMatter(m) == key).ToList(), Waits(tickets.Where(t => ofTicket(t) == key), filter));
                var received = own.Count(m => Within(m.ReceivedAt, filter));
                var refused = own.Count(m => Within(m.RefusedAt, filter));
                var decided = own.Where(m => Within(m.DecidedAt, filter)).ToList();
                var late = decided.Count(m => m.LateBy is not null);
                return new FairnessFigures(key, called.Count, Mean(called), P90(called), received, refused, Share(refused, received), decided.Count, decided.Count(m => m.Denied), late, Share(late, decided.Count));
            }),
        ];
    }

    public QualityReport Quality(ReportFilter filter, Instant now)
    {
        var all = Stages(filter);
        var keys = all.Select(s => KeyOf(s, filter.By)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new(filter.Hall ?? IServiceFiguresGrain.Key, filter.By, Row("all", all), [.. keys.Select(k => Row(k, [.. all.Where(s => KeyOf(s, filter.By) == k)]))], now);

        static QualityFigures Row(string key, IReadOnlyCollection<StageFact> facts)
        {
            int Of(params ReadOnlySpan<string> what)
            {
                var count = 0;
                foreach (var fact in facts)
                    foreach (var w in what)
                        if (fact.What == w) count++;
                return count;
            }

            var (done, returned, corrected) = (Of("finished", "decided"), Of("returned"), Of("corrected"));
            return new(key, done, returned, Share(returned, done), corrected, Share(corrected, done), Of("sampled"), Of("sample-ok", "sample-wrong"), Of("sample-wrong"));
        }
    }

    /// <summary>Nine in ten are no more than this; null for none.</summary>
    public static double? P90(IReadOnlyCollection<double> values) =>
        values.Count == 0 ? null : Math.Round(values.Order().ElementAt((int)Math.Ceiling(values.Count * 0.9) - 1), 2);

    public static double? Share(int part, int whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);

    /// <summary>Minutes until the first call, of tickets called in the span.</summary>
    public static List<double> Waits(IEnumerable<TicketFact> tickets, ReportFilter filter) =>
        [.. tickets.Where(t => t.WaitedSeconds is not null && Within(t.CalledAt, filter)).Select(t => t.WaitedSeconds!.Value / 60.0)];

    public static bool Within(Instant? at, ReportFilter filter) => at is { } instant && !(instant < filter.From) && !(instant >= filter.To);

    private List<MatterFact> Matters(ReportFilter filter) => [.. book.Matters.Where(m => filter.Hall is null || m.Hall == filter.Hall)];

    private List<TicketFact> Tickets(ReportFilter filter) => [.. book.Tickets.Where(t => filter.Hall is null || t.Hall == filter.Hall)];

    private List<StageFact> Stages(ReportFilter filter) => [.. book.Stages.Where(s => (filter.Hall is null || s.Hall == filter.Hall) && Within(s.At, filter))];

    private ServiceFigures Row(
        string key, ReportFilter filter, IReadOnlyCollection<MatterFact> matters, IReadOnlyCollection<TicketFact> tickets, IReadOnlyCollection<StageFact>? stages, EvaluationFigures? rated)
    {
        var decided = matters.Where(m => Within(m.DecidedAt, filter)).ToList();
        var (opened, received, accepted) = (matters.Where(m => Within(m.OpenedAt, filter)).ToList(), matters.Count(m => Within(m.ReceivedAt, filter)), matters.Count(m => Within(m.AcceptedAt, filter)));
        var onTime = decided.Count(m => m.LateBy is null);
        var handling = decided.Where(m => m.CountsFrom is not null).Select(Handling).ToList();
        var (waits, served) = (Waits(tickets, filter), tickets.Where(t => Within(t.ServedAt, filter)).ToList());
        int? Of(string what) => stages?.Count(s => s.What == what);
        return new(
            key, opened.Count, received, accepted, Share(accepted, received), decided.Count, onTime, Share(onTime, decided.Count), Mean(handling), P90(handling),
            decided.Sum(m => m.Visits), Share(decided.Count(m => m.Visits <= 1), decided.Count), served.Count, Mean(waits), P90(waits),
            Mean([.. served.Select(t => t.ServiceSeconds!.Value / 60.0)]),
            Of("returned") is { } returned && Of("finished") is { } finished ? Share(returned, finished) : null,
            Of("corrected") is { } corrected ? Share(corrected, decided.Count) : null,
            Of("declined") is { } declined && received > 0 ? Math.Round(100.0 * declined / received, 2) : null,
            Share(decided.Count(m => m.Green), decided.Count), Share(opened.Count(m => m.Channel == "online"), opened.Count), rated?.Rated ?? 0, rated?.Satisfaction);
    }

    /// <summary>Working minutes of the hall from where the limit counts to the decision.</summary>
    private double Handling(MatterFact m) => hours.TryGetValue(m.Hall, out var open)
        ? WorkingMinutes.Between(m.CountsFrom!.Value, m.DecidedAt!.Value, open, null, m.Pauses is { } pauses ? PauseList.Of([.. pauses]) : null)
        : (m.DecidedAt!.Value - m.CountsFrom!.Value).TotalMinutes;

    private static double? Mean(IReadOnlyCollection<double> values) => values.Count == 0 ? null : Math.Round(values.Average(), 2);

    private static string? KeyOf(MatterFact m, string by) => by switch
    {
        "window" => m.Window,
        "staff" => m.Person ?? m.Owner,
        "item" => m.Item,
        "channel" => m.Channel,
        "audience" => m.Audience,
        _ => m.Hall,
    };

    private static string? KeyOf(TicketFact t, string by) => by switch
    {
        "window" => t.Window,
        "staff" => t.Staff,
        "item" => null,
        "channel" => "onsite",
        "audience" => t.Audience,
        _ => t.Hall,
    };

    private static string? KeyOf(StageFact s, string by) => by switch { "stage" => s.Stage, "staff" => s.Staff, "item" => s.Item, _ => s.Hall };
}
