using System.Collections.Concurrent;
using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>
/// A person's desk: what they own and what waits for them. No truth: told by streams after their commits, by version, and made again from the summary rows.
/// Streams of the same process lay their word on it themselves (<see cref="LocalDesks"/>), so any thread may tell it.
/// </summary>
internal sealed class Desk(string staff)
{
    /// <summary>In a row's <c>OfferedTo</c>: not a person but whoever is on duty for a line, <c>hall:{hall}/{line}</c>. Read, never told: nobody knows who that is.</summary>
    public const string LineOffer = "hall:";

    internal const string CaseKind = "case/";
    private readonly ConcurrentDictionary<string, DeskTold> _known = new(StringComparer.Ordinal);

    public ImmutableArray<InboxItem> Inbox => [.. _known.Values.SelectMany(k => k.Waiting).OrderBy(i => i.DueAt ?? Instant.MaxValue).ThenBy(i => i.Since).ThenBy(i => i.CaseNumber, StringComparer.Ordinal)];

    public ImmutableArray<CaseloadItem> Caseload => [.. _known.Values.Where(k => k.Owns && k.Load is not null).Select(k => k.Load!).OrderBy(l => l.DueAt ?? Instant.MaxValue).ThenBy(l => l.CaseNumber, StringComparer.Ordinal)];

    /// <summary>Takes in what a case says, unless something newer is known. What is over stays as a version only, so that a late word cannot revive it.</summary>
    public void Tell(DeskTold told) => _known.AddOrUpdate(told.Stream, static (_, told) => told, static (_, known, told) => known.Version >= told.Version ? known : told, told);

    /// <summary>The same from a stream's summary row.</summary>
    public void Tell(SummaryRow row) => Tell(Told(row, staff));

    /// <summary>Streams that are on this desk as far as it knows.</summary>
    public IEnumerable<string> Known => _known.Values.Where(k => k.Owns || !k.Waiting.IsEmpty).Select(k => k.Stream);

    /// <summary>Open cases of theirs, as far as the desk knows.</summary>
    public IEnumerable<string> Owned => _known.Values.Where(k => k.Owns).Select(k => k.Stream[CaseKind.Length..]);

    /// <inheritdoc cref="DeskRow.Concerned"/>
    public static IEnumerable<string> Concerned(SummaryRow row)
    {
        using var read = new DeskRow(row);
        return read.Concerned();
    }

    /// <inheritdoc cref="DeskRow.For"/>
    public static DeskTold Told(SummaryRow row, string staff)
    {
        using var read = new DeskRow(row);
        return read.For(staff);
    }

    /// <summary>A line's open offer, as one of its people sees it; null when the row has none.</summary>
    public static InboxItem? LineItem(SummaryRow row) =>
        row.OfferedTo is { } to && to.StartsWith(LineOffer, StringComparison.Ordinal) ? Told(row with { OfferedTo = LineOffer }, LineOffer).Waiting.FirstOrDefault(i => i.Kind == "offer") : null;
}
