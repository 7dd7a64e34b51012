using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Inspections;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Venues;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Venues;

/// <summary>The demo city's own halls, people and checklist, inspected by pure rules from Tuesday 2026-11-24 09:00 on.</summary>
internal sealed class Walkthrough(string hallCode = "YXCS")
{
    internal const string Number = "INS-YXCS-0123456789AB";

    internal static CityFile City { get; } = CityFile.Read(Repository.PathOf("data"));

    internal HallDefinition Hall { get; } = City.Halls.Single(h => h.Code == hallCode);

    internal Instant Now { get; private set; } = DemoCity.At("2026-11-24 09:00");

    internal InspectionState Inspection { get; private set; } = InspectionState.None;

    internal FindingState Finding { get; private set; } = FindingState.None;

    /// <summary>The facility of the finding, as the register has it.</summary>
    internal FacilityView? Facility { get; set; }

    internal static StaffSnapshot Person(string number, bool onDuty = true) => new(City.Staff.Single(s => s.Number == number), onDuty, null, 1);

    internal Walkthrough At(string time)
    {
        Now = DemoCity.At(time);
        return this;
    }

    internal InspectionFacts Facts(string? by, params string[] people)
    {
        var halls = ImmutableArray.CreateBuilder<HallDefinition>();
        for (var at = Hall; at is not null; at = City.Halls.FirstOrDefault(h => h.Code == at.Parent)) halls.Add(at);
        var actor = by is null or Caller.SystemAccount ? null : Person(by);
        var caller = by == Caller.SystemAccount ? Caller.System : by is null ? Caller.Anonymous : new(by, by, [Roles.Staff, .. actor!.Definition.Roles]);
        return new(Now, caller, actor, halls.ToImmutable(), DemoCity.Hours(hallCode), City.City)
        {
            Facility = Facility, People = people.Select(p => Person(p)).ToImmutableDictionary(p => p.Number),
        };
    }

    internal Decision Plan(string by, PlanInspection command, params string[] people)
    {
        var decision = InspectionRules.Plan(Inspection, command, Facts(by, [.. people, .. command.Inspector is { } i ? [i] : Array.Empty<string>()]));
        Inspection = Fold(Inspection, InspectionState.Evolve, decision, by, Inspection.Version);
        return decision;
    }

    internal Decision Do(string by, InspectionCommand command, params string[] people)
    {
        var decision = InspectionRules.Decide(Number, Inspection, command, Facts(by, people));
        Inspection = Fold(Inspection, InspectionState.Evolve, decision, by, Inspection.Version);
        return decision;
    }

    internal Decision Do(string by, FindingCommand command)
    {
        Fall();
        var decision = FindingRules.Decide(Finding, command, Facts(by));
        Finding = Fold(Finding, FindingState.Evolve, decision, by, Finding.Version);
        return decision;
    }

    internal Decision Open(OpenFinding command, params string[] people)
    {
        var decision = FindingRules.Open(Finding, command, Facts(Caller.SystemAccount, people));
        Finding = Fold(Finding, FindingState.Evolve, decision, Caller.SystemAccount, Finding.Version);
        return decision;
    }

    /// <summary>What fell due, as the shell records it before a command and at a wake.</summary>
    internal ImmutableArray<EntryDraft> Fall()
    {
        var due = FindingState.Fallen(Finding, Now);
        Finding = Fold(Finding, FindingState.Evolve, new(due, null, Decision.Nothing.Made), Caller.SystemAccount, Finding.Version);
        return due;
    }

    /// <summary>An inspection of the hall by itself that finds this unit not in order; the finding is opened.</summary>
    internal Walkthrough Failing(string clause, string grade = FindingGrades.Minor, string kind = InspectionKinds.Self, string planner = "YXCS005", string? person = null, string? window = null)
    {
        Plan(planner, new(kind, Hall.Code, "2026-11-24")).Refusal.Should().BeNull();
        Do(planner, new RecordInspection([new(clause, false, grade, "不合格", "photo-17", person, window)]), person is null ? [] : [person]).Refusal.Should().BeNull(clause);
        var looked = Inspection.Items.Single();
        looked.Item.Finding.Should().NotBeNull(clause);
        Open(InspectionRules.FindingOf(Number, Inspection.Planned!, looked, 0), person is null ? [] : [person]).Refusal.Should().BeNull();
        return this;
    }

    internal T Fold<T>(T state, Func<T, Recorded, T> evolve, Decision decision, string by, int version)
    {
        foreach (var draft in decision.Entries)
            state = evolve(state, new(draft.Body, ++version, draft.OccurredAt ?? Now, Now, draft.Actor ?? by, by, "c", false));
        return state;
    }
}
