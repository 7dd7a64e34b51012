using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>T20, T21 termination 终止: what was asked for was not supplied, or the matter has lost its person or object. Nobody ends one for convenience (5.3d).</summary>
internal static class TerminationRules
{
    public const string Fraud = "proven-fraud", Lapsed = "tolerance-lapsed", NoSupplement = "no-supplement";
    private static readonly string[] Grounds = ["death", "dissolution", "object-gone", Lapsed, Fraud];

    public static Decision Decide(CaseState state, TerminateCase command, CaseFacts facts) =>
        state.Status == CaseStates.AwaitingSupplement ? NotSupplied(state, command, facts) : InStage(state, command, facts);

    /// <summary>T20: after the limit and its reminder; may apply again.</summary>
    private static Decision NotSupplied(CaseState state, TerminateCase command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if (Guards.Announced(state, facts) is { } unannounced) return Decision.Refuse(unannounced);
        if (state.SupplementLimit is not { } limit || facts.Now <= limit || !state.SupplementReminded)
            return Decision.Refuse(Codes.StageOrder, state.SupplementLimit is { } by ? $"The person may supply until {OwnershipRules.Text(by)}." : null);
        var content = new Validation().Note("reason", command.Reason, required: false).Note("remedies", command.Remedies, required: false);
        if (!string.IsNullOrEmpty(command.Ground)) content.OneOf("ground", command.Ground, NoSupplement);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid)
            : Decision.Append(new Terminated(NoSupplement, facts.Actor!.Number, InquiryRules.Given(command.Reason), InquiryRules.Given(command.Remedies)));
    }

    /// <summary>T21: by the hall leader, on a listed ground.</summary>
    private static Decision InStage(CaseState state, TerminateCase command, CaseFacts facts)
    {
        if (Guards.Head(state, facts, StaffLevel.L4, acts: true) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        var ground = InquiryRules.Given(command.Ground) ?? (Grounds.Contains(command.Reason) ? command.Reason : null);
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        content.Fields.OneOf("ground", ground, Grounds).Note("remedies", command.Remedies, required: false);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (ground == Lapsed && state.Tolerance is not { LapsedAt: not null }) return Decision.Refuse(Codes.StageOrder, "No tolerance has lapsed.");
        return Decision.Append(new Terminated(ground!, facts.Actor!.Number, command.Reason, InquiryRules.Given(command.Remedies)));
    }
}
