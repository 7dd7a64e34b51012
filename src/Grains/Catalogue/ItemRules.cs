using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Catalogue;

/// <param name="Actor">The caller as staff; null when the account belongs to nobody of the staff.</param>
internal sealed record ItemFacts(string Code, Caller Caller, StaffSnapshot? Actor, Instant Now);

/// <summary>
/// Service items 事项: drafted by one person, published by another (2.2a), with limits the law allows (5.4f). A published version is never edited; open
/// cases keep theirs (2.1a).
/// </summary>
internal static class ItemRules
{
    /// <summary>Drafts the next version: administrator or L3.</summary>
    public static Decision Decide(ItemState state, PutItem command, ItemFacts facts)
    {
        if (!facts.Caller.Is(Roles.Admin) && facts.Actor is not { Level: >= StaffLevel.L3 }) return Decision.Refuse(Codes.NotPermitted);
        var item = ItemCheck.Complete(command.Item) with { Version = state.Versions.Length == 0 ? 1 : state.Versions.Max(v => v.Item.Version) + 1 };
        if (ItemCheck.Check(facts.Code, item) is { } refusal) return Decision.Refuse(refusal);
        return Decision.Append(new ItemDrafted(item, facts.Caller.Actor)).Making("itemVersion", $"{item.Version}");
    }

    /// <summary>Publishes a draft: L4 or L5, never its author. It is in force from now; the version before ends.</summary>
    public static Decision Decide(ItemState state, PublishItem command, ItemFacts facts)
    {
        if (state.Find(command.ItemVersion) is not { } version) return Decision.Refuse(Codes.NotFound);
        if (version.Author == facts.Caller.Actor) return Decision.Refuse(Codes.SamePersonReview);
        if (Approves(facts) is { } refusal) return Decision.Refuse(refusal);
        // An older draft than what is in force would turn the guide back.
        if (version.Status != "draft" || state.Newest is { } newest && newest.Item.Version > command.ItemVersion) return Decision.Refuse(Codes.StageOrder);
        return (ItemCheck.Check(facts.Code, version.Item) ?? ItemCheck.Publishable(version.Item)) is { } wrong
            ? Decision.Refuse(wrong)
            : Decision.Append(new ItemPublished(command.ItemVersion, facts.Now, facts.Caller.Actor));
    }

    /// <summary>Withdraws a published version as wrong (2.2b), with the reason; nothing comes back into force by itself.</summary>
    public static Decision Decide(ItemState state, WithdrawItem command, ItemFacts facts)
    {
        if (state.Find(command.ItemVersion) is not { } version) return Decision.Refuse(Codes.NotFound);
        if (Approves(facts) is { } refusal) return Decision.Refuse(refusal);
        if (version.Status != "published") return Decision.Refuse(Codes.StageOrder);
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Codes.ReasonMissing, ["reason"]);
        return new Validation().Note("reason", command.Reason).Refusal is { } wrong
            ? Decision.Refuse(wrong)
            : Decision.Append(new GuideWithdrawn(command.ItemVersion, command.Reason));
    }

    /// <summary>From a city file, as published. A version that is known is not touched; another content under a known number is refused.</summary>
    public static Decision Import(ItemState state, string code, ServiceItem item, Instant from)
    {
        item = ItemCheck.Complete(item);
        if (state.Find(item.Version) is { } known)
            return SameContent.Of(item, known.Item) ? Decision.Nothing
                : known.Item.Samples.IsDefaultOrEmpty && SameContent.Of(item with { Samples = known.Item.Samples }, known.Item) ? Decision.Append(new ItemSamplesAdded(item.Version, item.Samples))
                : Decision.Refuse(Codes.VersionConflict, $"Version {item.Version} of {code} is known with other content.");
        if (state.Versions.Any(v => v.Item.Version > item.Version)) return Decision.Nothing;
        return ItemCheck.Check(code, item) is { } refusal
            ? Decision.Refuse(refusal)
            : Decision.Append(new ItemDrafted(item, Caller.SystemAccount), new ItemPublished(item.Version, from, Caller.SystemAccount));
    }

    private static Refusal? Approves(ItemFacts facts) => facts.Actor switch
    {
        null => Refusal.Of(Codes.NotPermitted),
        { Level: < StaffLevel.L4 } => Refusal.Of(Codes.OverAuthority),
        _ => null,
    };
}
