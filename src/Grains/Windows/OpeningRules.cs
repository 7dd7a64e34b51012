using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Windows;

/// <summary>The opening check 三提前 (5.1): one part at a time, every item of it; what failed is repaired and checked again, or waived by a head.</summary>
internal static class OpeningRules
{
    internal static Decision Check(WindowState state, CheckOpening command, WindowFacts facts)
    {
        if (WindowRules.AtPost(state, facts) is { } refusal) return Decision.Refuse(refusal);
        var content = new Validation();
        var part = facts.Hall.OpeningCheck.FirstOrDefault(p => p.Part == command.Part);
        if (part is null) content.OneOf("part", command.Part, [.. facts.Hall.OpeningCheck.Select(p => p.Part)]);
        ImmutableArray<CheckedItem> items = command.Items.IsDefault ? [] : [.. command.Items.Where(i => i is not null)];
        content.If(!command.Items.IsDefault && items.Length < command.Items.Length, "items", "required");
        foreach (var item in items)
        {
            content.Note("items", item.Note, required: false);
            if (new Validation().Code("items", item.Code).Ok) content.If(part is not null && part.Items.All(i => i.Code != item.Code), "items", $"unknown: {item.Code}");
            else content.Error("items", "not-a-code");
        }

        if (part is not null)
        {
            foreach (var missing in part.Items.Where(i => items.All(x => x.Code != i.Code))) content.Error("items", $"missing: {missing.Code}");
            foreach (var twice in items.GroupBy(x => x.Code).Where(g => g.Count() > 1 && part.Items.Any(i => i.Code == g.Key))) content.Error("items", $"twice: {twice.Key}");
        }

        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        // A window that has no evaluator cannot have a working one (3.3e).
        ImmutableArray<OpeningItemResult> results =
        [
            .. items.Select(i => new OpeningItemResult(i.Code, (i.Ok && !(i.Code == OpeningParts.Evaluator && facts.Window.Evaluator is null)) || IsExempt(i.Code, facts))),
        ];
        var notes = items.Where(i => !string.IsNullOrWhiteSpace(i.Note)).ToImmutableSortedDictionary(i => i.Code, i => i.Note!, StringComparer.Ordinal);
        var late = command.Part == OpeningParts.AtPost && !state.OnPostToday ? facts.LateMinutes : null;
        return Decision.Append(
        [
            new OpeningChecked(command.Part, results, facts.Actor!.Number, late, notes.IsEmpty ? null : notes),
            .. results.Where(r => !r.Ok).Select(r => new OpeningItemFailed(command.Part, r.Code)),
        ]);
    }

    /// <summary>3.2c: nothing is looked at where dress is exempt, and nobody is told why.</summary>
    private static bool IsExempt(string code, WindowFacts facts) => code == OpeningParts.Dress && facts.Actor!.Definition.DressExemption;

    /// <summary>A head waives a failed item until a time, with the reason (5.1b).</summary>
    internal static Decision Waive(WindowState state, WaiveOpeningItem command, WindowFacts facts)
    {
        if ((WindowRules.NotOfTheHall(facts) ?? WindowRules.OffDuty(facts)) is { } refusal) return Decision.Refuse(refusal);
        if (facts.Actor!.Level < StaffLevel.L3) return Decision.Refuse(Codes.OverAuthority, "A failed item is waived by the head.");
        var part = facts.Hall.OpeningCheck.FirstOrDefault(p => p.Items.Any(i => i.Code == command.Code));
        if (part is not null && !OpeningParts.Failed(state, command.Code)) return WindowRules.Wrong(state, facts, "Only an item that failed is waived.");
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Codes.ReasonMissing, ["reason"]);
        var content = new Validation().Code("code", command.Code).Note("reason", command.Reason).If(command.Until <= facts.Now, "until", "not-in-the-future");
        content.If(part is null, "code", "unknown");
        return content.Refusal is { } invalid
            ? Decision.Refuse(invalid)
            : Decision.Append(new OpeningItemWaived(part!.Part, command.Code, command.Until, command.Reason));
    }

    internal static bool AnyFailed(WindowState state) => state.Parts.Values.Any(p => p.Items.Values.Any(ok => !ok));
}
