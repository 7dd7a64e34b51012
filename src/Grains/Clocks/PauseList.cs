using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>The pauses of a case in order, empty ones dropped and touching ones merged. Immutable.</summary>
public sealed class PauseList
{
    public static PauseList None { get; } = new([]);

    private readonly ImmutableArray<Pause> _pauses;

    private PauseList(ImmutableArray<Pause> pauses) => _pauses = pauses;

    public ImmutableArray<Pause> Items => _pauses;

    public bool IsEmpty => _pauses.IsEmpty;

    /// <summary>Whether the last pause has no end yet.</summary>
    public bool IsOpen => !_pauses.IsEmpty && _pauses[^1].To is null;

    public static PauseList Of(params IEnumerable<Pause> pauses)
    {
        var merged = ImmutableArray.CreateBuilder<Pause>();
        foreach (var pause in pauses.Where(p => p.To is null || p.To > p.From).OrderBy(p => p.From))
        {
            if (merged.Count > 0 && (merged[^1].To is not { } end || pause.From <= end))
            {
                var last = merged[^1];
                merged[^1] = last with { To = last.To is { } a && pause.To is { } b ? Instant.Max(a, b) : null };
            }
            else
            {
                merged.Add(pause);
            }
        }

        return merged.Count == 0 ? None : new(merged.ToImmutable());
    }

    /// <summary>Whether the clock stands at that instant.</summary>
    public bool Contains(Instant instant)
    {
        foreach (var pause in _pauses)
        {
            if (instant < pause.From) return false;
            if (pause.To is not { } to || instant < to) return true;
        }

        return false;
    }

    /// <summary>The instant itself, or the end of the pause it lies in; null when that pause is open.</summary>
    public Instant? AfterPause(Instant instant)
    {
        foreach (var pause in _pauses)
        {
            if (instant < pause.From) return instant;
            if (pause.To is not { } to) return null;
            if (instant < to) return to;
        }

        return instant;
    }
}
