using System.Collections.Immutable;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Bundles;

/// <summary>一条龙 (norm 5.4k, domain-rules §4): one application, one case for each item, papers that count in all.</summary>
public static class BundleRules
{
    private const int Most = 8;

    /// <summary>Opens it when every one of its members could be opened: a bundle is not begun that cannot be finished.</summary>
    /// <param name="facts">By item: what a case of it may know.</param>
    public static Decision Open(BundleState state, OpenBundle command, Func<string, CaseFacts> facts)
    {
        if (state.Opened is not null) return Decision.Refuse(Codes.StageOrder);
        var items = ItemsOf(command);
        var content = new Validation()
            .If(items.IsEmpty, "items", "required").If(items.Length == 1, "items", "fewer-than-2").If(items.Length > Most, "items", "more-than-8")
            .If(items.Distinct(StringComparer.Ordinal).Count() != items.Length, "items", "twice");
        foreach (var item in items) content.Code("items", item);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        Caller? caller = null;
        foreach (var item in items)
        {
            var known = facts(item);
            caller = known.Caller;
            if (CaseRules.Decide(CaseState.None, MemberOf(command, "", item), known).Refusal is { } refusal) return Decision.Refuse(refusal);
        }

        return Decision.Append(new BundleOpened(
            command.Hall, command.Channel, items, caller!.Staff!, caller.Account, command.Window, command.Session, command.Contact, command.Question));
    }

    /// <summary>The question a member is opened with.</summary>
    public static OpenInquiry MemberOf(OpenBundle bundle, string number, string item) =>
        new(bundle.Hall, bundle.Window, null, bundle.Channel, bundle.Contact, string.IsNullOrWhiteSpace(bundle.Question) ? "一件事一次办" : bundle.Question, item, bundle.Session) { Bundle = number };

    /// <summary>A member's word: what it brings that is new, and its rating when it is the first.</summary>
    public static Decision Decide(BundleState state, MemberTold told)
    {
        if (!state.Members.ContainsValue(told.CaseNumber)) return Decision.Nothing;
        ImmutableArray<MaterialHandedIn> fresh = [.. told.Materials.Where(m => !state.Materials.ContainsKey(m.Code))];
        return Decision.Append(new[]
        {
            fresh.IsEmpty ? null : (IEntry)new BundleMaterialsReceived(told.CaseNumber, fresh),
            told.Evaluated && state.EvaluatedBy is null ? new BundleEvaluated(told.CaseNumber) : null,
        }.OfType<IEntry>());
    }

    private static ImmutableArray<string> ItemsOf(OpenBundle command) => command.Items is { IsDefault: false } items ? items : [];
}
