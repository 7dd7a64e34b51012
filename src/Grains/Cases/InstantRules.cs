using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>
/// Instant items 即办件: decided in the session; what cannot be is made a promised matter once. Without a recheck beforehand one in twenty, and every one with
/// money, is looked at by another person the next working day (5.5c).
/// </summary>
internal static class InstantRules
{
    /// <summary>Working days of the promise after a conversion, never more than the law gives (project's choice).</summary>
    public const int ConvertedDays = 5;

    /// <summary>§16 instantSamplePercent.</summary>
    public const int SamplePercent = 5;

    /// <summary>即转承诺: the promised clock counts from the receipt.</summary>
    public static Decision Convert(CaseState state, AddNote command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Received, CaseStates.InStage) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (facts.ItemOf(state) is not { IsInstant: true } item || state.ConvertedDays is not null) return Decision.Refuse(Codes.StageOrder, "Only an instant item is converted, and once.");
        if (PauseRules.IsLate(state, facts)) return Decision.Refuse(Codes.AlreadyLate);
        if (new Content().Needs(Codes.ReasonMissing, "text", command.Text).Refusal is { } invalid) return Decision.Refuse(invalid);
        return Decision.Append(new InstantConverted(Promise(item), state.ReceivedAt!.Value, command.Text));
    }

    /// <summary>The draw that comes with the decision on an instant item; null: not drawn.</summary>
    public static SampleDrawn? Draw(CaseState state, ServiceItem item, decimal? amount, CaseFacts facts)
    {
        if (!item.IsInstant) return null;
        var money = amount > 0;
        if (!money && !(facts.SampleDraw < SamplePercent)) return null;
        return new(facts.Actor!.Number, money ? "money" : "drawn", DueDate.WorkingDays(facts.HoursFor(state, state.Hall), facts.Now, 1).At!.Value);
    }

    /// <summary>Another person of L2 or above looks at it; what is found wrong is corrected (T25).</summary>
    public static Decision Check(CaseState state, AddNote command, CaseFacts facts)
    {
        if (state.Sample?.Handler is { } handler && handler == facts.Actor?.Number) return Decision.Refuse(Codes.SamePersonReview);
        if (Guards.Head(state, facts, StaffLevel.L2, acts: true) is { } barred) return Decision.Refuse(barred);
        if (state.Status == CaseStates.Archived) return Decision.Refuse(Codes.Archived);
        if (state.Sample is not { Ok: null }) return Decision.Refuse(Codes.StageOrder, "Not drawn, or looked at already.");
        var content = new Content().Lack(command.Ok == false && string.IsNullOrWhiteSpace(command.Text), Codes.ReasonMissing, "text");
        content.Fields.If(command.Ok is null, "ok", "required").Note("text", command.Text, required: false);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new SampleChecked(facts.Actor!.Number, command.Ok!.Value, InquiryRules.Given(command.Text)));
    }

    private static int Promise(ServiceItem item) => item is { StatutoryDays: { } days, StatutoryUnit: "working-days" } ? Math.Min(ConvertedDays, days) : ConvertedDays;
}
