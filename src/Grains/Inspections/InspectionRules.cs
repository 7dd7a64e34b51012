using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Inspections;

/// <summary>What a decision on an inspection or a finding must know.</summary>
/// <param name="Halls">The inspected hall and those above it, nearest first.</param>
public sealed record InspectionFacts(Instant Now, Caller Caller, StaffSnapshot? Actor, ImmutableArray<HallDefinition> Halls, HallHours Hours, CityDefinition? City)
{
    /// <summary>People named in the command, as far as they are known.</summary>
    public ImmutableDictionary<string, StaffSnapshot> People { get; init; } = ImmutableDictionary<string, StaffSnapshot>.Empty;

    /// <summary>The facility of a finding, as the register has it.</summary>
    public Contracts.Venues.FacilityView? Facility { get; init; }

    public HallDefinition? Hall => Halls.FirstOrDefault();

    public bool Supervises => Caller.Is(Roles.Supervisor);

    /// <summary>Of the inspected hall, and so neither outside nor above it; a supervisor has a desk there only.</summary>
    public bool IsInside => !Supervises && Actor is { } a && a.Hall == Hall?.Code;

    /// <summary>Heads of a hall above.</summary>
    public bool IsAbove => Actor is { Level: >= StaffLevel.L3 } a && Halls.Skip(1).Any(h => h.Code == a.Hall);
}

/// <summary>Inspections 检查 (§10): planned by whom may, on a checklist, recorded by the inspector, released.</summary>
public static class InspectionRules
{
    private const int MostItems = 100;
    private const string Dress = "3.2b";

    public static Decision Plan(InspectionState state, PlanInspection command, InspectionFacts facts)
    {
        if (facts.Hall is not { } hall) return Decision.Refuse(Codes.NotFound);
        var inspector = command.Inspector ?? (facts.Caller.IsSystem ? hall.Leader == command.About ? hall.DeputyLeader ?? hall.Leader : hall.Leader : facts.Actor?.Number);
        var person = inspector is null ? null : facts.People.GetValueOrDefault(inspector) ?? (facts.Actor?.Number == inspector ? facts.Actor : null);
        if (MayNotPlan(command, person, facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.Planned is not null) return Decision.Refuse(Codes.StageOrder, "It is planned already.");
        var list = Checklists.For(command.Kind, hall, facts.City);
        var asked = command.Checklist is { IsDefaultOrEmpty: false } given ? given : [.. list.Select(i => i.Code)];
        var fields = KindOf(command, facts)
            .If(DayOf(command.PlannedFor) is null, "plannedFor", "not-a-day")
            .If(person is null && !facts.Caller.IsSystem, "inspector", "unknown")
            .If(asked.Any(c => list.All(i => i.Code != c)), "checklist", "not-on-the-checklist")
            .If(command.Candidates is { IsDefaultOrEmpty: false }, "candidates", "not-of-this-kind")
            .If(command.Window is { } w && hall.Window(w) is null, "window", "not-of-this-hall")
            .If(command.About is { } a && !hall.Staff.Contains(a), "about", "not-of-this-hall");
        return fields.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new InspectionPlanned(
            command.Kind, hall.Code, DayOf(command.PlannedFor)!.Value, facts.Caller.Actor, inspector ?? facts.Caller.Actor, [.. asked.Distinct()], command.Window, command.About));
    }

    public static Decision Decide(string number, InspectionState state, InspectionCommand command, InspectionFacts facts)
    {
        if (state.Planned is not { } planned) return Decision.Refuse(Codes.NotFound);
        if (!Inspects(planned, facts)) return Decision.Refuse(facts.IsInside ? Codes.NotYourFinding : Codes.NotPermitted);
        if (facts.Actor is { OnDuty: false } && !facts.Supervises) return Decision.Refuse(Codes.NotOnDuty);
        if (state.ReleasedBy is not null) return Decision.Refuse(Codes.StageOrder, "It is released.");
        return command switch
        {
            RecordInspection c => Record(number, state, planned, c, facts),
            ReleaseInspection => state.Items.IsEmpty ? Decision.Refuse(Codes.StageOrder, "Nothing is recorded yet.") : Decision.Append(new InspectionReleased(facts.Caller.Actor)),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    /// <summary>Whose inspection it is: the inspector's, whoever planned it, the supervisor's.</summary>
    internal static bool Inspects(InspectionPlanned planned, InspectionFacts facts) =>
        facts.Supervises || facts.Caller.IsSystem || (facts.Actor is { } a && (a.Number == planned.Inspector || a.Number == planned.Planner));

    /// <summary>The finding that an item became, as it is opened.</summary>
    internal static OpenFinding FindingOf(string number, InspectionPlanned planned, Looked looked, int place) =>
        new(planned.Hall, looked.Item.Clause, looked.Item.Grade!, planned.Kind, Origin(number, place))
        {
            Inspection = number, Person = looked.Item.Person, Window = looked.Item.Window, Facility = looked.Item.Facility, Evidence = looked.Item.Evidence,
            Responsible = looked.Item.Responsible, RaisedBy = looked.By, Note = looked.Note,
        };

    private static string Origin(string number, int place) => FormattableString.Invariant($"inspection/{number}#{place}");

    private static Decision Record(string number, InspectionState state, InspectionPlanned planned, RecordInspection command, InspectionFacts facts)
    {
        var hall = facts.Hall!;
        ImmutableArray<InspectedItem> items = command.Items.IsDefault ? [] : command.Items;
        // Nobody inspects themself (must-hold 12).
        if (items.Any(i => i?.Person is { } p && p == facts.Actor?.Number)) return Decision.Refuse(Codes.ConflictOfInterest);
        var clauses = Checklists.For(planned.Kind, hall, facts.City).Where(i => planned.Checklist.Contains(i.Code)).Select(i => i.Clause).ToHashSet(StringComparer.Ordinal);
        var fields = new Validation().NoNulls("items", items).If(items.IsEmpty, "items", "required").If(items.Length > MostItems, "items", "more-than-100");
        foreach (var item in items.OfType<InspectedItem>())
        {
            fields.If(!clauses.Contains(item.Clause), "clause", "not-on-the-checklist: " + (new Validation().Code("clause", item.Clause).Ok ? item.Clause : "?"))
                .Note("note", item.Note, required: false).Note("evidence", item.Evidence, required: false).Code("facility", item.Facility, required: false)
                .If(item.Person is { } p && !hall.Staff.Contains(p), "person", "not-of-this-hall")
                .If(item.Responsible is { } r && !hall.Staff.Contains(r), "responsible", "not-of-this-hall")
                .If(item.Window is { } w && hall.Window(w) is null, "window", "not-of-this-hall");
            if (item.Grade is { } grade) fields.OneOf("grade", grade, FindingGrades.Advice, FindingGrades.Minor, FindingGrades.Major);
        }

        if (fields.Refusal is { } invalid) return Decision.Refuse(invalid);
        var results = items.Select((item, i) => ResultOf(number, state.Items.Length + i, planned, item, facts)).ToImmutableArray();
        var notes = items.Select((item, i) => (Place: InspectionState.Place(i), item.Note)).Where(n => !string.IsNullOrWhiteSpace(n.Note))
            .ToImmutableSortedDictionary(n => n.Place, n => n.Note!, StringComparer.Ordinal);
        return Decision.Append(new InspectionRecorded(facts.Caller.Actor, results, notes.IsEmpty ? null : notes));
    }

    private static InspectedResult ResultOf(string number, int place, InspectionPlanned planned, InspectedItem item, InspectionFacts facts)
    {
        var about = item.Person ?? planned.About;
        // 3.2c: whose dress is exempt has nothing to be looked at, and nobody is told why.
        if (item.Clause == Dress && about is not null && facts.People.GetValueOrDefault(about) is { Definition.DressExemption: true })
            return new(item.Clause, "not-applicable", null, about, item.Window ?? planned.Window);
        var result = new InspectedResult(item.Clause, item.Ok ? "ok" : "failed", item.Ok ? null : item.Grade ?? FindingGrades.Minor, about, item.Window ?? planned.Window, item.Facility,
            string.IsNullOrWhiteSpace(item.Evidence) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(item.Evidence))), item.Responsible);
        return item.Ok ? result : result with { Finding = new OpenFinding(planned.Hall, item.Clause, result.Grade!, planned.Kind, Origin(number, place)).Number };
    }

    private static Refusal? MayNotPlan(PlanInspection command, StaffSnapshot? inspector, InspectionFacts facts)
    {
        if (facts.Caller.IsSystem) return null;
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (command.Kind == InspectionKinds.Superior)
        {
            if (!facts.Supervises && !facts.IsAbove) return Refusal.Of(Codes.NotPermitted);
            if (inspector is { } i && i.Hall == facts.Hall!.Code && !i.Definition.Roles.Contains(Roles.Supervisor)) return Refusal.Of(Codes.ConflictOfInterest);
        }
        else if (!facts.Supervises && !(facts.IsInside && actor.Level >= StaffLevel.L3)) return Refusal.Of(Codes.NotPermitted);

        // Sections look at each other's work, not at their own.
        if (command.Kind == InspectionKinds.CrossStage && command.Window is { } window && inspector?.Definition.Section is { } section && facts.Hall!.Window(window)?.Section == section)
            return Refusal.Of(Codes.ConflictOfInterest);
        if (inspector?.Number is { } number && number == command.About) return Refusal.Of(Codes.ConflictOfInterest);
        return actor.OnDuty || facts.Supervises ? null : Refusal.Of(Codes.NotOnDuty);
    }

    private static Validation KindOf(PlanInspection command, InspectionFacts facts) => facts.Caller.IsSystem
        ? new Validation().OneOf("kind", command.Kind, InspectionKinds.Dispute)
        : new Validation().OneOf("kind", command.Kind, InspectionKinds.Superior, InspectionKinds.Self, InspectionKinds.Patrol, InspectionKinds.CrossStage);

    private static LocalDate? DayOf(string? text) =>
        text is null ? null
        : LocalDatePattern.Iso.Parse(text) is { Success: true } date ? date.Value
        : OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } at ? HallHours.DateOf(at.Value.ToInstant()) : null;
}
