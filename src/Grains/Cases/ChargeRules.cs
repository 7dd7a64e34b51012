using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>What a matter costs and carries besides: fees 收费 (2.2d), optional extras 选择性项目 (2.2e), the use of seals 用印 (5.1d).</summary>
internal static class ChargeRules
{
    private static readonly string[] Sealed = ["acceptance", "refusal", "decision", "notice", "certificate", "receipt"];

    /// <summary>Nothing is charged that the version does not list, and nothing that was not told before, with its basis.</summary>
    public static Decision Decide(CaseState state, RecordFee command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (Open(state, facts) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content();
        content.Fields.Code("code", command.Code).If(command.Amount <= 0, "amount", "out-of-range");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (Listed(state, command.Code, facts) is not { } fee || command.Amount > fee.Amount) return Decision.Refuse(Refusal.OfMissing(Codes.FeeNotListed, [command.Code!]));
        if (state.Fees.FirstOrDefault(f => f.Code == fee.Code) is not { } told || told.Amount < command.Amount) return Decision.Refuse(Refusal.OfMissing(Codes.FeeNotNotified, [fee.Code!]));
        return told.Recorded ? Decision.Refuse(Codes.StageOrder, "This fee is recorded.") : Decision.Append(new FeeRecorded(fee.Code!, command.Amount));
    }

    /// <summary>Amount and basis told, as the version has them.</summary>
    public static Decision Notify(CaseState state, AddNote command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (Open(state, facts) is { } untimely) return Decision.Refuse(untimely);
        if (new Validation().Code("code", command.Code).Refusal is { } invalid) return Decision.Refuse(invalid);
        if (Listed(state, command.Code, facts) is not { } fee) return Decision.Refuse(Refusal.OfMissing(Codes.FeeNotListed, [command.Code!]));
        return state.Fees.Any(f => f.Code == fee.Code && f.Recorded)
            ? Decision.Refuse(Codes.StageOrder, "This fee is recorded.")
            : Decision.Append(new FeeNotified(fee.Code!, fee.Amount, fee.Basis));
    }

    /// <summary>Off by default: the person says yes, through the owner or alone; it touches no clock.</summary>
    public static Decision Decide(CaseState state, AddExtra command, CaseFacts facts)
    {
        if (!Rights.IsPerson(facts) && Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (Open(state, facts) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content().Lack(command.Consent != true, Codes.OptionalConsentMissing, "consent");
        content.Fields.Code("code", command.Code).If(!string.IsNullOrEmpty(command.Code) && facts.ItemOf(state)?.OptionalExtras.Contains(command.Code) != true, "code", "not-of-this-item");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return state.Extras.Contains(command.Code!) ? Decision.Refuse(Codes.StageOrder, "This extra is added.")
            : Decision.Append(new ExtraAdded(command.Code!, facts.Caller.Staff is null ? "applicant" : facts.Caller.Actor));
    }

    /// <summary>5.1d: only a seal that the opening check of the window found in its place.</summary>
    public static Decision Decide(CaseState state, UseSeal command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Number != state.Owner && !Guards.IsOfItsHall(state, actor)) return Decision.Refuse(Codes.NotOwner);
        if (Guards.AtWork(state, facts, actor, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if (state.Status == CaseStates.Archived) return Decision.Refuse(Codes.Archived);
        if (facts.ItemOf(state) is null || state.ReceivedAt is null) return Decision.Refuse(Codes.StageOrder);
        if (facts.Sealing is not { SealsPresent: true } window || window.Staff != actor.Number) return Decision.Refuse(Codes.SealNotPresent);
        var content = new Validation()
            .Code("seal", command.Seal)
            .If(!string.IsNullOrEmpty(command.Seal) && facts.Halls.GetValueOrDefault(actor.Hall)?.Seals.Any(s => s.Code == command.Seal) != true, "seal", "not-found")
            .OneOf("document", command.Document, Sealed);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new SealUsed(command.Seal!, command.Document!, facts.SealingAt!, actor.Number));
    }

    private static ItemFee? Listed(CaseState state, string? code, CaseFacts facts) => facts.ItemOf(state)?.Fees.FirstOrDefault(f => f.Code == code);

    private static Refusal? Open(CaseState state, CaseFacts facts) =>
        (state.Status == CaseStates.Archived ? Refusal.Of(Codes.Archived) : state.IsOpen && state.Status != CaseStates.Correcting ? null : Refusal.Of(Codes.StageOrder))
        ?? Guards.Announced(state, facts);
}
