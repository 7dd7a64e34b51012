using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Evaluations;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>
/// The facts behind every figure of the service, folded from the ledger entry by entry; figures are counted from them at each question, so that no number can
/// drift from what happened. Imported history is another's work and counts nowhere.
/// </summary>
internal sealed class ServiceBook
{
    private readonly Dictionary<string, MatterFact> _matters = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, string Ticket), TicketFact> _tickets = [];
    private readonly Dictionary<(string Stream, string Duty), DutyFact> _duties = [];
    private readonly Dictionary<(string Stream, string Window), PostFact> _open = [];
    private readonly Dictionary<(string Stream, string Id), Instant> _asked = [];

    public IReadOnlyCollection<MatterFact> Matters => _matters.Values;

    public IReadOnlyCollection<TicketFact> Tickets => _tickets.Values;

    public IReadOnlyCollection<DutyFact> Duties => _duties.Values;

    public List<StageFact> Stages { get; } = [];

    public List<PostFact> Posts { get; } = [];

    public List<HandoffFact> Handoffs { get; } = [];

    /// <summary>Telephone calls that were answered: who told name and number, and how long after the call had reached the window.</summary>
    public List<AnsweredFact> Calls { get; } = [];

    /// <summary>Visits at home that were made, and how long after they were asked for.</summary>
    public List<AnsweredFact> HomeVisits { get; } = [];

    public List<Contracts.Reports.OutOfOrderCall> Jumps { get; } = [];

    public EvaluationBook Evaluations { get; } = new();

    /// <summary>Grows with every entry taken: what was counted before holds as long as it stands still.</summary>
    public long Changes { get; private set; }

    public int Count => _matters.Count + _tickets.Count + Stages.Count;

    /// <summary>Whether a kind of entry matters here; only these are decoded.</summary>
    public static bool Reads(string kind) => EvaluationBook.Reads(kind) || kind is
        nameof(InquiryOpened) or nameof(NoticesGiven) or nameof(InquiryClosed) or nameof(ResearchNoted) or nameof(ApplicationReceived) or nameof(SupplementRequested)
        or nameof(Accepted) or nameof(DeemedAccepted) or nameof(Refused) or nameof(HandoffOffered) or nameof(HandoffAccepted) or nameof(HandoffDeclined) or nameof(HandoffExpired)
        or nameof(Assigned) or nameof(StageFinished) or nameof(ReviewReturned) or nameof(YellowCarded) or nameof(RedCarded) or nameof(CardCancelled) or nameof(Decided)
        or nameof(Corrected) or nameof(Paused) or nameof(Resumed) or nameof(VisitRecorded) or nameof(SampleDrawn) or nameof(SampleChecked) or nameof(GreenChannelGranted)
        or nameof(UrgentGranted) or nameof(InstantConverted) or nameof(DutyRaised) or nameof(DutyDone) or nameof(ExplanationGiven)
        or nameof(SessionConnected) or nameof(SessionAnnounced) or nameof(AppointmentBooked) or nameof(HomeVisitMade)
        or nameof(TicketTaken) or nameof(TicketCalled) or nameof(TicketServed) or nameof(PostOpened) or nameof(PostClosed) or nameof(PostLeft);

    /// <summary>Takes the next entry of a stream; entries of one stream come in their order.</summary>
    public void Add(string stream, string hall, IEntry entry, Instant at, string actor)
    {
        Changes++;
        if (EvaluationBook.Reads(entry.GetType().Name)) Evaluations.Add(stream, hall, entry, at);
        if (OfTheDay(stream, hall, entry, at)) return;
        if (entry is InquiryOpened opened) Open(stream, opened, at);
        else if (_matters.TryGetValue(stream, out var matter)) OfTheCase(stream, matter, hall, entry, at, actor);
        else if (entry is DutyRaised { For: { } someone } duty) _duties[(stream, duty.DutyId)] = new() { Hall = hall, For = someone, DueAt = duty.DueAt };
        else if (entry is DutyDone done && _duties.TryGetValue((stream, done.DutyId), out var held)) held.DoneAt ??= at;
    }

    private void Open(string stream, InquiryOpened e, Instant at) => _matters[stream] = new()
    {
        Hall = e.Hall, Window = e.Window, Item = e.ServiceItem, Channel = e.Channel, Audience = e.Audience, Owner = e.Owner, Opener = e.Owner, OpenedAt = at,
        Visits = e.Channel == "onsite" ? 1 : 0,
    };

    private void OfTheCase(string stream, MatterFact m, string hall, IEntry entry, Instant at, string actor)
    {
        m.Hall = hall;
        switch (entry)
        {
            case NoticesGiven e:
                (m.AnsweredAt, m.Item) = (m.AnsweredAt ?? at, m.Item ?? e.ServiceItem);
                break;
            case InquiryClosed:
                m.AnsweredAt ??= at;
                break;
            case ResearchNoted:
                m.Researched = true;
                break;
            case ApplicationReceived e:
                (m.ReceivedAt, m.Item) = (m.ReceivedAt ?? at, e.ServiceItem);
                break;
            case SupplementRequested { Second: true }:
                Stages.Add(new("second-supplement", hall, "acceptance", actor, m.Item, at));
                break;
            case Accepted e:
                (m.AcceptedAt, m.CountsFrom) = (at, e.CountsFrom);
                Handled(m, "acceptance", actor);
                break;
            case DeemedAccepted e:
                (m.AcceptedAt, m.CountsFrom) = (at, e.CountsFrom);
                Handled(m, "acceptance", m.Owner);
                break;
            case InstantConverted e when m.CountsFrom is not null:
                m.CountsFrom = e.CountsFrom;
                break;
            case Refused:
                m.RefusedAt = at;
                Handled(m, "acceptance", actor);
                break;
            case HandoffOffered e:
                (m.Offers ??= [])[e.HandoffId] = (e.To.Staff ?? "", at);
                break;
            case HandoffAccepted e:
                if (m.Offers?.Remove(e.HandoffId, out var offer) == true) Handoffs.Add(new(hall, e.To, at, (int)(at - offer.At).TotalMinutes));
                if (e.Kind != HandoffKinds.Agent) m.Owner = e.To;
                break;
            case HandoffDeclined { Pending: false } or HandoffExpired:
                Stages.Add(new("declined", hall, null, actor, m.Item, at));
                break;
            case Assigned e:
                m.Owner = e.Staff;
                break;
            case StageFinished e:
                Handled(m, e.Stage, e.Handler);
                Stages.Add(new("finished", hall, e.Stage, e.Handler, m.Item, at));
                break;
            case ReviewReturned e:
                Stages.Add(new("returned", hall, e.ToStage, e.ToHandler, m.Item, at));
                break;
            case YellowCarded { Clock: ClockNames.Promised or ClockNames.Statutory } e:
                (m.Cards ??= []).Add((e.CardId, e.Owner));
                break;
            case RedCarded { Clock: ClockNames.Promised or ClockNames.Statutory } e:
                (m.Cards ??= []).Add((e.CardId, e.Owner));
                break;
            case CardCancelled e:
                m.Cards?.RemoveAll(c => c.Id == e.CardId);
                break;
            case Decided e:
                (m.DecidedAt, m.DecidedBy, m.Denied) = (at, actor, e.Result == "denied");
                Handled(m, "decision", actor);
                Stages.Add(new("decided", hall, "decision", actor, m.Item, at));
                break;
            case Corrected e:
                Stages.Add(new("corrected", hall, e.ErrorStage, m.Handlers?.GetValueOrDefault(e.ErrorStage), m.Item, at));
                break;
            case Paused:
                (m.Pauses ??= []).Add(new(at, null));
                break;
            case Resumed when m.Pauses is [.., { To: null } open]:
                m.Pauses[^1] = open with { To = at };
                break;
            case VisitRecorded:
                m.Visits++;
                break;
            case SampleDrawn e:
                Stages.Add(new("sampled", hall, "decision", e.Handler, m.Item, at));
                break;
            case SampleChecked e:
                Stages.Add(new(e.Ok ? "sample-ok" : "sample-wrong", hall, "decision", m.Handlers?.GetValueOrDefault("decision"), m.Item, at));
                break;
            case GreenChannelGranted or UrgentGranted:
                m.Green = true;
                break;
            case ExplanationGiven { Topic: "progress" } when m is { AcceptedAt: not null, DecidedAt: null }:
                m.Told = true;
                break;
            case DutyRaised e:
                _duties[(stream, e.DutyId)] = new() { Hall = hall, For = e.For ?? m.Owner, DueAt = e.DueAt };
                break;
            case DutyDone e when _duties.TryGetValue((stream, e.DutyId), out var duty):
                duty.DoneAt ??= at;
                break;
        }
    }

    private bool OfTheDay(string stream, string hall, IEntry entry, Instant at)
    {
        switch (entry)
        {
            case TicketTaken e:
                _tickets[(stream, e.Ticket)] = new() { Hall = hall, Line = e.ServiceLine, Audience = e.Audience, Ground = e.Ground, TakenAt = at };
                return true;
            case TicketCalled e when _tickets.TryGetValue((stream, e.Ticket), out var called):
                (called.Window, called.Staff, called.CalledAt, called.WaitedSeconds) = (e.Window, e.Staff, called.CalledAt ?? at, called.WaitedSeconds ?? e.WaitedSeconds);
                if (e is { OutOfOrder: { } reason, Call: 1 }) Jumps.Add(new(hall, e.Ticket, e.ServiceLine, e.Window, e.Staff, reason, at));
                return true;
            case TicketServed e when _tickets.TryGetValue((stream, e.Ticket), out var served):
                (served.ServedAt, served.ServiceSeconds, served.Staff, served.Window) = (at, e.ServiceSeconds, e.Staff, e.Window);
                return true;
            case PostOpened e:
                Close(stream, e.Window, at);
                var post = new PostFact { Hall = hall, Lines = e.Lines, Staff = e.Staff, From = at };
                _open[(stream, e.Window)] = post;
                Posts.Add(post);
                return true;
            case PostClosed e:
                Close(stream, e.Window, at);
                return true;
            case PostLeft e:
                Close(stream, e.Window, at);
                return true;
            case SessionConnected { Channel: "voice" } e:
                _asked.TryAdd((stream, e.Session), at);
                return true;
            case SessionAnnounced e:
                if (_asked.Remove((stream, e.Session), out var rang)) Calls.Add(new(hall, e.Staff, at, at - rang));
                return true;
            case AppointmentBooked { Home: true } e:
                _asked.TryAdd((stream, e.Appointment), at);
                return true;
            case HomeVisitMade e:
                if (_asked.Remove((stream, e.Appointment), out var asked)) HomeVisits.Add(new(hall, e.By, at, at - asked));
                return true;
            default:
                return false;
        }
    }

    private void Close(string stream, string window, Instant at)
    {
        if (_open.Remove((stream, window), out var post)) post.To = at;
    }

    private static void Handled(MatterFact m, string stage, string staff) => (m.Handlers ??= [])[stage] = staff;
}
