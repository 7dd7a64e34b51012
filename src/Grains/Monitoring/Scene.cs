using System.Collections.Immutable;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Windows;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>A picture seen at an instant, with what several views ask of it found once.</summary>
internal sealed class Scene
{
    private const int EvaluationsShown = 5;
    private readonly LocalDate _today;
    private readonly ILookup<string, CaseTrace> _byOwner;
    private readonly Dictionary<string, string> _windowOf = new(StringComparer.Ordinal);

    public Scene(HallPicture picture, Instant now)
    {
        Picture = picture;
        Now = now;
        _today = HallFold.DateOf(now);
        Day = picture.Today(_today);
        Waiting = [.. Day.WaitingTickets];
        Open = [.. picture.Cases.Values.Where(c => c.IsOpen)];
        _byOwner = Open.ToLookup(c => c.Owner, StringComparer.Ordinal);
        WindowCodes = picture.Definition is { } d
            ? [.. d.Windows.Select(w => w.Code)]
            : [.. picture.Windows.Keys.Select(FollowedStream.Parse).Where(s => s.Date == _today).Select(s => s.Id).Order(StringComparer.Ordinal)];
        foreach (var code in WindowCodes)
            if (WindowState(code).Staff is { } staff) _windowOf[staff] = code;
    }

    public HallPicture Picture { get; }

    public Instant Now { get; }

    public HallDayState Day { get; }

    public IReadOnlyList<Ticket> Waiting { get; }

    public IReadOnlyList<CaseTrace> Open { get; }

    public ImmutableArray<string> WindowCodes { get; }

    public WindowState WindowState(string window) => Picture.WindowToday(window, _today);

    public ImmutableArray<string> LinesOf(string window) =>
        Day.Posts.TryGetValue(window, out var post) && post.Open ? post.Lines : Picture.Definition?.Window(window)?.Lines ?? [];

    public IReadOnlyList<Ticket> WaitingAt(ImmutableArray<string> lines) => [.. Waiting.Where(t => lines.Contains(t.Line))];

    public IReadOnlyList<CaseTrace> OwnedBy(string staff) => [.. _byOwner[staff]];

    /// <summary>The window where this person is signed on now.</summary>
    public string? WindowOf(string staff) => _windowOf.GetValueOrDefault(staff);

    /// <summary>Badge name; the number where the registry does not know them or the name was forgotten.</summary>
    public string NameOf(string staff) => Picture.Staff.GetValueOrDefault($"staff/{staff}")?.Definition?.Name ?? staff;

    /// <summary>Open offers of this hall's cases to the person, or to whoever serves one of these lines here.</summary>
    public int OffersTo(string staff, ImmutableArray<string> lines) => Open.Sum(c => (IsTo(c.Offer, staff, lines) ? 1 : 0) + (IsTo(c.AgentOffer, staff, lines) ? 1 : 0));

    /// <summary>
    /// Share of the people served here today whose evaluation was good (3 to 5, §8.7), 0 to 1; null below five evaluations, so that
    /// nobody reads one person's grade out of it (§8.3).
    /// </summary>
    public decimal? SatisfactionAt(string window)
    {
        var grades = Day.Tickets.Values.Where(t => t.State == TicketStates.Served && t.Window == window && t.Case is not null)
            .Select(t => Picture.Cases.GetValueOrDefault(FollowedStream.Case(t.Case!))?.Grade).OfType<int>().ToArray();
        return grades.Length < EvaluationsShown ? null : Math.Round(grades.Count(g => g >= 3) / (decimal)grades.Length, 2);
    }

    private bool IsTo(TracedOffer? offer, string staff, ImmutableArray<string> lines) =>
        offer is not null && (offer.Staff == staff || (offer.Staff is null && offer.Line is not null && lines.Contains(offer.Line) && (offer.Hall is null || offer.Hall == Picture.Hall)));
}
