using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>What acts on a case have in common, first rights, then state. Each answers null when it has nothing against it, so that rules chain them with <c>??</c>.</summary>
internal static class Guards
{
    public const string GuideLine = "guide";
    public const string Decision = "decision";

    /// <summary>The owner at work: no agent where the act is not an agent's, on duty, trained at this moment, in the duty and of the level.</summary>
    public static Refusal? Owner(CaseState state, CaseFacts facts, StaffLevel level = StaffLevel.L0)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (level > StaffLevel.L0 && actor.Number == state.Agent) return Refusal.Of(Codes.AgentCannotDecide);
        if (actor.Number != state.Owner) return Refusal.Of(Codes.NotOwner);
        return AtWork(state, facts, actor, level);
    }

    /// <summary>On duty and trained for it; a guide's training is enough for what guides do (up to handing in papers).</summary>
    public static Refusal? AtWork(CaseState state, CaseFacts facts, StaffSnapshot actor, StaffLevel level = StaffLevel.L0)
    {
        if (!actor.OnDuty) return Refusal.Of(Codes.NotOnDuty);
        var line = facts.LineOf(state);
        if (level == StaffLevel.L0) return Guiding(actor, line, facts);
        var decides = state.Stage == Decision;
        var trained = decides ? Qualification.CheckDecider(actor, line ?? GuideLine, facts.Now) : Qualification.Check(actor, line ?? GuideLine, facts.Now);
        // Who has no such duty is told so before being told of training they were never to have (3.4b).
        if (line is not null && !actor.Definition.Lines.Contains(line) && !(decides && actor.Level >= StaffLevel.L4)) return Refusal.Of(Codes.NotYourDuty);
        if (trained is not null) return trained;
        return actor.Level < level ? Refusal.Of(Codes.OverAuthority) : null;
    }

    /// <summary>Discipline, and one of: the line, the guide desk; while no item is known any line of theirs.</summary>
    public static Refusal? Guiding(StaffSnapshot actor, string? line, CaseFacts facts)
    {
        var lines = line is null ? [.. actor.Definition.Lines, GuideLine] : new[] { line, GuideLine };
        var serving = lines.Where(actor.Definition.Lines.Contains).Distinct().ToList();
        if (Qualification.Check(actor, [], facts.Now) is { } undisciplined) return undisciplined;
        if (serving.Count == 0) return Refusal.Of(Codes.NotYourDuty);
        Refusal? why = null;
        foreach (var served in serving)
        {
            if (Qualification.Check(actor, served, facts.Now) is not { } untrained) return null;
            why ??= untrained;
        }

        return why;
    }

    /// <summary>The person, or for them the owner or the agent: handing in and supplying (T4, T7).</summary>
    public static Refusal? ForTheApplicant(CaseState state, CaseFacts facts)
    {
        if (Rights.IsPerson(facts)) return null;
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (actor.Number == state.Agent) return !actor.OnDuty ? Refusal.Of(Codes.NotOnDuty) : Qualification.Check(actor, [], facts.Now);
        return actor.Number != state.Owner ? Refusal.Of(Codes.NotOwner) : AtWork(state, facts, actor);
    }

    /// <summary>
    /// A person of this level in the case's hall or one above it: who approves, opens or ends what the owner may not alone. Giving one's word upward is
    /// possible off duty, as answering a question is; what <paramref name="acts"/> on the case needs duty and discipline training.
    /// </summary>
    public static Refusal? Head(CaseState state, CaseFacts facts, StaffLevel level, bool acts = false)
    {
        if (facts.Actor is not { } actor || facts.Caller.Is(Roles.Supervisor) || actor.Definition.Roles.Contains(Roles.Supervisor)) return Refusal.Of(Codes.NotPermitted);
        if (actor.Hall != state.Hall && facts.HallsUp(state.Hall).All(h => h.Code != actor.Hall)) return Refusal.Of(Codes.NotPermitted);
        if (actor.Level < level) return Refusal.Of(Codes.OverAuthority, $"This needs {level}.");
        if (!acts) return null;
        return actor.OnDuty ? Qualification.Check(actor, [], facts.Now) : Refusal.Of(Codes.NotOnDuty);
    }

    /// <summary>The person only; no staff in their place.</summary>
    public static Refusal? Person(CaseFacts facts) => Rights.IsPerson(facts) ? null : Refusal.Of(Codes.NotPermitted);

    /// <summary>Staff of the hall that has the case, or of the one that had the first contact.</summary>
    public static bool IsOfItsHall(CaseState state, StaffSnapshot actor) => actor.Hall == state.Hall || actor.Hall == state.OpeningHall;

    /// <summary>The case is in one of these states; <c>archived</c> before everything else (T24).</summary>
    public static Refusal? In(CaseState state, params ReadOnlySpan<string> statuses)
    {
        if (state.Status == CaseStates.Archived) return Refusal.Of(Codes.Archived);
        foreach (var status in statuses)
            if (state.Status == status) return null;
        return Refusal.Of(Codes.StageOrder);
    }

    /// <summary>In a voice or video session name and staff number are told before anything else (3.1c-d).</summary>
    public static Refusal? Announced(CaseState state, CaseFacts facts) =>
        facts.Caller.Staff is null || !NeedsAnnouncement(state.Channel) || state.Announced || WasAnnounced(state.Session, facts) ? null : Refusal.Of(Codes.AnnouncementMissing);

    public static bool NeedsAnnouncement(string channel) => channel is "voice" or "video";

    /// <summary>The window announced the case's session; where the case was opened without naming one, any of its sessions.</summary>
    public static bool WasAnnounced(string? session, CaseFacts facts) =>
        facts.Window is { } window && (session is null ? !window.AnnouncedSessions.IsDefaultOrEmpty : window.AnnouncedSessions.Contains(session));
}
