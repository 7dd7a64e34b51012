using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Grains.Windows;
using HallGrains.Unit.Clocks;
using HallGrains.Unit.Halls;
using NodaTime;

namespace HallGrains.Unit.Windows;

/// <summary>A day of the unemployment window, driven by pure rules: Tuesday 2026-11-24 from 08:10 on, lines open at 08:30.</summary>
internal sealed class WindowDay
{
    internal const string Window = HallDay.Unemployment;
    internal static readonly string[] Parts = ["systems", "materials", "at-post"];

    internal WindowState State { get; private set; } = WindowState.Empty;

    internal Instant Now { get; set; } = DemoCity.At("2026-11-24 08:10");

    internal HallDefinition Hall { get; set; } = HallDay.Definition;

    internal string Code { get; set; } = Window;

    /// <summary>What is called or served here by the hall's word.</summary>
    internal TicketView? Current { get; set; }

    internal List<Recorded> Entries { get; } = [];

    internal StaffSnapshot Handler { get; set; } = Trained(HallDay.Handler);

    internal WindowDay At(string time)
    {
        Now = DemoCity.At(time.Length == 5 ? "2026-11-24 " + time : time);
        return this;
    }

    internal static StaffSnapshot Trained(string number, StaffLevel level = StaffLevel.L1, bool onDuty = true, string hall = "YXCS", params TrainingRecord[] training)
    {
        ImmutableArray<TrainingRecord> records = training.Length > 0
            ? [.. training]
            : [Record("discipline"), Record("unemployment"), Record("employment"), Record("guide"), Record("injury")];
        var person = HallDay.Person(number, level, onDuty, hall);
        return person with { Definition = person.Definition with { Training = records } };
    }

    internal static TrainingRecord Record(string line, string until = "2027-06-11", int score = 95) =>
        new(line, null, score, new(2026, 6, 11), DemoCity.Date(until));

    internal WindowFacts Facts(StaffSnapshot? actor, Refusal? hall = null, string? signedOnAt = null, Caller? caller = null)
    {
        var window = Hall.Window(Code)!;
        return new()
        {
            Now = Now, Date = Grains.Clocks.HallHours.DateOf(Now), Caller = caller ?? (actor is null ? HallDay.Citizen : HallDay.By(actor.Number)),
            Hall = Hall, Window = window, Hours = DemoCity.City, Actor = actor,
            Unqualified = actor is null ? null : Qualification.Check(actor, window.Lines, Now),
            HallRefused = hall, SignedOnAt = signedOnAt, Current = Current,
        };
    }

    internal Decision Try(WindowCommand command, StaffSnapshot? actor = null, WindowFacts? facts = null) =>
        WindowRules.Decide(State, command, facts ?? Facts(actor ?? Handler));

    internal Refusal? Do(WindowCommand command, StaffSnapshot? actor = null, WindowFacts? facts = null)
    {
        var decision = Try(command, actor, facts);
        if (decision.Refusal is not null) return decision.Refusal;
        foreach (var draft in decision.Entries)
        {
            var recorded = new Recorded(draft.Body, State.Version + 1, Now, Now, "x", "x", "c", false);
            Entries.Add(recorded);
            State = WindowState.Evolve(State, recorded);
        }

        return null;
    }

    internal Refusal? Bar(WindowCommand command, StaffSnapshot? actor = null) => WindowRules.Bar(State, command, Facts(actor ?? Handler));

    internal WindowDay SignedOn()
    {
        Do(new SignOn()).Should().BeNull();
        return this;
    }

    internal WindowDay Checked(params string[] failed)
    {
        foreach (var part in Parts) Do(Check(part, failed)).Should().BeNull();
        return this;
    }

    internal WindowDay Opened()
    {
        SignedOn().Checked().Do(new OpenWindow()).Should().BeNull();
        return this;
    }

    internal CheckOpening Check(string part, params string[] failed) => new(part,
        [.. Hall.OpeningCheck.Single(p => p.Part == part).Items.Select(i => new CheckedItem(i.Code, !failed.Contains(i.Code)))]);

    internal TEntry Last<TEntry>() => Entries.Select(e => e.Body).OfType<TEntry>().Last();
}
