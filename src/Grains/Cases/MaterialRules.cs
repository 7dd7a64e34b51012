using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>Papers come in: T4 the application 收件, T6 the one notice of all that is missing 一次性告知, T7 the supplement 补正 (norm 5.2b, 5.3b, 5.3f, 5.6c).</summary>
internal static class MaterialRules
{
    /// <summary>The citizen's limit to supply, ending at 24:00 (project's choice).</summary>
    private const int SupplementDays = 30;

    /// <summary>T4.</summary>
    public static Decision Decide(CaseState state, SubmitApplication command, CaseFacts facts)
    {
        if (Guards.ForTheApplicant(state, facts) is { } barred) return Decision.Refuse(barred);
        // Received under a version that has ended since: handed in again under the one in force, so that nobody is stuck (2.1a).
        var again = state.Status == CaseStates.Received && AcceptanceRules.VersionEnded(state, facts);
        if ((again ? null : Guards.In(state, CaseStates.Inquiry)) is { } untimely) return Decision.Refuse(untimely);
        if (Guards.Announced(state, facts) is { } unannounced) return Decision.Refuse(unannounced);
        if (InquiryRules.NotInForce(command.ServiceItem, facts)) return Decision.Refuse(Codes.ItemVersionNotInForce);
        // An inquiry becomes an application only when it was answered (5.2a); who applies alone needs nobody's notices first.
        if (facts.Caller.Staff is not null && InquiryRules.NoticesMissing(state) is { } unanswered) return Decision.Refuse(unanswered);

        var item = facts.ItemInForce(command.ServiceItem);
        var materials = command.Materials.IsDefault ? [] : command.Materials;
        var content = new Content();
        content.Fields.Code("serviceItem", command.ServiceItem)
            .If(!string.IsNullOrEmpty(command.ServiceItem) && item is null, "serviceItem", "not-found");
        CheckAmount(content, command.Amount);
        var applicant = command.Applicant;
        var mayConfirm = facts.Actor is { Level: >= StaffLevel.L1 };
        if (applicant is null) content.Lack(true, Codes.IdentityInvalid, "applicant");
        else
        {
            content.Fields.Name("applicant.name", applicant.Name)
                .Text("applicant.address", applicant.Address, 200, required: false)
                .Name("applicant.representative", applicant.Representative, required: false);
            if (applicant.Audience is not null) content.Fields.OneOf("applicant.audience", applicant.Audience, InquiryRules.Audiences.AsSpan());
            content.Lack(Identity.Of(applicant) is null, Codes.IdentityInvalid, "applicant.idNumber");
            Identity.Check(content, "applicant.", applicant.IdNumber, applicant.CreditCode, applicant.Phone,
                applicant.CodeConfirmed == true && mayConfirm, HallHours.DateOf(facts.Now));
        }

        Papers.CheckHandedIn(content, materials, item);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var key = facts.ApplicantKey ?? throw new InvalidOperationException("The facts hold no key of the applicant.");
        var received = new ApplicationReceived(
            item!.Code, item.Version, key, command.Amount, materials, facts.Caller.Staff is null ? "applicant" : "staff", Identity.Normal(applicant!) with { CodeConfirmed = null });
        return applicant!.CreditCode is { Length: > 0 } code && !Identity.CreditCheckHolds(code)
            ? Decision.Append(received, new CodeConfirmed(facts.Actor!.Number)) : Decision.Append(received);
    }

    /// <summary>T6.</summary>
    public static Decision Decide(CaseState state, RequestSupplement command, CaseFacts facts)
    {
        var second = state.SupplementRequests > 0;
        if (MayRequest(state, facts, second) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, second ? [CaseStates.Received, CaseStates.AwaitingSupplement] : [CaseStates.Received]) is { } untimely) return Decision.Refuse(untimely);
        if (Guards.Announced(state, facts) is { } unannounced) return Decision.Refuse(unannounced);
        if (second && (facts.Actor!.Level < StaffLevel.L3 || string.IsNullOrWhiteSpace(command.CouldNotBeSeenBefore))) return Decision.Refuse(Codes.SecondSupplementRequest);
        if (IsLate(state, facts)) return Decision.Refuse(Codes.SupplementLate);
        if (facts.ItemOf(state) is not { } item) return Decision.Refuse(Codes.ItemVersionNotInForce);

        ImmutableArray<MissingMaterial> named = command.Missing.IsDefault ? [] : command.Missing;
        var fields = new Content();
        fields.Fields.If(named.IsEmpty, "missing", "required").Note("couldNotBeSeenBefore", command.CouldNotBeSeenBefore, required: false);
        foreach (var m in named)
        {
            if (m is null)
            {
                fields.Fields.Error("missing", "required");
                continue;
            }

            fields.Fields.Name("missing.material", m.Material).Note("missing.reason", m.Reason).Note("missing.how", m.How)
                .If(named.Count(x => x?.Material == m.Material) > 1, "missing.material", "twice");
        }

        if (fields.Refusal is { } invalid) return Decision.Refuse(invalid);
        var extra = named.Where(m => Papers.Find(item, m.Material) is null).Select(m => m.Material).ToList();
        if (extra.Count > 0) return Decision.Refuse(Codes.ExtraProofDemanded, extra);
        var shared = named.Where(m => !Papers.IsAsked(Papers.Find(item, m.Material)!)).Select(m => m.Material).ToList();
        if (shared.Count > 0) return Decision.Refuse(Codes.DepartmentSharedMaterial, shared);
        // Everything that is missing is said once: what is left out now could be asked for only by a second notice.
        var leftOut = Papers.Missing(state, item).Except(named.Select(m => m.Material)).ToList();
        if (leftOut.Count > 0) return Decision.Refuse(Codes.MaterialsIncomplete, leftOut);

        var limit = DueDate.WorkingDays(facts.HoursFor(state, state.ClockHall), facts.Now, SupplementDays, end: DayEnd.Midnight).At;
        return Decision.Append(NoteRules.Explanation("supplement", state, facts), new SupplementRequested([.. named.Select(m => m.Material)], second, limit, named, InquiryRules.Given(command.CouldNotBeSeenBefore)));
    }

    /// <summary>T7.</summary>
    public static Decision Decide(CaseState state, SupplyMaterials command, CaseFacts facts)
    {
        if (Guards.ForTheApplicant(state, facts) is { } barred) return Decision.Refuse(barred);
        // What was tolerated comes while the review goes on; after a lapse it still repairs it.
        var tolerated = state is { Status: CaseStates.InStage, ToleranceOpen: true };
        if (((tolerated ? null : Guards.In(state, CaseStates.AwaitingSupplement)) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (facts.ItemOf(state) is not { } item) return Decision.Refuse(Codes.ItemVersionNotInForce);
        ImmutableArray<MaterialHandedIn> materials = command.Materials.IsDefault ? [] : command.Materials;
        var content = new Content();
        content.Fields.If(materials.IsEmpty, "materials", "required");
        Papers.CheckHandedIn(content, materials, item);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (tolerated)
        {
            var received = new SupplementReceived(materials, false);
            return ToleranceRules.StillMissing(state).All(code => materials.Any(m => m.Code == code)) ? Decision.Append(received, new ToleranceFulfilled()) : Decision.Append(received);
        }

        var complete = Papers.Missing(state, item).All(code => materials.Any(m => m.Code == code));
        return Decision.Append(new SupplementReceived(materials, complete));
    }

    internal static void CheckAmount(Content content, decimal? amount) => content.Fields
        .If(amount < 0, "amount", "negative")
        .If(amount > 1_000_000_000m, "amount", "out-of-range")
        .If(amount is { } a && decimal.Round(a, 2) != a, "amount", "more-than-two-decimals");

    // The second notice is the head's (§13): any L3 of the hall, besides an owner of that level.
    private static Refusal? MayRequest(CaseState state, CaseFacts facts, bool second)
    {
        if (second && facts.Actor is { Level: >= StaffLevel.L3 } head && head.Number != state.Owner && head.Number != state.Agent && head.Hall == state.Hall)
            return Guards.AtWork(state, facts, head, StaffLevel.L3);
        return Guards.Owner(state, facts, StaffLevel.L1);
    }

    private static bool IsLate(CaseState state, CaseFacts facts)
    {
        if (CaseClocks.AcceptanceStart(state) is not { } start) return false;
        var days = state.AcceptanceRestartedAt is null ? CaseClocks.AcceptanceNoticeDays : CaseClocks.AcceptanceAfterSupplementDays;
        return DueDate.WorkingDays(facts.HoursFor(state, state.ClockHall), start, days).At < facts.Now;
    }
}
