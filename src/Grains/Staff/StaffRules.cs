using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>What the rules of a staff member must know besides their own state.</summary>
/// <param name="Number">Whose stream it is.</param>
/// <param name="Actor">The caller as staff; null when the account belongs to nobody of the staff.</param>
/// <param name="Hall">The hall named by the command.</param>
/// <param name="Partner">The deputy named by the command.</param>
/// <param name="Desk">Cases that are to be asked for an offer: their own when they leave, those a deputy has when they come back.</param>
internal sealed record StaffFacts(string Number, Caller Caller, StaffSnapshot? Actor, Instant Now, HallDefinition? Hall = null, StaffSnapshot? Partner = null, int Desk = 0)
{
    public bool IsSelf => Caller.Staff == Number;

    /// <summary>Whether the caller has at least this level in the hall; a bureau leader has it in every hall.</summary>
    public bool Leads(string hall, StaffLevel level) => Actor is { } a && (a.Level == StaffLevel.L5 || (a.Level >= level && a.Hall == hall));
}

/// <summary>Registry of staff 工作人员登记: who they are, what they are trained for, whose deputy, on duty or not.</summary>
internal static class StaffRules
{
    /// <summary>Registers or replaces; administrators only, never themselves (must-hold 12).</summary>
    public static Decision Decide(StaffState state, PutStaff command, StaffFacts facts)
    {
        if (!facts.Caller.Is(Roles.Admin) && !facts.Caller.IsSystem) return Decision.Refuse(Codes.NotPermitted);
        if (facts.IsSelf) return Decision.Refuse(Codes.TwoPersonsNeeded);
        var v = new Validation()
            .Code("number", facts.Number)
            .Name("name", command.Name)
            .Code("hall", command.Hall)
            .If(facts.Hall is null, "hall", "not-found")
            .If(!Enum.IsDefined(command.Level), "level", "not-one-of: L0, L1, L2, L3, L4, L5")
            .Code("section", command.Section, required: false)
            .Text("title", command.Title, 100, required: false)
            .If(command.Lines.IsDefaultOrEmpty, "lines", "required")
            .Code("homeWindow", command.HomeWindow, required: false)
            .If(command.HomeWindow is { } w && facts.Hall is { } h && h.Window(w) is null, "homeWindow", "not-found")
            .Text("personalPromise", command.PersonalPromise, 200, required: false);
        if (!command.Lines.IsDefaultOrEmpty)
        {
            foreach (var line in command.Lines) v.Code("lines", line);
            v.If(command.Lines.Distinct().Count() != command.Lines.Length, "lines", "twice");
        }

        if (v.Refusal is { } refusal) return Decision.Refuse(refusal);
        var now = state.Definition;
        var next = new StaffDefinition
        {
            Number = facts.Number,
            Name = command.Name,
            Hall = command.Hall,
            Level = command.Level,
            Section = command.Section,
            Title = command.Title,
            Lines = command.Lines,
            HomeWindow = command.HomeWindow,
            PersonalPromise = command.PersonalPromise,
            Deputy = now?.Deputy,
            Training = now?.Training ?? [],
            Roles = now?.Roles ?? [Roles.Staff],
            DressExemption = now?.DressExemption ?? false,
        };
        if (SameContent.Of(next, now)) return Decision.Nothing;
        // A pair is of one hall and shares a line: a move that breaks it ends it.
        if (now is { Deputy: not null } && (next.Hall != now.Hall || (facts.Partner is { } p && !p.Definition.Lines.Intersect(next.Lines).Any())))
            return Decision.Append(new DeputySet(null), Entry(next with { Deputy = null }));
        return Decision.Append(Entry(next));
    }

    /// <summary>From a city file: what it said before writes nothing; records entered here stay.</summary>
    public static Decision Import(StaffState state, StaffDefinition definition)
    {
        if (SameContent.Of(definition, state.Imported)) return Decision.Nothing;
        var entered = (state.Definition?.Training ?? []).Where(t => t.EnteredAt is not null);
        return Decision.Append(Entry(definition with { Training = [.. definition.Training, .. entered] }));
    }

    /// <summary>A training record (2.6b): administrator or the hall's L4, never one's own.</summary>
    public static Decision Decide(StaffState state, PutQualification command, StaffFacts facts)
    {
        if (state.Definition is not { } staff) return Decision.Refuse(Codes.NotFound);
        if (!facts.Caller.Is(Roles.Admin) && !facts.Leads(staff.Hall, StaffLevel.L4)) return Decision.Refuse(Codes.NotPermitted);
        if (facts.IsSelf) return Decision.Refuse(Codes.TwoPersonsNeeded);
        var today = HallHours.DateOf(facts.Now);
        var v = new Validation()
            .Code("line", command.Line)
            .Text("course", command.Course, 200, required: false)
            .If(command.Score is < 0 or > 100, "score", "not-0-to-100")
            .If(command.PassedOn > today, "passedOn", "in-the-future")
            .If(command.Hours is < 1 or > 2000, "hours", "out-of-range")
            .Text("assessor", command.Assessor, 100, required: false)
            .If(command.Assessor == facts.Number, "assessor", "is-oneself")
            .If(command.ValidUntil < command.PassedOn, "validUntil", "before-passed-on")
            .If(command.ValidUntil > command.PassedOn.PlusMonths(Qualification.ValidMonths), "validUntil", "longer-than-12-months");
        if (v.Refusal is { } refusal) return Decision.Refuse(refusal);
        var record = new TrainingRecord(command.Line, command.Course, command.Score, command.PassedOn, command.ValidUntil, facts.Now) { Hours = command.Hours, Assessor = string.IsNullOrWhiteSpace(command.Assessor) ? null : command.Assessor };
        return staff.Training.Any(t => t with { EnteredAt = record.EnteredAt } == record) ? Decision.Nothing : Decision.Append(new QualificationRecorded(record));
    }

    /// <summary>AB角: a partner of the same hall with a line in common; administrator or the hall's L3.</summary>
    public static Decision Decide(StaffState state, PutDeputy command, StaffFacts facts)
    {
        if (state.Definition is not { } staff) return Decision.Refuse(Codes.NotFound);
        if (!facts.Caller.Is(Roles.Admin) && !facts.Leads(staff.Hall, StaffLevel.L3)) return Decision.Refuse(Codes.NotPermitted);
        if (command.Deputy == staff.Deputy) return Decision.Nothing;
        if (command.Deputy is null) return Decision.Append(new DeputySet(null));
        var v = new Validation().Code("deputy", command.Deputy).If(command.Deputy == staff.Number, "deputy", "is-oneself");
        if (v.Ok)
        {
            if (facts.Partner is not { } partner) v.Error("deputy", "not-found");
            else
            {
                v.If(partner.Hall != staff.Hall, "deputy", "other-hall")
                    .If(!partner.Definition.Lines.Intersect(staff.Lines).Any(), "deputy", "no-shared-line");
            }
        }

        return v.Refusal is { } refusal ? Decision.Refuse(refusal) : Decision.Append(new DeputySet(command.Deputy));
    }

    /// <summary>The partner set or ended the pair: follow them, for pairs are symmetric.</summary>
    public static Decision DecideTold(StaffState state, string partner, bool paired)
    {
        if (state.Definition is not { } staff || staff.Deputy == partner == paired) return Decision.Nothing;
        return Decision.Append(new DeputySet(paired ? partner : null, partner));
    }

    /// <summary>A pursuit suspends them from the windows, or was revoked. Idempotent.</summary>
    public static Decision Suspend(StaffState state, string pursuit, bool lifted) =>
        state.Definition is null || state.Suspensions.ContainsKey(pursuit) != lifted ? Decision.Nothing
        : Decision.Append(lifted ? (IEntry)new SuspensionLifted(pursuit) : new StaffSuspended(pursuit));

    /// <summary>On duty and off 在岗: by oneself; off also by the hall's L3. Without discipline training nobody takes post (2.6).</summary>
    public static Decision Decide(StaffState state, SetDuty command, StaffFacts facts)
    {
        if (state.Definition is not { } staff) return Decision.Refuse(Codes.NotFound);
        if (!facts.IsSelf && (command.On || !facts.Leads(staff.Hall, StaffLevel.L3))) return Decision.Refuse(Codes.NotPermitted);
        if (command.On == state.IsOnDuty(facts.Now)) return Decision.Nothing;
        if (!command.On) return Decision.Append(new DutyOff(facts.Desk));
        return Qualification.Check(state.Snapshot(facts.Now)!, [], facts.Now) is { } refusal ? Decision.Refuse(refusal) : Decision.Append(new DutyOn(facts.Desk));
    }

    /// <summary>Whether the caller may read this person's inbox and caseload: their own, the hall's L3, a supervisor.</summary>
    public static Refusal? MayRead(StaffState state, StaffFacts facts) =>
        state.Definition is not { } staff ? Refusal.Of(Codes.NotFound)
        : facts.IsSelf || facts.Caller.IsSystem || facts.Caller.Is(Roles.Supervisor) || facts.Leads(staff.Hall, StaffLevel.L3) ? null
        : Refusal.Of(Codes.NotPermitted);

    /// <summary>The badge 身份牌 is public (3.1); training is for staff and those who watch over them.</summary>
    public static StaffView? View(StaffState state, Caller caller, Instant now)
    {
        if (state.Definition is not { } d) return null;
        var inside = caller.IsSystem || caller.Is(Roles.Staff) || caller.Is(Roles.Supervisor) || caller.Is(Roles.Admin) || caller.Is(Roles.Auditor) || caller.Is(Roles.SecurityAdmin);
        return new(
            d.Number, d.Name, d.Hall, d.Level, d.Section, d.Title, d.Lines, d.HomeWindow, inside ? d.Deputy : null, inside ? d.Training : [], d.PersonalPromise,
            state.IsOnDuty(now), state.Version, now) { SuspendedAt = inside ? state.SuspendedAt : null };
    }

    private static StaffRegistered Entry(StaffDefinition definition) => new(definition with { Name = definition.Number }, definition.Name);
}
