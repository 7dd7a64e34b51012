using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Simulation;
using HallGrains.Silo.City;
using HallGrains.Silo.Hosting;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary><c>simulate</c>: a hall's day on virtual time; with something changed, both days side by side. Needs no database and writes none.</summary>
internal static class SimulateCommand
{
    private static readonly Option<string> Hall = new("--hall") { Description = "Hall code.", Required = true };
    private static readonly Option<string> Day = new("--day") { Description = "A day on which the hall opens (YYYY-MM-DD).", Required = true };
    private static readonly Option<int> Seed = new("--seed") { Description = "Same seed, same people.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Windows = new("--windows") { Description = "What if: so many windows more, as +1." };
    private static readonly Option<string?> Policy = new("--policy") { Description = "What if: calling policy, as priority-every=3." };
    private static readonly Option<string?> Demand = new("--demand") { Description = "What if: times as many people, as 1.2." };
    private static readonly Option<bool> Json = new("--json") { Description = "The reports as JSON." };
    private static readonly JsonSerializerOptions JsonOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);

    public static Command Create()
    {
        var command = new Command("simulate", "Runs a hall's day through the rules on virtual time: what-if staffing.") { Hall, Day, Seed, Windows, Policy, Demand, Json };
        command.SetAction(parsed => Run(Read(parsed), parsed.GetValue(Json)));
        return command;
    }

    /// <summary>The day as it is, and as it would be; one plan when nothing is changed.</summary>
    private static ImmutableArray<SimulationPlan> Read(ParseResult parsed)
    {
        var date = LocalDatePattern.Iso.Parse(parsed.GetValue(Day)!) is { Success: true } day ? day.Value : throw new HallCannotStartException("--day is a date such as 2026-11-25.");
        var plan = new SimulationPlan(parsed.GetValue(Hall)!, date, parsed.GetValue(Seed));
        var changed = plan;
        if (parsed.GetValue(Windows) is { } windows)
            changed = changed with { MoreWindows = int.TryParse(windows, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var more) && more is >= 0 and <= 20 ? more : throw new HallCannotStartException("--windows is +0 to +20.") };
        if (parsed.GetValue(Policy) is { } policy)
            changed = changed with { PriorityEvery = policy.Split('=') is ["priority-every", var n] && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every is >= 2 and <= 100 ? every : throw new HallCannotStartException("--policy is priority-every=N, N from 2.") };
        if (parsed.GetValue(Demand) is { } demand)
            changed = changed with { Demand = double.TryParse(demand, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times) && times is > 0 and <= 20 ? times : throw new HallCannotStartException("--demand is a number above 0, as 1.2.") };
        return changed == plan ? [plan] : [plan, changed];
    }

    private static int Run(ImmutableArray<SimulationPlan> plans, bool json)
    {
        var file = CityFile.Read(HallStart.DataDirectory);
        var city = new SimulatedCity(file.Halls, file.Staff, file.Items, new WorkCalendar(file.Calendar.Select(CalendarModel.ToHolidayYear)));
        var figures = CityFile.Parse<ArrivalFigures>(HallStart.DataDirectory, "arrivals.json");
        var started = Stopwatch.GetTimestamp();
        ImmutableArray<SimulationReport> reports;
        try
        {
            reports = [.. plans.Select(p => DaySimulation.Run(city, figures, p))];
        }
        catch (ArgumentException e)
        {
            throw new HallCannotStartException(e.Message);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(reports, JsonOptions));
        else Print(reports, plans);
        var hours = reports.Length * (file.Halls.First(h => h.Code == plans[0].Hall).Sessions.Length == 0 ? 7.0 : 8.5);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reports.Length} x 1 day ({hours:0.#} hours of business and what followed) in {elapsed.TotalSeconds:0.00} s: {hours * 3600 / elapsed.TotalSeconds:0} times real time"));
        return 0;
    }

    private static void Print(ImmutableArray<SimulationReport> reports, ImmutableArray<SimulationPlan> plans)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn($"{plans[0].Hall} {LocalDatePattern.Iso.Format(plans[0].Date)}, seed {plans[0].Seed}");
        table.AddColumn(new TableColumn("as it is").RightAligned());
        if (plans.Length > 1) table.AddColumn(new TableColumn(Changes(plans[1])).RightAligned());
        Row("windows", r => r.Windows.ToString(CultureInfo.InvariantCulture));
        Row("people who came", r => r.Visitors.ToString(CultureInfo.InvariantCulture));
        Row("served / not come / gave up", r => FormattableString.Invariant($"{r.Served} / {r.NoShows} / {r.GaveUp}"));
        Row("wait, minutes: mean", r => Text(r.WaitMinutesMean));
        Row("  median / 90 % / longest", r => $"{Text(r.WaitMinutesMedian)} / {Text(r.WaitMinutes90)} / {Text(r.WaitMinutesMost)}");
        Row("waited over the target", r => r.OverTarget.ToString(CultureInfo.InvariantCulture));
        Row("last person served at", r => r.LastServedAt);
        Row("matters / accepted / decided / open", r => FormattableString.Invariant($"{r.Cases} / {r.Accepted} / {r.Decided} / {r.StillOpen}"));
        Row("decided in time", r => r.OnTimeRate.ToString("0.0 %", CultureInfo.InvariantCulture));
        Row("cards: yellow / red", r => FormattableString.Invariant($"{r.YellowCards} / {r.RedCards}"));
        Row("handoffs: offered / accepted / declined / expired", r => FormattableString.Invariant($"{r.HandoffsOffered} / {r.HandoffsAccepted} / {r.HandoffsDeclined} / {r.HandoffsExpired}"));
        Row("returns / questions upward / ratings", r => FormattableString.Invariant($"{r.Returns} / {r.Escalations} / {r.Evaluations}"));
        Row("ledger entries", r => r.Entries.ToString(CultureInfo.InvariantCulture));
        foreach (var window in reports.SelectMany(r => r.Load.Keys).Distinct().Order(StringComparer.Ordinal))
            Row($"{window}: served, busy", r => r.Load.TryGetValue(window, out var load) ? FormattableString.Invariant($"{load.Served}, {load.Busy:0 %}") : "");
        Row("most acts on matters", r => string.Join(", ", r.Acts.OrderByDescending(a => a.Value).ThenBy(a => a.Key, StringComparer.Ordinal).Take(3).Select(a => FormattableString.Invariant($"{a.Key} {a.Value}"))));
        Row("refusals met", r => r.Refused.Count == 0 ? "none" : string.Join(", ", r.Refused.Select(x => FormattableString.Invariant($"{x.Key} {x.Value}"))));
        AnsiConsole.Write(table);

        void Row(string name, Func<SimulationReport, string> value) => table.AddRow([Markup.Escape(name), .. reports.Select(r => Markup.Escape(value(r)))]);
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Changes(SimulationPlan plan) => string.Join(", ", new[]
    {
        plan.MoreWindows > 0 ? FormattableString.Invariant($"+{plan.MoreWindows} windows") : null,
        plan.PriorityEvery is { } n ? FormattableString.Invariant($"priority every {n}") : null,
        plan.Demand != 1 ? FormattableString.Invariant($"demand x{plan.Demand}") : null,
    }.OfType<string>());
}
