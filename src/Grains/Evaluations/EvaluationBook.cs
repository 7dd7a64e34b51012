using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Halls;
using NodaTime;

namespace HallGrains.Grains.Evaluations;

/// <summary>
/// Every rating, invitation and exit interview of a hall or the city, folded from the ledger; figures are counted from it at each question, so that no number can
/// drift from what was said. Not rated is not good: invitations nobody used only lower the active share (§8.2, §8.7).
/// </summary>
public sealed class EvaluationBook
{
    /// <summary>Fewer of one person are not shown (§8.7).</summary>
    public const int LeastShown = 5;

    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly List<(ExitInterviewed Interview, Instant At)> _interviews = [];

    /// <summary>Whether a kind of entry matters here.</summary>
    public static bool Reads(string kind) => kind is nameof(InquiryOpened) or nameof(ApplicationReceived) or nameof(EvaluationInvited) or nameof(Evaluated) or nameof(EvaluationAnnulled)
        or nameof(SessionEvaluationInvited) or nameof(SessionEvaluated) or nameof(PoorRatingOpened) or nameof(RaterContacted) or nameof(RatingRectified) or nameof(ExitInterviewed);

    /// <summary>Takes the next entry of a stream; entries of one stream come in their order.</summary>
    public void Add(string stream, string hall, IEntry entry, Instant at)
    {
        switch (entry)
        {
            case ExitInterviewed e:
                _interviews.Add((e, at));
                break;
            case SessionEvaluationInvited e:
                // hallday/{hall}/{date}: the session's own stream is named after it.
                var day = stream.Split('/');
                var session = Of($"evaluation/{day[1]}-{day[2].Replace("-", "", StringComparison.Ordinal)}-{e.Ticket}", hall);
                (session.Channel, session.Window, session.Staff, session.InvitedAt) = ("onsite", e.Window, e.Staff, at);
                break;
            case InquiryOpened e:
                var opened = Of(stream, hall);
                (opened.Channel, opened.Window, opened.Item) = (e.Channel, e.Window, e.ServiceItem);
                break;
            case ApplicationReceived e:
                Of(stream, hall).Item = e.ServiceItem;
                break;
            case EvaluationInvited e:
                var invited = Of(stream, hall);
                (invited.Staff, invited.InvitedAt) = (e.Staff, at);
                break;
            case Evaluated e:
                Of(stream, hall).Rate(e.Grade, e.Tags, e.Staff, at);
                break;
            case SessionEvaluated e:
                var rated = Of(stream, hall);
                (rated.Channel, rated.Window) = (e.Channel, e.Window);
                rated.Rate(e.Grade, e.Tags, e.Staff, at);
                break;
            case EvaluationAnnulled:
                Of(stream, hall).Annulled = true;
                break;
            case IEvaluationEntry e:
                var i = Of(stream, hall);
                i.Poor = PoorRating.Evolve(i.Poor, e, new(e, 0, at, at, "", "", "", false));
                break;
        }
    }

    public EvaluationReport View(string hall, EvaluationFilter filter, Instant now)
    {
        var instances = _instances.Values.Where(i => i.InvitedAt is not null || i.Grade is not null).Where(i => Within(i.RatedAt ?? i.InvitedAt!.Value, filter)).ToList();
        var interviews = _interviews.Where(i => Within(i.At, filter)).ToList();
        var groups = instances.Where(i => KeyOf(i, filter.By) is not null).GroupBy(i => KeyOf(i, filter.By)!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var asked = filter.By == "window" ? interviews.GroupBy(i => i.Interview.Window).ToDictionary(g => g.Key, g => g.ToList()) : [];
        var keys = groups.Keys.Union(asked.Keys).Order(StringComparer.Ordinal);
        return new(hall, filter.By, Figures("all", instances, interviews, false, now),
            [.. keys.Select(k => Figures(k, groups.GetValueOrDefault(k) ?? [], asked.GetValueOrDefault(k) ?? [], filter.By == "staff", now))], now);
    }

    private static EvaluationFigures Figures(string key, List<Instance> instances, List<(ExitInterviewed Interview, Instant At)> interviews, bool ofPerson, Instant now)
    {
        var valid = instances.Where(i => i is { Grade: not null, Annulled: false }).ToList();
        var hidden = ofPerson && valid.Count < LeastShown;
        var invited = instances.Count(i => i.InvitedAt is not null);
        var poor = valid.Where(i => i.Poor is not null).Select(i => i.Poor!).ToList();
        var contactable = poor.Where(p => p.ContactBy is { } by && (p.ContactedAt is not null || by < now)).ToList();
        var tags = valid.SelectMany(i => i.Tags).Concat(interviews.SelectMany(i => i.Interview.Tags)).GroupBy(t => t).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return new(
            key, invited, valid.Count, hidden,
            hidden ? null : [.. Enumerable.Range(1, 5).Select(g => valid.Count(i => i.Grade == g))],
            hidden ? null : Share(valid.Count(i => i.Grade > PoorRatingRules.BestPoor), valid.Count),
            Share(instances.Count(i => i is { InvitedAt: not null, Grade: not null }), invited),
            hidden ? 0 : poor.Count,
            hidden ? null : Share(contactable.Count(p => p.ContactedAt <= p.ContactBy), contactable.Count),
            hidden ? null : Share(poor.Count(p => p.RectifiedAt is not null), poor.Count),
            instances.Count(i => i.Annulled), interviews.Count,
            hidden ? ImmutableSortedDictionary<string, int>.Empty : tags,
            hidden ? 0 : tags.Sum(t => Rating.Warm.Contains(t.Key) ? t.Value : Rating.Cold.Contains(t.Key) ? -t.Value : 0));
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);

    private static string? KeyOf(Instance i, string by) => by switch
    {
        "staff" => i.Staff,
        "item" => i.Item,
        "channel" => i.Channel,
        "hall" => i.Hall,
        _ => i.Window,
    };

    private static bool Within(Instant at, EvaluationFilter filter) => !(at < filter.From) && !(at >= filter.To);

    private Instance Of(string stream, string hall) => _instances.TryGetValue(stream, out var found) ? found : _instances[stream] = new() { Hall = hall };

    private sealed class Instance
    {
        public required string Hall { get; init; }
        public string? Channel { get; set; }
        public string? Window { get; set; }
        public string? Staff { get; set; }
        public string? Item { get; set; }
        public Instant? InvitedAt { get; set; }
        public Instant? RatedAt { get; private set; }
        public int? Grade { get; private set; }
        public ImmutableArray<string> Tags { get; private set; } = [];
        public bool Annulled { get; set; }
        public PoorRating? Poor { get; set; }

        public void Rate(int grade, ImmutableArray<string> tags, string? staff, Instant at) => (Grade, Tags, Staff, RatedAt) = (grade, tags, staff ?? Staff, at);
    }
}
