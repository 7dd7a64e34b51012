using System.Diagnostics;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>
/// 请示 (norm 3.4c, domain-rules §4): the owner asks upward and stays the owner. An approval binds one amount and one item version, so a later change of
/// either voids it without an entry: <see cref="ApprovalFor"/> is asked at the decision itself.
/// </summary>
public static class EscalationRules
{
    private const int Minutes = 120, UrgentMinutes = 30;
    private const string Approve = "approve", TakeOver = "take-over";

    /// <exception cref="UnreachableException">The command is none of an escalation.</exception>
    public static Decision Decide(CaseState state, CaseCommand command, CaseFacts facts) => command switch
    {
        AskEscalation c => Ask(state, c, facts),
        AnswerEscalation c => Answer(state, c, facts),
        _ => throw new UnreachableException($"{command.GetType().Name} is no command of an escalation."),
    };

    /// <summary>Working minutes an answer may take now: halved at each climb.</summary>
    internal static int LimitMinutes(Escalation escalation) => Math.Max(1, (escalation.Urgent ? UrgentMinutes : Minutes) >> escalation.Climbs);

    /// <summary>Who is asked: the person of the level nearest above the asker; null where nobody of it is known.</summary>
    public static string? AskedOf(CaseState state, Escalation asked, CaseFacts facts) => AskedOf(state, asked.Level, asked.From, facts);

    private static string? AskedOf(CaseState state, StaffLevel level, string from, CaseFacts facts) =>
        Heads.Upward(facts.HallsUp(state.Hall), facts.Find(from)?.Definition.Section, from).FirstOrDefault(n => facts.Find(n)?.Level == level);

    /// <summary>The approval a decision may cite: by somebody of that level, for that very amount and item version. Null: there is none.</summary>
    public static Escalation? ApprovalFor(CaseState state, decimal? amount, int? itemVersion, StaffLevel requiredLevel, string? escalationId) =>
        escalationId is null ? null : state.Escalations.FirstOrDefault(e =>
            e.Id == escalationId && e.Verdict == Approve && e.ByLevel >= requiredLevel && e.Amount == amount && e.ItemVersion == itemVersion);

    /// <summary>An approval that a change of amount or item version has voided.</summary>
    public static bool IsVoid(CaseState state, Escalation escalation) =>
        escalation.Verdict == Approve && (escalation.Amount != state.Amount || (state.ItemVersion is { } version && escalation.ItemVersion != version));

    private static Decision Ask(CaseState state, AskEscalation command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor || actor.Number != state.Owner) return Decision.Refuse(Codes.NotOwner);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (state.OpenEscalation is not null) return Decision.Refuse(Codes.StageOrder, "A question is open already.");
        var content = new Validation()
            .Note("question", command.Question)
            .Note("proposal", command.Proposal, required: false)
            .If(!Enum.IsDefined(command.Level), "level", "not-one-of: L1, L2, L3, L4, L5")
            .If(Enum.IsDefined(command.Level) && command.Level <= actor.Level, "level", "not-above-own")
            .If(command.Amount < 0, "amount", "negative")
            .If(command.Amount is { } a && decimal.Round(a, 2) != a, "amount", "more-than-two-decimals");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        var id = FormattableString.Invariant($"e{state.Escalations.Length + 1}");
        var urgent = command.Urgent == true;
        var by = WorkingMinutes.Add(facts.Now, urgent ? UrgentMinutes : Minutes, facts.HoursFor(state, state.Hall), facts.LineOf(state))!.Value;
        var asked = new EscalationAsked(
            id, actor.Number, command.Level, command.Amount ?? state.Amount, state.ItemVersion ?? facts.ItemOf(state)?.Version, urgent, by, state.Stage,
            command.Question, command.Proposal, AskedOf(state, command.Level, actor.Number, facts));
        return Decision.Append(asked).Making("escalationId", id).Making("answerBy", OwnershipRules.Text(by));
    }

    private static Decision Answer(CaseState state, AnswerEscalation command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (state.Escalations.FirstOrDefault(e => e.Id == command.EscalationId) is not { } asked) return Decision.Refuse(Codes.NotFound);
        if (actor.Number == asked.From) return Decision.Refuse(Codes.TwoPersonsNeeded);
        // Bureau leaders sit in the city hall, which stands above every other.
        if (facts.HallsUp(state.Hall).All(h => h.Code != actor.Hall) && actor.Hall != state.Hall) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Level < asked.Level) return Decision.Refuse(Codes.OverAuthority);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (asked.Verdict is not null) return Decision.Refuse(Codes.StageOrder, "The question is answered.");
        var content = new Validation().OneOf("verdict", command.Verdict, Approve, "reject", "instruct", TakeOver).Note("text", command.Text, required: false);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (command.Verdict is "reject" or "instruct" && string.IsNullOrWhiteSpace(command.Text)) return Decision.Refuse(Codes.ReasonMissing, ["text"]);

        var answered = new EscalationAnswered(asked.Id, command.Verdict, actor.Number, actor.Level, asked.Amount, asked.ItemVersion, command.Text);
        if (command.Verdict != TakeOver) return Decision.Append(answered);
        return AssignmentRules.Assign(state, actor, asked.Id, command.Text, facts, out var refusal) is { } taken
            ? Decision.Append([answered, .. taken]) : Decision.Refuse(refusal!);
    }
}
