using System.Text.Json.Nodes;

namespace HallGrains.Checker;

/// <summary>An offer that waits for its answer.</summary>
public sealed record StoryOffer(string Id, string Kind, string From, string? Staff, string? Hall, string? Line)
{
    public string OfferedTo => Staff ?? $"hall:{Hall}/{Line}";
}

/// <summary>
/// The story of one case as its entries tell it: a fold of the checker's own, written from the norm's rules (domain-rules §2-§4) and the public JSON of
/// the entries. Whatever contradicts the rules of ownership or cards is a violation.
/// </summary>
public sealed class CaseStory
{
    private static readonly HashSet<string> OpenStates = ["inquiry", "received", "awaiting-supplement", "in-stage", "decided", "correcting"];
    private readonly List<Violation> _violations;
    private readonly HashSet<string> _signals = [];
    private readonly HashSet<string> _yellow = [];
    private readonly Dictionary<string, (string Clock, string Colour)> _cards = [];
    private readonly Dictionary<string, int> _runs = [];
    private int _escalations;
    private EntryRow _at = null!;

    private CaseStory(string stream, List<Violation> violations) => (Stream, _violations) = (stream, violations);

    public string Stream { get; }

    public string Number => Stream["case/".Length..];

    public string State { get; private set; } = "";

    public string? Stage { get; private set; }

    public string Owner { get; private set; } = "";

    public string? Agent { get; private set; }

    public string Hall { get; private set; } = "";

    public StoryOffer? Offer { get; private set; }

    public StoryOffer? AgentOffer { get; private set; }

    public int Version { get; private set; }

    public bool IsOpen => OpenStates.Contains(State);

    public string Card => Worst("red") ? "red" : Worst("yellow") ? "yellow" : "none";

    public static CaseStory Tell(string stream, IEnumerable<EntryRow> entries, List<Violation> violations)
    {
        var story = new CaseStory(stream, violations);
        foreach (var e in entries)
        {
            story._at = e;
            story.Apply(e.Kind, e.Data);
            story.Version = e.Version;
            if (story.Owner.Length == 0) story.Broken(Rules.OneOwner, "nobody owns it");
        }

        return story;
    }

    private void Apply(string kind, JsonNode d)
    {
        if (kind == "InquiryOpened" != (_at.Version == 1)) Broken(Rules.OneOwner, $"{kind} at version {_at.Version}: a story begins once");
        switch (kind)
        {
            case "InquiryOpened":
                (State, Owner, Hall) = ("inquiry", Text(d, "owner"), Text(d, "hall"));
                break;
            case "ApplicationReceived":
                State = "received";
                break;
            case "SupplementRequested":
                State = "awaiting-supplement";
                Run("supplement");
                break;
            case "SupplementReceived":
                if (!(bool)d["complete"]!) break;
                State = "received";
                Run("acceptance");
                Run("stage:acceptance");
                break;
            case "Accepted" or "DeemedAccepted":
                (State, Stage) = ("in-stage", Text(d, "firstStage"));
                Run("stage:" + Stage);
                break;
            case "StageStarted":
                Stage = Text(d, "stage");
                Run("stage:" + Stage);
                break;
            case "ReviewReturned":
                Stage = Text(d, "toStage");
                Run("stage:" + Stage);
                break;
            case "Decided":
                (State, Stage) = ("decided", null);
                break;
            case "InquiryClosed":
                End("inquiry-closed");
                break;
            case "Refused":
                End("refused");
                break;
            case "Withdrawn":
                End("withdrawn");
                break;
            case "Delivered":
                End("delivered");
                break;
            case "Archived":
                State = "archived";
                break;
            case "HandoffOffered":
                Offered(d);
                break;
            case "HandoffAccepted":
                Accepted(d);
                break;
            case "HandoffDeclined":
                if ((bool?)d["pending"] == true) MustBeOpen(d);
                else Closed(d);
                break;
            case "HandoffDeclineConfirmed":
                if ((bool)d["confirmed"]!) Closed(d);
                else MustBeOpen(d);
                break;
            case "HandoffExpired" or "HandoffWithdrawn":
                Closed(d);
                break;
            case "Assigned":
                if (!IsOpen) Broken(Rules.OneOwner, "assigned after its end");
                if (Text(d, "from") != Owner) Broken(Rules.OneOwner, $"assigned away from {Text(d, "from")}, but {Owner} owns it");
                (Owner, Hall, Offer) = (Text(d, "staff"), Text(d, "hall"), null);
                break;
            case "AgentEnded":
                Agent = null;
                break;
            case "EscalationAsked" or "EscalationClimbed":
                _escalations++;
                break;
            case "Warned" or "YellowCarded" or "RedCarded":
                Signalled(kind, d);
                break;
            case "CardCancelled":
                _cards.Remove(Text(d, "cardId"));
                break;
            case "IdentityAnnounced" or "NoticesGiven" or "CodeConfirmed" or "StageFinished" or "DeliveryFailed" or "Evaluated" or "EscalationAnswered":
            case "RestrictedRead" or "RetrievalCodeIssued" or "PersonErased":
            case "ExplanationGiven" or "EvaluationInvited" or "PoorRatingOpened" or "DutyRaised" or "DutyDone" or "Reminded" or "VisitRecorded" or "SampleDrawn" or "AgentAppointed" or "PursuitOpened" or "PursuitDropped":
                break;
            default:
                Broken(Rules.Readable, $"an entry of kind {kind}, which the checker has not been taught");
                break;
        }
    }

    private void Offered(JsonNode d)
    {
        var to = d["to"]!;
        var offer = new StoryOffer(Text(d, "handoffId"), Text(d, "kind"), Text(d, "from"), (string?)to["staff"], (string?)to["hall"], (string?)to["serviceLine"]);
        if (!IsOpen) Broken(Rules.OneOwner, "offered after its end");
        if (offer.Kind == "agent")
        {
            if (AgentOffer is not null) Broken(Rules.OneOwner, "a second agency offer while one is open");
            AgentOffer = offer;
            return;
        }

        if (Offer is { } open) Broken(Rules.OneOwner, $"offer {offer.Id} while {open.Id} is open");
        if (offer.From != Owner) Broken(Rules.OneOwner, $"{offer.From} offers what {Owner} owns");
        Offer = offer;
    }

    private void Accepted(JsonNode d)
    {
        var (id, to) = (Text(d, "handoffId"), Text(d, "to"));
        if (!IsOpen) Broken(Rules.OneOwner, "accepted after its end");
        var offer = Offer?.Id == id ? Offer : AgentOffer?.Id == id ? AgentOffer : null;
        if (offer is null)
        {
            Broken(Rules.OneOwner, $"{to} accepted {id}, which is not open");
        }
        else
        {
            if (offer.Staff is { } asked && asked != to) Broken(Rules.OneOwner, $"{to} accepted what was offered to {asked}");
            if (offer.Kind != "agent" && offer.From != Owner) Broken(Rules.OneOwner, $"{id} was {offer.From}'s to give, but {Owner} owned it");
        }

        if (_at.Actor != to) Broken(Rules.OneOwner, $"{_at.Actor} accepted for {to}");
        if (Text(d, "kind") == "agent")
        {
            (Agent, AgentOffer) = (to, null);
            return;
        }

        (Owner, Hall, Offer) = (to, Text(d, "hall"), null);
    }

    private void Closed(JsonNode d)
    {
        MustBeOpen(d);
        if (AgentOffer?.Id == Text(d, "handoffId")) AgentOffer = null;
        else Offer = null;
    }

    private void MustBeOpen(JsonNode d)
    {
        var id = Text(d, "handoffId");
        if (Offer?.Id != id && AgentOffer?.Id != id) Broken(Rules.OneOwner, $"{_at.Kind} of {id}, which is not open");
    }

    private void Signalled(string kind, JsonNode d)
    {
        var clock = Text(d, "clock");
        var run = clock == "escalation" ? _escalations : clock == "handoff" ? -1 : _runs.GetValueOrDefault(clock);
        var key = clock == "handoff" ? $"{clock}/{Offer?.Id ?? AgentOffer?.Id}" : $"{clock}/{run}";
        if (!_signals.Add($"{kind}/{key}")) Broken(Rules.CardsOnce, $"{kind} twice on {key}");
        if (kind == "YellowCarded") _yellow.Add(key);
        // 承诺 has both cards; the law's own limit is red at once.
        if (kind == "RedCarded" && clock == "promised" && !_yellow.Contains(key)) Broken(Rules.CardsOnce, $"red without yellow on {key}");
        if (string.CompareOrdinal(_at.Occurred, _at.Recorded) > 0) Broken(Rules.RecordedTime, $"{kind} is dated after it was recorded");
        if (kind != "Warned") _cards[Text(d, "cardId")] = (clock, kind == "RedCarded" ? "red" : "yellow");
    }

    private void End(string state) => (State, Stage, Offer, AgentOffer) = (state, null, null, null);

    private void Run(string clock) => _runs[clock] = _runs.GetValueOrDefault(clock) + 1;

    private bool Worst(string colour) => _cards.Values.Any(c => c.Clock is "promised" or "statutory" && c.Colour == colour);

    private void Broken(string rule, string what) => _violations.Add(new(rule, $"{Stream} v{_at.Version}", what));

    private static string Text(JsonNode d, string field) => (string?)d[field] ?? "";
}
