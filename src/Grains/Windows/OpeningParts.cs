using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Windows;
using NodaTime;

namespace HallGrains.Grains.Windows;

/// <summary>The opening check 三提前 (5.1): which parts and items are in order at an instant.</summary>
internal static class OpeningParts
{
    internal const string Systems = "systems";
    internal const string Materials = "materials";
    internal const string AtPost = "at-post";

    /// <summary>The item that fails by itself at a window without an evaluator bound to it (3.3e).</summary>
    internal const string Evaluator = "evaluator";

    internal const string Seal = "seal";

    internal const string Dress = "dress";

    internal const string GuideDesk = "guide-desk";

    /// <summary>A guide desk serves by word only and needs no check.</summary>
    internal static bool Needed(WindowDefinition window) => window.Kind != GuideDesk;

    /// <summary>What keeps the window from opening: a part that was not done, or <c>part/item</c> for an item that failed and is not waived.</summary>
    internal static ImmutableArray<string> Missing(WindowState state, HallDefinition hall, WindowDefinition window, Instant now) => !Needed(window) ? [] :
    [
        .. hall.OpeningCheck.SelectMany(part => state.Parts.TryGetValue(part.Part, out var done)
            ? part.Items.Where(i => !InOrder(state, done, i.Code, now)).Select(i => $"{part.Part}/{i.Code}")
            : [part.Part]),
    ];

    /// <summary>5.1d: checked today and found; what is waived is not there.</summary>
    internal static bool SealsPresent(WindowState state) => state.Parts.TryGetValue(Materials, out var part) && part.Items.TryGetValue(Seal, out var ok) && ok;

    internal static bool Failed(WindowState state, string code) => state.Parts.Values.Any(p => p.Items.TryGetValue(code, out var ok) && !ok);

    internal static OpeningChecksView View(WindowState state, HallDefinition hall, LocalDate date, Instant now) => new(
        date,
        [
            .. hall.OpeningCheck.Select(part =>
            {
                var done = state.Parts.GetValueOrDefault(part.Part);
                return new OpeningPartView(
                    part.Part,
                    done is not null && part.Items.All(i => InOrder(state, done, i.Code, now)),
                    [
                        .. part.Items.Select(i => new OpeningItemView(
                            i.Code, i.NameZh, done is not null && done.Items.TryGetValue(i.Code, out var ok) ? ok : null, WaivedUntil(state, i.Code, now))),
                    ]);
            }),
        ],
        state.Version,
        now);

    // An item the list gained after the check is not in order.
    private static bool InOrder(WindowState state, CheckedPart done, string code, Instant now) =>
        (done.Items.TryGetValue(code, out var ok) && ok) || WaivedUntil(state, code, now) is not null;

    private static Instant? WaivedUntil(WindowState state, string code, Instant now) =>
        state.Waived.TryGetValue(code, out var until) && until > now ? until : null;
}
