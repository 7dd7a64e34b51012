using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>T8 acceptance 受理, with T9 tolerance, and T11 refusal 不予受理 (norm 5.3a, c, e; 行政许可法 32).</summary>
internal static class AcceptanceRules
{
    private const string AcceptanceStage = "acceptance";
    private const string NotNeeding = "not-needing", NotCompetent = "not-competent", FalseMaterials = "false-materials";

    /// <summary>T8: complete, in a competent hall, under a version in force that day.</summary>
    public static Decision Decide(CaseState state, AcceptCase command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Received) ?? Guards.Announced(state, facts) ?? WindowReady(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (facts.HallOf(state)?.Items.Contains(state.Item ?? "") != true) return Decision.Refuse(Codes.NotCompetent);
        if (VersionEnded(state, facts) || facts.ItemOf(state) is not { } item) return Decision.Refuse(Codes.ItemVersionNotInForce);
        ToleranceGranted? tolerance = null;
        if (ToleranceRules.IsAsked(command))
        {
            (tolerance, var refusal) = ToleranceRules.Grant(state, command, item, facts);
            if (refusal is not null) return Decision.Refuse(refusal);
        }
        else if (Papers.Missing(state, item) is { IsEmpty: false } missing) return Decision.Refuse(Codes.MaterialsIncomplete, missing);

        // An instant item goes straight to its decision: its list of stages says so.
        var first = item.NextStage(AcceptanceStage)?.Stage ?? Guards.Decision;
        var accepted = new Accepted(item.Code, item.Version, first, CountsFrom(state, facts), HallLimit: HallPages.LimitOf(facts.HallOf(state), item));
        return tolerance is null ? Decision.Append(accepted) : Decision.Append(tolerance, accepted);
    }

    /// <summary>T11: only on a listed ground, with reason, basis and way forward; a promised item with an L2's word.</summary>
    public static Decision Decide(CaseState state, RefuseCase command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Received) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        var offered = facts.HallOf(state)?.Items.Contains(state.Item ?? "") == true;
        if (!offered && OtherHalls(state, facts) is { Count: > 0 } others) return Decision.Refuse(Refusal.OfMissing(Codes.TransferAvailable, others) with { Allowed = ["handoffs"] });
        if (MustAccept(state, command.Ground, offered, facts)) return Decision.Refuse(Codes.MustAccept);

        var content = new Content()
            .Needs(Codes.ReasonMissing, "reason", command.Reason)
            .Needs(Codes.ReasonMissing, "basis", command.Basis)
            .Needs(Codes.WayForwardMissing, "wayForward", command.WayForward);
        if (command.Ground is not null) content.Fields.OneOf("ground", command.Ground, NotNeeding, NotCompetent, FalseMaterials);
        content.Fields.Code("escalation", command.Escalation, required: false);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (!Confirmed(state, command, facts)) return Decision.Refuse(Refusal.Of(Codes.OverAuthority, "Refusing a promised item needs an approving answer of L2.") with { Allowed = ["escalations"] });
        return Decision.Append(NoteRules.Explanation("refusal", state, facts), new Refused(
            command.Ground ?? (offered ? NotNeeding : NotCompetent), InquiryRules.Given(command.Escalation), command.Reason, command.Basis, command.WayForward));
    }

    /// <summary>The version the application was received under is not in force any more (2.1a).</summary>
    public static bool VersionEnded(CaseState state, CaseFacts facts) =>
        state.ItemVersion is { } version && facts.ItemInForce(state.Item)?.Version != version;

    // Complete papers are accepted, whatever is said, unless they are false, the answer given before was that the person is not entitled, or no hall has it.
    private static bool MustAccept(CaseState state, string? ground, bool offered, CaseFacts facts)
    {
        if (ground == FalseMaterials || (!offered && ground is null or NotCompetent)) return false;
        if (ground == NotCompetent && offered) return true;
        if (ground == NotNeeding && state.Notices?.Eligible.Answer == "not-eligible") return false;
        return facts.ItemOf(state) is { } item && Papers.Missing(state, item).IsEmpty;
    }

    private static bool Confirmed(CaseState state, RefuseCase command, CaseFacts facts) =>
        facts.ItemOf(state) is not { IsInstant: false } || facts.Actor!.Level >= StaffLevel.L2
        || EscalationRules.ApprovalFor(state, state.Amount, state.ItemVersion, StaffLevel.L2, command.Escalation) is not null;

    /// <summary>Where the total clocks begin: an instant item that was converted counts from its receipt.</summary>
    internal static NodaTime.Instant CountsFrom(CaseState state, CaseFacts facts) => state.ConvertedDays is null ? facts.Now : state.ReceivedAt!.Value;

    internal static List<string> OtherHalls(CaseState state, CaseFacts facts) =>
        [.. facts.Halls.Values.Where(h => h.Code != state.Hall && state.Item is not null && h.Items.Contains(state.Item)).Select(h => h.Code).Order(StringComparer.Ordinal)];

    // 5.1: at one's own window nothing is accepted before its opening check; guide desks and people elsewhere have none.
    private static Refusal? WindowReady(CaseState state, CaseFacts facts) =>
        state.Window is { } code && facts.HallOf(state)?.Window(code) is { Kind: null } && facts.Window is { Status: "closed" or "preparing" } window
        && window.Staff == facts.Caller.Staff ? Refusal.Of(Codes.OpeningCheckMissing) : null;
}
