using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>What is said and done on the way and must stand in the ledger: explanations (2.1b), enforcement notices (2.2c), help with forms (5.2f), visits (0.1).</summary>
internal static class NoteRules
{
    private static readonly ImmutableArray<string> Kinds =
    [
        "explanation", "fee-notice", "enforcement-notice", "on-the-spot-check", "research", "conversion", "tolerance-prolongation", "filling-help", "visit", "sample-check", "request", "request-answer", "contact",
    ];

    private static readonly string[] Topics = ["eligibility", "materials", "procedure", "limits", "fees", "supplement", "refusal", "denial", "progress", "result", "other"];
    internal static readonly ImmutableArray<string> VisitReasons = ["missing-paper", "sign-in-person", "identity-check", "collect-result", "asked-to-come", "own-wish"];

    public static Decision Decide(CaseState state, AddNote command, CaseFacts facts) => command.Kind switch
    {
        "explanation" => Explain(state, command, facts),
        "fee-notice" => ChargeRules.Notify(state, command, facts),
        "enforcement-notice" => Enforce(state, command, facts, notice: true),
        "on-the-spot-check" => Enforce(state, command, facts, notice: false),
        "research" => Research(state, command, facts),
        "conversion" => InstantRules.Convert(state, command, facts),
        "tolerance-prolongation" => ToleranceRules.Prolong(state, command, facts),
        "filling-help" => Help(state, command, facts),
        "visit" => Visit(state, command, facts),
        "sample-check" => InstantRules.Check(state, command, facts),
        "request" => RequestRules.Record(state, command, facts),
        "request-answer" => RequestRules.Answer(state, command, facts),
        "contact" => RequestRules.Name(state, command, facts),
        _ => facts.Actor is null ? Decision.Refuse(Codes.NotPermitted) : Decision.Refuse(new Validation().OneOf("kind", command.Kind, Kinds.AsSpan()).Refusal!),
    };

    /// <summary>2.1b: with the version of the guide it was explained from.</summary>
    public static ExplanationGiven Explanation(string topic, CaseState state, CaseFacts facts, string? text = null) =>
        new(topic, state.Item, facts.ItemOf(state)?.Version, facts.Caller.Actor, text);

    private static Decision Explain(CaseState state, AddNote command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((NotArchived(state) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content().Needs(Codes.ReasonMissing, "text", command.Text);
        content.Fields.OneOf("topic", command.Topic, Topics);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(Explanation(command.Topic!, state, facts, command.Text));
    }

    // 2.2c: two officers tell basis and rights, then check; nobody investigates alone (行政许可法 34).
    private static Decision Enforce(CaseState state, AddNote command, CaseFacts facts, bool notice)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        if (!notice && !state.EnforcementNoticed) return Decision.Refuse(Codes.EnforcementNoticeMissing);
        ImmutableArray<string> officers = command.Officers is { IsDefault: false } named ? [.. named.OfType<string>().Distinct(StringComparer.Ordinal)] : [];
        if (officers.Length < 2) return Decision.Refuse(Refusal.OfMissing(Codes.TwoPersonsNeeded, ["officers"]));
        var content = new Content().Needs(Codes.ReasonMissing, "text", command.Text);
        if (notice) content.Needs(Codes.ReasonMissing, "basis", command.Basis);
        content.Fields.If(officers.Length > 10, "officers", "more-than-10");
        foreach (var officer in officers) content.Fields.If(facts.Find(officer) is not { } staff || staff.Definition.Roles.Contains(Roles.Supervisor), "officers", "not-found");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return Decision.Append(notice
            ? new EnforcementNotice(officers, state.Stage, command.Basis, command.Text)
            : (IEntry)new EnforcementStep(officers, state.Stage, command.Text));
    }

    private static Decision Research(CaseState state, AddNote command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Inquiry) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (state.Researched || state.AnsweredAt is not null) return Decision.Refuse(Codes.StageOrder);
        // A limit that has passed is not drawn out.
        if (CaseClocks.Readings(state, facts).Any(r => r.Clock.Kind == ClockKind.Answer && r.IsLateAt(facts.Now))) return Decision.Refuse(Codes.AlreadyLate);
        return new Content().Needs(Codes.ReasonMissing, "text", command.Text).Refusal is { } invalid
            ? Decision.Refuse(invalid) : Decision.Append(new ResearchNoted(facts.Caller.Actor, command.Text));
    }

    private static Decision Help(CaseState state, AddNote command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Inquiry, CaseStates.Received, CaseStates.AwaitingSupplement) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        var content = new Validation().Code("material", command.Material).Note("text", command.Text, required: false)
            .If(!string.IsNullOrEmpty(command.Material) && (facts.ItemOf(state) is not { } item || Papers.Find(item, command.Material) is null), "material", "not-of-this-item");
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new FillingHelped(command.Material!, facts.Caller.Actor, InquiryRules.Given(command.Text)));
    }

    // 0.1: the first visit is the opening itself; each further one says why the person had to come.
    private static Decision Visit(CaseState state, AddNote command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Number != state.Owner && !Guards.IsOfItsHall(state, actor)) return Decision.Refuse(Codes.NotOwner);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (NotArchived(state) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content().Lack(string.IsNullOrWhiteSpace(command.Reason) && state.Visits > 0, Codes.VisitReasonMissing, "reason");
        content.Fields.Code("ticket", command.Ticket, required: false).Note("text", command.Text, required: false);
        if (!string.IsNullOrWhiteSpace(command.Reason)) content.Fields.OneOf("reason", command.Reason, VisitReasons.AsSpan());
        return content.Refusal is { } invalid ? Decision.Refuse(invalid)
            : Decision.Append(new VisitRecorded(InquiryRules.Given(command.Ticket), InquiryRules.Given(command.Reason) ?? "first", InquiryRules.Given(command.Text)));
    }

    private static Refusal? NotArchived(CaseState state) => state.Status == CaseStates.Archived ? Refusal.Of(Codes.Archived) : null;
}
