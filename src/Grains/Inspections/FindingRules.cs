using System.Diagnostics;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using NodaTime;

namespace HallGrains.Grains.Inspections;

/// <summary>
/// Findings 发现问题 (§10): opened with a limit by their grade and somebody who sees to it; the inspected unit answers and rectifies, another person looks again.
/// A finding of a hall above is closed above: the unit can neither close nor delay it (6.2c).
/// </summary>
public static class FindingRules
{
    private const int AnswerDays = 3;

    /// <summary>From so many times on, each further opening raises the grade.</summary>
    private const int RaisedFrom = 2;

    public static Decision Open(FindingState state, OpenFinding command, InspectionFacts facts)
    {
        if (state.Opened is not null) return Decision.Nothing;
        if (facts.Hall is not { } hall) return Decision.Refuse(Codes.NotFound);
        var at = command.At ?? facts.Now;
        var opened = new FindingOpened(
            hall.Code, command.Clause, command.Grade, command.Source, command.Origin, command.Responsible ?? ResponsibleFor(command, hall, facts), Due(AnswerDays, at, facts), Due(DaysOf(command.Grade), at, facts),
            hall.Leader, command.RaisedBy, command.Inspection, command.Facility, command.What, command.Window, command.Person, command.Evidence, string.IsNullOrWhiteSpace(command.Note) ? null : command.Note);
        return Decision.Append([new EntryDraft(opened, at)]);
    }

    public static Decision Decide(FindingState state, FindingCommand command, InspectionFacts facts)
    {
        if (state.Opened is not { } opened) return Decision.Refuse(Codes.NotFound);
        return command switch
        {
            AnswerFinding c => Answer(state, opened, c, facts),
            RectifyFinding c => Rectify(state, opened, c, facts),
            RecheckFinding c => Recheck(state, opened, c, facts),
            FoundRepaired c => facts.Caller.IsSystem ? state.Runs ? Decision.Append(new FindingRectified(c.By, RecheckerOf(opened, c.By, facts))) : Decision.Nothing : Decision.Refuse(Codes.NotPermitted),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    /// <summary>The names of what this caller may do now, as the path calls them.</summary>
    internal static IEnumerable<string> Allowed(FindingState state, InspectionFacts facts)
    {
        if (state.Opened is not { } opened || !state.IsOpen) yield break;
        if (state.AnsweredAt is null && MayNotAnswer(opened, facts) is null) yield return "answer";
        if (state.Runs && MayNotAnswer(opened, facts) is null) yield return "rectification";
        if (state.RectifiedBy is not null && MayNotRecheck(state, opened, facts) is null) yield return "recheck";
    }

    internal static int DaysOf(string grade) => grade switch { FindingGrades.Advice => 10, FindingGrades.Major => 3, _ => 5 };

    private static Decision Answer(FindingState state, FindingOpened opened, AnswerFinding command, InspectionFacts facts)
    {
        if (MayNotAnswer(opened, facts) is { } refusal) return Decision.Refuse(refusal);
        if (!state.IsOpen || state.AnsweredAt is not null) return Wrong(state, facts, state.IsOpen ? "It was answered." : "It is closed.");
        var content = new Content().Needs(Codes.ReasonMissing, "text", command.Text);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new FindingAnswered(facts.Actor!.Number, facts.Now > opened.AnswerBy, command.Text));
    }

    private static Decision Rectify(FindingState state, FindingOpened opened, RectifyFinding command, InspectionFacts facts)
    {
        if (MayNotAnswer(opened, facts) is { } refusal) return Decision.Refuse(refusal);
        if (!state.Runs) return Wrong(state, facts, $"It is {state.Step}.");
        var content = new Content().Needs(Codes.ReasonMissing, "measures", command.Measures);
        content.Fields.Note("evidence", command.Evidence, required: false);
        var evidence = string.IsNullOrWhiteSpace(command.Evidence) ? null : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(command.Evidence)));
        return content.Refusal is { } invalid
            ? Decision.Refuse(invalid)
            : Decision.Append(new FindingRectified(facts.Actor!.Number, RecheckerOf(opened, facts.Actor.Number, facts), evidence, command.Measures));
    }

    private static Decision Recheck(FindingState state, FindingOpened opened, RecheckFinding command, InspectionFacts facts)
    {
        if (MayNotRecheck(state, opened, facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.RectifiedBy is null || !state.IsOpen) return Wrong(state, facts, $"It is {state.Step}.");
        // What the register still calls broken or past its date is not rectified, whoever says so.
        if (command.Ok && opened.What is { } fault && facts.Facility is { } facility && facility.Flags.Contains(fault)) return Wrong(state, facts, $"The register still says {facility.Id} is {fault}.");
        var content = new Content();
        content.Fields.Note("note", command.Note, required: false);
        content.Lack(!command.Ok && string.IsNullOrWhiteSpace(command.Note), Codes.ReasonMissing, "note");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note;
        if (command.Ok) return Decision.Append(new FindingRechecked(facts.Actor!.Number, true, state.Grade, null, note));
        var grade = state.Reopened + 1 < RaisedFrom ? state.Grade : state.Grade == FindingGrades.Advice ? FindingGrades.Minor : FindingGrades.Major;
        return Decision.Append(new FindingRechecked(facts.Actor!.Number, false, grade, Due(DaysOf(grade), facts.Now, facts), note));
    }

    // The unit: whoever sees to it, the person named, heads of the hall.
    private static Refusal? MayNotAnswer(FindingOpened opened, InspectionFacts facts)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (actor.Hall != opened.Hall) return Refusal.Of(Codes.NotPermitted);
        // Where a section's head sees to it, the head of another section does not.
        var heads = actor.Level >= StaffLevel.L4 || (actor.Level == StaffLevel.L3 && facts.Hall?.Sections.Any(s => s.Head == opened.Responsible) != true);
        if (actor.Number != opened.Responsible && actor.Number != opened.Person && !heads) return Refusal.Of(Codes.NotYourFinding);
        return actor.OnDuty ? null : Refusal.Of(Codes.NotOnDuty);
    }

    private static Refusal? MayNotRecheck(FindingState state, FindingOpened opened, InspectionFacts facts)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (facts.IsInside && IsOfAbove(opened)) return Refusal.Of(Codes.NotYourFinding);
        if (actor.Number == opened.Person) return Refusal.Of(Codes.ConflictOfInterest);
        if (actor.Number == state.RectifiedBy) return Refusal.Of(Codes.TwoPersonsNeeded);
        if (!facts.Supervises && (opened.Inspection is null || actor.Number != opened.RaisedBy))
        {
            if (facts.IsInside && actor.Level < StaffLevel.L3) return Refusal.Of(Codes.NotYourFinding);
            if (!facts.IsInside && !facts.IsAbove) return Refusal.Of(Codes.NotPermitted);
        }

        return actor.OnDuty || facts.Supervises ? null : Refusal.Of(Codes.NotOnDuty);
    }

    private static bool IsOfAbove(FindingOpened opened) => opened.Source == InspectionKinds.Superior;

    /// <summary>Whoever found it, else the next head who had no hand in it: in the hall, or above it where the finding is of above.</summary>
    private static string? RecheckerOf(FindingOpened opened, string rectifiedBy, InspectionFacts facts)
    {
        bool May(string? s) => s is not null && s != rectifiedBy && s != opened.Person;
        if (opened.Inspection is not null && May(opened.RaisedBy)) return opened.RaisedBy;
        var own = IsOfAbove(opened) ? [] : facts.Halls.Take(1).SelectMany(h => new[] { h.Leader, h.DeputyLeader }.Concat(h.Sections.Select(s => s.Head)));
        return own.Concat(facts.Halls.Skip(1).SelectMany(h => new[] { h.Leader, h.DeputyLeader })).Concat(facts.Halls.SelectMany(h => h.Supervisors)).FirstOrDefault(May);
    }

    private static string ResponsibleFor(OpenFinding command, HallDefinition hall, InspectionFacts facts)
    {
        if (command.Person is { } number && facts.People.GetValueOrDefault(number) is { } person && Heads.Of(hall, person.Definition) is { } head) return head;
        if (command.Window is { } window && hall.Window(window) is { } w && Heads.OfSection(hall, w.Section) is { } ofSection) return ofSection;
        return hall.Leader ?? hall.DeputyLeader ?? hall.Sections.Select(s => s.Head).FirstOrDefault() ?? facts.Halls.Skip(1).Select(h => h.Leader).OfType<string>().FirstOrDefault() ?? Caller.SystemAccount;
    }

    private static Instant Due(int days, Instant from, InspectionFacts facts) => DueDate.WorkingDays(facts.Hours, from, days).At!.Value;

    private static Decision Wrong(FindingState state, InspectionFacts facts, string detail) =>
        Decision.Refuse(Refusal.Of(Codes.StageOrder, detail) with { Allowed = [.. Allowed(state, facts)] });
}
