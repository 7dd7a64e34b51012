using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>T18 the decision 办结: by a person with the authority for it, or with an approval of one (norm 3.4c, 5.5b, 5.6b).</summary>
internal static class DecisionRules
{
    internal const string Granted = "granted";
    private const string Denied = "denied";

    public static Decision Decide(CaseState state, DecideCase command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if (ReviewRules.InStage(state, Guards.Decision, facts) is { } untimely) return Decision.Refuse(untimely);
        if (state.ToleranceOpen) return Decision.Refuse(Refusal.OfMissing(Codes.ToleranceOpen, ToleranceRules.StillMissing(state)));
        if (state.OpenEscalation is not null) return Decision.Refuse(Codes.StageOrder, "A question upward is not answered yet.");
        if (facts.ItemOf(state) is not { } item) return Decision.Refuse(Codes.ItemVersionNotInForce);
        if (item is { ReviewRequired: true } && item.Stage("recheck") is not null && !ReviewRules.Rechecked(state))
            return Decision.Refuse(Refusal.Of(Codes.ReviewMissing) with { Allowed = ["stages/decision/return"] });
        if (SamePerson.Check(state, facts.Actor!, Guards.Decision, facts) is { } same) return Decision.Refuse(same);

        // Authority is a right and comes before the content; an unknown result is measured as a grant.
        var amount = command.Result == Denied ? null : command.Amount ?? state.Amount;
        var required = Authority.Required(state, item, command.Result, amount + facts.GrantedBefore);
        var level = Authority.LevelOf(facts.Actor!, facts);
        var approval = EscalationRules.ApprovalFor(state, command.Amount ?? state.Amount, state.ItemVersion, required, command.Escalation);
        if (level < required && approval is null)
            return Decision.Refuse(Refusal.Of(Codes.OverAuthority, $"The decision needs {required} or an approving answer of {required}.") with { Allowed = ["escalations"] });

        var content = new Content();
        content.Fields.OneOf("result", command.Result, Granted, Denied);
        MaterialRules.CheckAmount(content, command.Amount);
        content.Fields.If(item.AmountChecked && command.Result == Granted && amount is null, "amount", "required")
            .Code("escalation", command.Escalation, required: false)
            .If(!string.IsNullOrEmpty(command.Escalation) && state.Escalations.All(e => e.Id != command.Escalation), "escalation", "not-found");
        content.Needs(Codes.ReasonMissing, "opinion", command.Opinion);
        if (command.Result == Denied) content.Needs(Codes.ReasonMissing, "basis", command.Basis).Needs(Codes.ReasonMissing, "remedies", command.Remedies);
        else content.Fields.Note("basis", command.Basis, required: false).Note("remedies", command.Remedies, required: false);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var decided = new Decided(
            command.Result, amount, item.Version, InquiryRules.Given(command.Escalation), facts.Actor!.Level, command.Opinion,
            InquiryRules.Given(command.Basis), InquiryRules.Given(command.Remedies));
        if (command.Result == Denied) return Decision.Append(NoteRules.Explanation("denial", state, facts), decided);
        return InstantRules.Draw(state, item, amount, facts) is { } drawn ? Decision.Append(decided, drawn) : Decision.Append(decided);
    }
}
