using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Pages;

/// <param name="Actor">The caller as staff; null when the account belongs to nobody of the staff.</param>
/// <param name="Above">Codes of the halls above this one.</param>
/// <param name="Item">The item's version in force, where the text is about one.</param>
/// <param name="Owner">Whose promise it is, where it is a person's.</param>
internal sealed record HallPageFacts(
    Caller Caller, StaffSnapshot? Actor, Instant Now, HallDefinition Hall, IReadOnlyList<string> Above, ServiceItem? Item = null, StaffSnapshot? Owner = null)
{
    /// <summary>Of this hall or one above it.</summary>
    public bool IsOver => Actor is { } a && (a.Hall == Hall.Code || Above.Contains(a.Hall) || a.Level == StaffLevel.L5);
}

/// <summary>
/// A hall's own texts: drafted by L3 or an administrator, a person's own promise by that person too, published by an L4 of the hall or above who is not the
/// author (2.2a). A hall may keep a limit tighter than the city's, never looser (0.3).
/// </summary>
internal static class HallPageRules
{
    /// <summary>Figures that a promise may be measured by.</summary>
    public static ImmutableArray<string> Metrics { get; } =
    [
        "on-time-rate", "one-visit-rate", "wait-minutes-p90", "guide-wait-minutes-p90", "handling-minutes-p90", "noon-coverage", "weekend-coverage", "guide-desk-coverage",
        "bad-review-contact-rate", "satisfaction", "second-supplement-count", "inquiry-on-spot-rate", "duty-overdue-count", "return-rate", "error-rate",
        "handoff-accept-minutes-p90", "answer-seconds-p90", "progress-notice-rate", "home-visit-days-p90",
    ];

    private static readonly string[] Surfaces = ["hall-page", "display-screen", "online-guide", "print-sheet"];
    private const int MostLines = 50;

    public static Decision Decide(HallState state, DraftHallPage command, HallPageFacts facts)
    {
        var own = command.Promise is { Scope: "individual" } && facts.Actor is { } self && command.Promise.Owner == self.Number && self.Hall == facts.Hall.Code;
        if (!facts.Caller.Is(Roles.Admin) && !own && facts is not { IsOver: true, Actor.Level: >= StaffLevel.L3 }) return Decision.Refuse(Codes.NotPermitted);
        var page = new HallPage(command.Kind, command.Key, 1 + state.Pages.Where(p => HallPages.IsOf(p, command.Kind, command.Key)).Select(p => p.Version).DefaultIfEmpty(0).Max(), "draft", facts.Caller.Actor)
        {
            Limit = command.Limit,
            Promise = command.Promise is { } promise ? promise with { Id = command.Key, ShownOn = promise.ShownOn.IsDefault ? [] : promise.ShownOn } : null,
            Text = command.Text is { } text ? text with { Lines = text.Lines.IsDefault ? [] : text.Lines } : null,
        };
        return Check(page, facts) is { } refusal ? Decision.Refuse(refusal) : Decision.Append(new HallPageDrafted(page)).Making("pageVersion", $"{page.Version}");
    }

    public static Decision Decide(HallState state, PublishHallPage command, HallPageFacts facts)
    {
        if (Find(state, command.Kind, command.Key, command.PageVersion) is not { } page) return Decision.Refuse(Codes.NotFound);
        if (page.Author == facts.Caller.Actor) return Decision.Refuse(Codes.SamePersonReview);
        if (Approves(facts) is { } barred) return Decision.Refuse(barred);
        if (page.Status != "draft" || state.Pages.Any(p => HallPages.IsOf(p, page.Kind, page.Key) && p.From is not null && p.Version > page.Version)) return Decision.Refuse(Codes.StageOrder);
        // The city may have tightened its own since this was drafted.
        if (Check(page, facts) is { } refusal) return Decision.Refuse(refusal);
        return Decision.Append(new HallPagePublished(page with { Status = "published", Approver = facts.Caller.Actor, From = facts.Now }));
    }

    /// <summary>What was published is taken back with its reason; nothing comes back into force by itself.</summary>
    public static Decision Decide(HallState state, WithdrawHallPage command, HallPageFacts facts)
    {
        if (Find(state, command.Kind, command.Key, command.PageVersion) is not { } page) return Decision.Refuse(Codes.NotFound);
        if (Approves(facts) is { } barred) return Decision.Refuse(barred);
        if (page.Status != "published") return Decision.Refuse(Codes.StageOrder);
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Codes.ReasonMissing, ["reason"]);
        return new Validation().Note("reason", command.Reason).Refusal is { } wrong
            ? Decision.Refuse(wrong) : Decision.Append(new HallPageWithdrawn(page.Kind, page.Key, page.Version, facts.Caller.Actor, command.Reason));
    }

    private static HallPage? Find(HallState state, string kind, string key, int version) => state.Pages.FirstOrDefault(p => HallPages.IsOf(p, kind, key) && p.Version == version);

    private static Refusal? Approves(HallPageFacts facts) => facts switch
    {
        { IsOver: false } => Refusal.Of(Codes.NotPermitted),
        { Actor.Level: < StaffLevel.L4 } => Refusal.Of(Codes.OverAuthority),
        _ => null,
    };

    private static Refusal? Check(HallPage page, HallPageFacts facts)
    {
        var v = new Validation().OneOf("kind", page.Kind, [.. HallPageKinds.All]).Code("key", page.Key);
        if (page.Kind == HallPageKinds.Limit) return v.Refusal ?? CheckLimit(page.Limit, facts);
        if (page.Kind == HallPageKinds.Promise) CheckPromise(v, page.Promise, facts);
        else CheckText(v, page.Text);
        return v.Refusal;
    }

    // 0.3: what the city gives is the most a hall may take.
    private static Refusal? CheckLimit(HallLimit? limit, HallPageFacts facts)
    {
        if (facts.Item is not { } item || !facts.Hall.Items.Contains(item.Code)) return Refusal.OfErrors(ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("item", ["not-offered-here"]));
        var (given, city, field, other) = item.IsInstant
            ? (limit?.PromisedMinutes, item.PromisedMinutes ?? 0, "promisedMinutes", limit?.PromisedDays)
            : (limit?.PromisedDays, item.PromisedDays, "promisedDays", limit?.PromisedMinutes);
        var v = new Validation().If(given is null, field, "required").If(given < 1, field, "out-of-range")
            .If(other is not null, item.IsInstant ? "promisedDays" : "promisedMinutes", "not-of-this-item");
        return v.Refusal ?? (given > city ? Refusal.Of(Codes.LooserThanCity, $"The city gives {city}.") : null);
    }

    private static void CheckPromise(Validation v, HallPromise? promise, HallPageFacts facts)
    {
        if (promise is null)
        {
            v.Error("textZh", "required");
            return;
        }

        v.OneOf("scope", promise.Scope, "unit", "collective", "individual").Text("textZh", promise.TextZh, 200);
        var owned = promise.Scope switch
        {
            "individual" => facts.Owner is { } person && person.Hall == facts.Hall.Code,
            "collective" => promise.Owner?.StartsWith(facts.Hall.Code + ":", StringComparison.Ordinal) == true && promise.Owner.Length > facts.Hall.Code.Length + 1,
            _ => promise.Owner == facts.Hall.Code,
        };
        v.If(!owned, "owner", "not-of-this-hall");
        foreach (var surface in promise.ShownOn) v.OneOf("shownOn", surface, Surfaces);
        if (promise.Metric is null) return;
        v.OneOf("metric", promise.Metric, Metrics.AsSpan()).OneOf("operator", promise.Operator, ">=", "<=").OneOf("window", promise.Window, "day", "week", "month")
            .If(promise.Threshold is null, "threshold", "required").If(promise.Threshold < 0, "threshold", "out-of-range");
    }

    private static void CheckText(Validation v, HallText? text)
    {
        if (text is null)
        {
            v.Error("title", "required");
            return;
        }

        v.Text("title", text.Title, 200).Text("source", text.Source, 500, required: false)
            .If(text.Lines.IsEmpty, "lines", "required").If(text.Lines.Length > MostLines, "lines", $"more-than-{MostLines}");
        foreach (var line in text.Lines) v.Text("lines", line, 500);
    }
}
