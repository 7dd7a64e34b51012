using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Halls;

/// <summary>The floor of a hall: duty leader 挂牌上岗 (3.1f-g), guide desk 引导台 (4.3d), incidents 突发情况 (2.4b), disputes (3.3d), and the duties they make.</summary>
internal static class FloorRules
{
    internal const string Dispute = "dispute", NotDone = "cannot-get-done";
    private static readonly string[] Kinds = ["fall", "illness", "fire", "conflict", "theft", "outage", "other", NotDone, Dispute];

    internal static Decision Decide(HallDayState state, FloorCommand command, HallDayFacts facts) => command switch
    {
        NameDutyLeader c => Lead(state, c, facts),
        LeaveDutyLeader => Leave(state, facts),
        NotePatrol c => Patrol(state, c, facts),
        NameGuideDesk c => Guide(state, c, facts),
        LeaveGuideDesk => LeaveDesk(state, facts),
        ReportIncident c => Report(state, c, facts),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>One L3 or above of the hall at a named place; themself, or named by the hall's leader. Another takes over without a gap.</summary>
    private static Decision Lead(HallDayState state, NameDutyLeader command, HallDayFacts facts)
    {
        if (OfTheHall(facts) is { } refusal) return Decision.Refuse(refusal);
        if (command.Staff != facts.Actor!.Number && !Leads(facts)) return Decision.Refuse(Codes.OverAuthority, "Another than oneself is named by the hall's leader.");
        var post = string.IsNullOrWhiteSpace(command.Post) ? facts.Hall.DutyPost : command.Post;
        if (NotOfTheHall(command.Staff, facts, new Validation().Name("post", post)) is { } invalid) return Decision.Refuse(invalid);
        var nominee = facts.Nominee!;
        if (nominee.Level < StaffLevel.L3) return Decision.Refuse(Codes.OverAuthority, "The duty leader is a head or leader of the hall (L3).");
        if (!nominee.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        return state.DutyLeader is { } leader && leader.Staff == command.Staff && leader.Post == post ? Decision.Nothing : Decision.Append(new DutyLeaderOn(command.Staff, post!));
    }

    private static Decision Leave(HallDayState state, HallDayFacts facts)
    {
        if (NotHere(facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.DutyLeader is not { } leader) return Decision.Refuse(Codes.StageOrder, "Nobody leads the hall now.");
        return leader.Staff == facts.Actor!.Number || Leads(facts) ? Decision.Append(new DutyLeaderOff(leader.Staff)) : Decision.Refuse(Codes.NotYourDuty);
    }

    private static Decision Patrol(HallDayState state, NotePatrol command, HallDayFacts facts)
    {
        if (OfTheHall(facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.DutyLeader?.Staff != facts.Actor!.Number) return Decision.Refuse(Codes.NotYourDuty, "Patrols are the duty leader's.");
        return new Validation().Note("note", command.Note).Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new PatrolNoted(facts.Actor.Number, command.Note));
    }

    /// <summary>Guides have training for the desk and for discipline (§7.1).</summary>
    private static Decision Guide(HallDayState state, NameGuideDesk command, HallDayFacts facts)
    {
        if (OfTheHall(facts) is { } refusal) return Decision.Refuse(refusal);
        if (command.Staff != facts.Actor!.Number && facts.Actor.Level < StaffLevel.L3) return Decision.Refuse(Codes.OverAuthority, "Another than oneself is named by a head.");
        if (NotOfTheHall(command.Staff, facts, new()) is { } invalid) return Decision.Refuse(invalid);
        if (!facts.Nominee!.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (Qualification.Check(facts.Nominee, ["guide"], facts.Now) is { } unqualified) return Decision.Refuse(unqualified);
        return state.GuideDesk?.Staff == command.Staff ? Decision.Nothing : Decision.Append(new GuideDeskStaffed(command.Staff));
    }

    private static Decision LeaveDesk(HallDayState state, HallDayFacts facts)
    {
        if (NotHere(facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.GuideDesk is not { } guide) return Decision.Refuse(Codes.StageOrder, "Nobody was named for the guide desk.");
        return guide.Staff == facts.Actor!.Number || facts.Actor.Level >= StaffLevel.L3 ? Decision.Append(new GuideDeskLeft(guide.Staff)) : Decision.Refuse(Codes.NotYourDuty);
    }

    /// <summary>
    /// What happens to a person in the hall is the duty leader's at once; where nobody leads, the hall leader's. A quarrel anybody may report: the duty
    /// leader comes into the session as helper, and an inspection of the window is opened after the commit (3.3d). What somebody could not get done they tell
    /// the duty leader without a name (办不成事反映, 5.3d).
    /// </summary>
    private static Decision Report(HallDayState state, ReportIncident command, HallDayFacts facts)
    {
        var dispute = command.Kind == Dispute;
        if (command.Kind is not (Dispute or NotDone) && facts.Caller.Account == Caller.AnonymousAccount) return Decision.Refuse(Codes.NotSignedIn);
        var content = new Validation().OneOf("kind", command.Kind, Kinds).Note("text", command.Text).Code("window", command.Window, required: dispute);
        content.If(content.Ok && command.Window is { } w && facts.Hall.Window(w) is null, "window", "unknown");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        var id = FormattableString.Invariant($"i{state.Incidents.Length + 1}");
        if (!dispute)
        {
            return Decision.Append(new IncidentRecorded(id, command.Kind, command.Window, command.Text), new DutyRaised(state.NextDutyId, DutyKinds.Incident, null, null, $"{id} {command.Kind}"))
                .Making("incident", id);
        }

        var window = command.Window!;
        var post = state.Posts.GetValueOrDefault(window)?.Staff;
        // Nobody is helper in their own quarrel.
        var helper = new[] { state.DutyLeader?.Staff, facts.Hall.Leader, facts.Hall.DeputyLeader }.FirstOrDefault(h => h is not null && h != post);
        return Decision.Append(
            new DisputeReported(id, window, post, state.CurrentOf(window)?.Number, helper, command.Text),
            new DutyRaised(state.NextDutyId, DutyKinds.Dispute, helper, null, $"{id} {window}")).Making("incident", id);
    }

    /// <summary>
    /// What was reported, in full: for the duty leader, the heads and leaders of the hall, whoever has it as a duty, and the supervisor. Nobody reads what was
    /// reported about themself. Null for everybody else.
    /// </summary>
    internal static IncidentsView? Incidents(HallDayState state, HallDayFacts facts, int version)
    {
        var me = facts.Caller.Staff;
        bool Mine(HallDuty? duty) => me is not null && duty is not null && me == HolderOf(duty, state, facts);
        var all = facts.Caller.Is(Roles.Supervisor) || (me is not null && (me == state.DutyLeader?.Staff || (facts.IsStaffHere && facts.Actor!.Level >= StaffLevel.L3)));
        var items = state.Incidents.Where(i => i.Staff is null || i.Staff != me)
            .Select(i => (Incident: i, Duty: state.Duties.Values.FirstOrDefault(d => d.About?.StartsWith(i.Id + " ", StringComparison.Ordinal) == true)))
            .Where(x => all || Mine(x.Duty))
            .Select(x => new IncidentView(x.Incident.Id, x.Incident.Kind, x.Incident.Window, x.Incident.At, x.Incident.Text, x.Duty is null ? null : HolderOf(x.Duty, state, facts), x.Duty?.DoneAt, x.Duty?.DoneBy))
            .ToImmutableArray();
        return all || !items.IsEmpty ? new() { Hall = facts.Hall.Code, Date = facts.Date, Items = items, Version = version, AsOf = facts.Now } : null;
    }

    /// <summary>Whose duty it is: the person named, the duty leader of the moment, the hall's leader where nobody leads.</summary>
    internal static string? HolderOf(HallDuty duty, HallDayState state, HallDayFacts facts) => duty.For ?? state.DutyLeader?.Staff ?? facts.Hall.Leader ?? facts.Hall.DeputyLeader;

    internal static Decision Complete(HallDayState state, CompleteHallDuty command, HallDayFacts facts)
    {
        if (!state.Duties.TryGetValue(command.DutyId, out var duty)) return Decision.Refuse(Codes.NotFound);
        var me = facts.Caller.Staff;
        // The hall's leader may see to what the duty leader has not.
        var may = me is not null && (me == HolderOf(duty, state, facts) || (duty.For is null && me == facts.Hall.Leader));
        if (!may) return Decision.Refuse(Codes.NotYourDuty);
        if (duty.DoneAt is not null) return Decision.Refuse(Codes.StageOrder, "It was done before.");
        return new Validation().Note("note", command.Note, required: false).Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new DutyDone(duty.Id, me!, command.Note));
    }

    private static Refusal? NotOfTheHall(string staff, HallDayFacts facts, Validation content) =>
        content.If(facts.Nominee is null || facts.Nominee.Number != staff || facts.Nominee.Hall != facts.Hall.Code, "staff", "not-of-this-hall").Refusal;

    private static bool Leads(HallDayFacts facts) =>
        facts.Actor is { } actor && (actor.Level >= StaffLevel.L4 || actor.Number == facts.Hall.Leader || actor.Number == facts.Hall.DeputyLeader);

    private static Refusal? NotHere(HallDayFacts facts) => facts.IsStaffHere ? null : Refusal.Of(Codes.NotPermitted);

    private static Refusal? OfTheHall(HallDayFacts facts) => NotHere(facts) ?? (facts.Actor!.OnDuty ? null : Refusal.Of(Codes.NotOnDuty));
}
