using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Clocks;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Simulation;

/// <summary>Somebody who comes to the hall that day, with everything chance decides about them drawn beforehand: so two settings meet the same people.</summary>
internal sealed record Visitor(int Number, Instant Arrives, ServiceItem Item, bool Priority, Duration Service, Duration Patience, bool Comes, bool AsksOnly, bool Complete, bool Invited, int? Grade)
{
    /// <summary>For what is decided later about their matter.</summary>
    public required Random Later { get; init; }

    /// <summary>The day's visitors in order of arrival.</summary>
    public static ImmutableArray<Visitor> Draw(SimulationPlan plan, ArrivalFigures figures, HallDefinition hall, HallHours hours, IReadOnlyCollection<ServiceItem> items)
    {
        var windows = hall.Windows.Where(w => w.Kind is null).ToList();
        var offered = items.Where(i => hall.Items.Contains(i.Code) && windows.Any(w => w.Lines.Contains(i.ServiceLine))).OrderBy(i => i.Code, StringComparer.Ordinal).ToList();
        if (offered.Count == 0) return [];
        var day = new Random(plan.Seed);
        var halves = figures.ShareByHalfHour.Where(h => IsOpen(plan.Date, h.Key, hours)).ToList();
        var share = halves.Sum(h => h.Value);
        var expected = figures.VisitsPerWindow * windows.Count * plan.Demand * figures.WeekdayFactor.GetValueOrDefault((int)plan.Date.DayOfWeek, 1);
        var visitors = new List<Visitor>();
        foreach (var (begin, weight) in halves)
        {
            var count = Poisson(day, expected * weight / share);
            var start = At(plan.Date, begin);
            foreach (var offset in Enumerable.Range(0, count).Select(_ => day.NextDouble() * 1800).Order())
            {
                // The windows' lines draw people evenly by their items; every person has a chance of their own.
                var own = new Random(unchecked((plan.Seed * 1_000_003) ^ (visitors.Count * 7_919)));
                visitors.Add(Of(visitors.Count + 1, start + Duration.FromSeconds(Math.Floor(offset)), offered[own.Next(offered.Count)], own, figures));
            }
        }

        return [.. visitors];
    }

    private static Visitor Of(int number, Instant at, ServiceItem item, Random own, ArrivalFigures f)
    {
        var mu = Math.Log(f.ServiceMinutesMean * 60) - (f.ServiceSigma * f.ServiceSigma / 2);
        var service = Math.Clamp(Math.Exp(mu + (f.ServiceSigma * Normal(own))), 20, 5400);
        var patience = -f.PatienceSecondsMean * Math.Log(1 - own.NextDouble());
        return new(
            number, at, item, own.NextDouble() < f.PriorityShare, Duration.FromSeconds(Math.Round(service)), Duration.FromSeconds(Math.Round(patience) + 60), own.NextDouble() < f.ComesShare,
            own.NextDouble() < f.QuestionShare, own.NextDouble() < f.CompleteShare, own.NextDouble() < f.InvitedShare, own.NextDouble() < f.RatedShare ? DrawGrade(own) : null)
        {
            Later = own,
        };
    }

    private static int DrawGrade(Random own) => own.NextDouble() switch { < 0.7 => 5, < 0.9 => 4, < 0.96 => 3, < 0.99 => 2, _ => 1 };

    private static bool IsOpen(LocalDate date, string begin, HallHours hours)
    {
        var from = At(date, begin);
        return hours.SessionsOn(date).Any(s => s.Open < from + Duration.FromMinutes(30) && s.Close > from);
    }

    private static Instant At(LocalDate date, string time) =>
        date.At(LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(time).Value).InZoneStrictly(HallZone.Shanghai).ToInstant();

    /// <summary>Knuth's method, in parts that keep the exponential away from zero.</summary>
    private static int Poisson(Random random, double mean)
    {
        var count = 0;
        for (var left = mean; left > 0; left -= 20)
        {
            var limit = Math.Exp(-Math.Min(left, 20));
            for (var p = random.NextDouble(); p > limit; p *= random.NextDouble()) count++;
        }

        return count;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"visitor {Number} for {Item.Code}");
}
