using System.Collections.Immutable;
using System.Text.Json;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Windows;
using NodaTime;
using CaseClocks = HallGrains.Grains.Cases.CaseClocks;

namespace HallGrains.Grains.Simulation;

/// <summary>What may never be false, looked at after every step and at the end: one owner, minutes that add up, no card lost or twice, states equal to their folds.</summary>
internal static class Checks
{
    public static void Step(Matter matter, CaseState before, ImmutableArray<EntryDraft> entries, Tally tally)
    {
        var state = matter.State;
        if (state.IsOpen && (state.Owner.Length == 0 || state.Owners.IsEmpty || state.Owners[^1].Owner != state.Owner)) tally.Violations.Add($"{matter.Number}@{state.Version}: no one owner");
        if (before.Exists && state.Owner != before.Owner && !entries.Any(e => e.Body is HandoffAccepted || e.Body is Assigned)) tally.Violations.Add($"{matter.Number}@{state.Version}: an owner who accepted nothing");
        if (state.Version != before.Version + entries.Length) tally.Violations.Add($"{matter.Number}@{state.Version}: a version is left out");
    }

    public static void End(Matter matter, CaseFacts facts, Tally tally)
    {
        var state = matter.State;
        if (!SameContent.Of(Plain(state), Plain(matter.Stream.Refolded()))) tally.Violations.Add($"{matter.Number}: the state is not the fold of its entries");
        Minutes(matter, facts, tally);
        Cards(matter, facts, tally);
    }

    private static void Minutes(Matter matter, CaseFacts facts, Tally tally)
    {
        var state = matter.State;
        var rows = Responsibility.Of(state, facts);
        var life = WorkingMinutes.Between(state.OpenedAt, state.EndedAt ?? facts.Now, facts.HoursFor(state, state.Hall), facts.LineOf(state));
        if (rows.Sum(r => r.WorkingMinutes) != life) tally.Violations.Add($"{matter.Number}: {rows.Sum(r => r.WorkingMinutes)} minutes of owners in a life of {life}");
    }

    // Counted from the clocks as they stand at the end, apart from what the timekeeper looked at when.
    private static void Cards(Matter matter, CaseFacts facts, Tally tally)
    {
        var fallen = matter.Stream.Entries.Select(e => e.Body).ToList();
        var cards = fallen.OfType<YellowCarded>().Select(c => (Colour: "yellow", c.Clock, c.DueAt)).Concat(fallen.OfType<RedCarded>().Select(c => (Colour: "red", c.Clock, c.DueAt))).ToList();
        foreach (var twice in cards.GroupBy(c => c).Where(g => g.Count() > 1)) tally.Violations.Add($"{matter.Number}: {twice.Key} fell {twice.Count()} times");
        foreach (var reading in CaseClocks.Readings(matter.State, facts))
        {
            var until = reading.Clock.StoppedAt ?? facts.Now;
            if (reading.YellowAt < until && !cards.Any(c => c.Colour == "yellow" && c.Clock == reading.Clock.Name)) tally.Violations.Add($"{matter.Number}: the yellow card of {reading.Clock.Name} is lost");
            if (reading.RedAt < until && !cards.Any(c => c.Colour == "red" && c.Clock == reading.Clock.Name)) tally.Violations.Add($"{matter.Number}: the red card of {reading.Clock.Name} is lost");
        }
    }

    public static void Day(VirtualStream<HallDayState> day, IEnumerable<VirtualStream<WindowState>> windows, Tally tally)
    {
        var state = day.State;
        var refolded = day.Refolded();
        if (!SameContent.Of(Plain(state), Plain(refolded))) tally.Violations.Add("the hall's day is not the fold of its entries");
        if (!state.Waiting.IsEmpty || !state.Current.IsEmpty) tally.Violations.Add($"{state.Waiting.Count} wait and {state.Current.Count} stand at a window of a closed hall");
        var served = day.Entries.Count(e => e.Body is TicketServed);
        if (served != state.ByWindow.Values.Sum(w => w.Served) || served != state.Tickets.Values.Count(t => t.State == TicketStates.Served)) tally.Violations.Add("those served do not add up");
        foreach (var window in windows)
            if (window.State.Phase != WindowPhase.Closed || window.State.Staff is not null) tally.Violations.Add($"{window.Name} is not closed");
    }

    // As data: sets and maps compare by what is in them.
    private static JsonElement Plain<T>(T state) => JsonSerializer.SerializeToElement(state, Readable);

    private static readonly JsonSerializerOptions Readable = NodaTime.Serialization.SystemTextJson.Extensions.ConfigureForNodaTime(
        new JsonSerializerOptions(JsonSerializerDefaults.Web), DateTimeZoneProviders.Tzdb);
}
