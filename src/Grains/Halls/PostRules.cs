using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Halls;

/// <summary>
/// Posts 岗位 of the day. The window has checked person, duty and qualification; the hall decides what takes a look at all windows. Asking
/// for what is so already writes nothing, so a window that died between the hall's word and its own may ask again.
/// </summary>
internal static class PostRules
{
    internal static Decision Decide(HallDayState state, PostAsks asks) => asks.Act switch
    {
        WindowActs.SignOn => Take(state, asks),
        WindowActs.Open => Open(state, asks),
        WindowActs.Close => Close(state, asks),
        WindowActs.SignOff => Leave(state, asks),
        _ => throw new UnreachableException(asks.Act),
    };

    private static Decision Take(HallDayState state, PostAsks asks)
    {
        var held = state.PostOf(asks.Staff);
        if (held == asks.Window) return Decision.Nothing;
        if (held is not null && (held != asks.Leaving || state.CurrentOf(held) is not null)) return Decision.Refuse(Codes.StageOrder, $"Signed on at {held}; sign off there first.");
        return held is null
            ? Decision.Append(new PostTaken(asks.Window, asks.Staff))
            : Decision.Append(new PostLeft(held, asks.Staff), new PostTaken(asks.Window, asks.Staff));
    }

    private static Decision Open(HallDayState state, PostAsks asks)
    {
        if (Held(state, asks) is not { } post) return NotAtPost(asks);
        return post.Open && post.Lines.SequenceEqual(asks.Lines) ? Decision.Nothing : Decision.Append(new PostOpened(asks.Window, asks.Staff, asks.Lines));
    }

    /// <summary>5.6i: people who hold a ticket are served; the last window of their line does not close on them.</summary>
    private static Decision Close(HallDayState state, PostAsks asks)
    {
        if (Held(state, asks) is not { } post) return NotAtPost(asks);
        if (state.CurrentOf(asks.Window) is { } current) return Decision.Refuse(Codes.StageOrder, $"{current.Number} is {current.State} here; finish it first.");
        if (!post.Open) return Decision.Nothing;
        var waiting = OnlyHere(state, asks.Window, asks.Lines);
        return waiting.IsEmpty ? Decision.Append(new PostClosed(asks.Window, asks.Staff)) : Decision.Refuse(Codes.TicketsWaiting, waiting);
    }

    private static Decision Leave(HallDayState state, PostAsks asks)
    {
        if (Held(state, asks) is null) return Decision.Nothing;
        return state.CurrentOf(asks.Window) is { } current
            ? Decision.Refuse(Codes.StageOrder, $"{current.Number} is {current.State} here; finish it first.")
            : Decision.Append(new PostLeft(asks.Window, asks.Staff));
    }

    /// <summary>Waiting tickets of these lines that no other open window serves.</summary>
    internal static ImmutableArray<string> OnlyHere(HallDayState state, string window, ImmutableArray<string> lines)
    {
        var elsewhere = state.Posts.Where(p => p.Key != window && p.Value.Open).SelectMany(p => p.Value.Lines).ToHashSet(StringComparer.Ordinal);
        return [.. state.WaitingTickets.Where(t => lines.Contains(t.Line) && !elsewhere.Contains(t.Line)).Select(t => t.Number)];
    }

    private static Post? Held(HallDayState state, PostAsks asks) => state.Posts.TryGetValue(asks.Window, out var post) && post.Staff == asks.Staff ? post : null;

    private static Decision NotAtPost(PostAsks asks) => Decision.Refuse(Codes.StageOrder, $"{asks.Window} is not your post; sign on there first.");
}
