using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;
using Limit = HallGrains.Grains.Clocks.Limit;

namespace HallGrains.Grains.Cases;

/// <summary>
/// T17 extension 延期 (domain-rules §6.5): once, asked and granted before due. Inside the law's limit it is the promise that moves, by at most half of it, and
/// the hall leader grants it; beyond, only where the law knows an extension, by the bureau leader.
/// </summary>
internal static class ExtensionRules
{
    public const string Promised = "promised", Statutory = "statutory";

    public static Decision Decide(CaseState state, AskExtension command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.InStage) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (state.Extension is { State: "granted" }) return Decision.Refuse(Codes.ExtensionUsed);
        if (state.Extension is { State: "asked" }) return Decision.Refuse(Codes.StageOrder, "An extension is asked for and not answered.");
        if (PauseRules.IsLate(state, facts)) return Decision.Refuse(Codes.AlreadyLate);
        if (facts.ItemOf(state) is not { } item) return Decision.Refuse(Codes.ItemVersionNotInForce);

        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        content.Fields.If(command.WorkingDays < 1, "workingDays", "out-of-range");
        var (basis, most) = Basis(command.WorkingDays, state, item, facts);
        content.Fields.If(command.WorkingDays > most, "workingDays", FormattableString.Invariant($"more-than-{most}"));
        content.Lack(basis is null && command.WorkingDays >= 1 && command.WorkingDays <= most, Codes.PromiseOverStatutory, "workingDays", "over-statutory");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var approver = basis == Statutory ? StaffLevel.L5 : StaffLevel.L4;
        return Decision.Append(new ExtensionAsked(command.WorkingDays, basis!, approver, facts.Actor!.Number, command.Reason));
    }

    public static Decision Decide(CaseState state, AnswerExtension command, CaseFacts facts)
    {
        if (Guards.Head(state, facts, state.Extension?.Approver ?? StaffLevel.L4) is { } barred) return Decision.Refuse(barred);
        if (state.Extension?.AskedBy == facts.Actor!.Number || state.Owner == facts.Actor.Number) return Decision.Refuse(Codes.TwoPersonsNeeded);
        if (Guards.In(state, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        if (state.Extension is { State: "granted" }) return Decision.Refuse(Codes.ExtensionUsed);
        if (state.Extension is not { State: "asked" } asked) return Decision.Refuse(Codes.StageOrder, "No extension is asked for.");
        if (command.Grant == true && PauseRules.IsLate(state, facts)) return Decision.Refuse(Codes.AlreadyLate);
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        content.Fields.If(command.Grant is null, "grant", "required");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return command.Grant == true
            ? Decision.Append(new ExtensionGranted(asked.WorkingDays, asked.Basis, facts.Actor.Number, command.Reason))
            : Decision.Append(new ExtensionDenied(facts.Actor.Number, command.Reason));
    }

    /// <summary>What was granted for this clock: a promise moves alone, the law's limit takes the promise along.</summary>
    public static Limit? Granted(CaseState state, ClockKind kind) =>
        state.Extension is { State: "granted" } granted && (kind == ClockKind.Promised || granted.Basis == Statutory) ? Limit.WorkingDays(granted.WorkingDays) : null;

    // Whose limit so many days would move, and how many may be asked for at all. No basis: only the law could allow them, and it does not.
    private static (string? Basis, int Most) Basis(int days, CaseState state, ServiceItem item, CaseFacts facts)
    {
        var promise = state.ConvertedDays ?? CaseClocks.PromisedDays(item, state);
        var (half, byLaw) = (promise / 2, item.Extension is { Basis: Statutory } law ? law.Unit == "calendar-days" ? law.Value * 5 / 7 : law.Value : 0);
        var own = item.Extension is { Basis: not Statutory } promised ? promised.Value : half;
        var within = Within(days, state, facts);
        return days <= own && within ? (Promised, Math.Max(own, byLaw)) : byLaw > 0 ? (Statutory, byLaw) : (null, own);
    }

    private static bool Within(int days, CaseState state, CaseFacts facts)
    {
        var (clocks, line) = (CaseClocks.Placed(state, facts), facts.LineOf(state));
        if (days < 1 || clocks.FirstOrDefault(c => c.Clock.Kind == ClockKind.Statutory) is not { Clock: { } statutory } law) return true;
        if (clocks.FirstOrDefault(c => c.Clock.Kind == ClockKind.Promised) is not { Clock: { } promised } own) return true;
        var (due, last) = (
            ClockMath.DueAt(promised with { Extension = Limit.WorkingDays(days) }, Reckoned(state), facts.HoursFor(state, own.Hall), line),
            ClockMath.DueAt(statutory, Reckoned(state), facts.HoursFor(state, law.Hall), line));
        return due <= last;
    }

    // A pause that still runs stops both alike: compared as if it ended at once.
    private static PauseList Reckoned(CaseState state) => PauseList.Of(state.Pauses.Items.Where(p => p.To is not null));
}
