using System.Diagnostics;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Evaluations;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>The one fold of a case: activation, command, as-of and rebuild use it alike.</summary>
public static partial class CaseFold
{
    /// <exception cref="UnreachableException">An entry that does not belong to a case: never skipped in a fold that decides.</exception>
    public static CaseState Evolve(CaseState s, Recorded r) => Apply(s, r) with { Version = r.Version, Erased = s.Erased || r.Erased, LastAt = NodaTime.Instant.Max(s.LastAt, r.OccurredAt) };

    private static CaseState Apply(CaseState s, Recorded r) => r.Body switch
    {
        InquiryOpened e => s with
        {
            Status = CaseStates.Inquiry, Hall = e.Hall, OpeningHall = e.Hall, ClockHall = e.Hall, Window = e.Window, Ticket = e.Ticket, Channel = e.Channel, Session = e.Session,
            Item = e.ServiceItem, Audience = e.Audience, Contact = e.Contact, Question = e.Question, OpenedAt = r.OccurredAt, Bundle = e.Bundle,
            Owner = e.Owner, Owners = [new(r.OccurredAt, e.Owner)], Visits = e.Channel == "onsite" ? 1 : 0,
        },
        IdentityAnnounced => s with { Announced = true },
        NoticesGiven e => s with
        {
            Notices = new(new(e.Answer, e.Rule), e.Procedure, e.Path, e.TimeLimit, e.ServiceItem, e.ItemVersion, r.OccurredAt)
            {
                PromisedDueAt = e.PromisedDueAt, StatutoryDueAt = e.StatutoryDueAt, Materials = e.Materials ?? [],
            },
            Item = e.ServiceItem, AnsweredAt = s.AnsweredAt ?? r.OccurredAt,
        },
        CodeConfirmed => s,
        InquiryClosed => End(s with { AnsweredAt = s.AnsweredAt ?? r.OccurredAt }, CaseStates.InquiryClosed, r),
        ApplicationReceived e => s with
        {
            Status = CaseStates.Received, ClockHall = s.Hall, Item = e.ServiceItem, ItemVersion = e.ItemVersion, Applicant = e.Applicant, ApplicantKey = e.ApplicantKey, Amount = e.Amount,
            ReceivedAt = s.ReceivedAt ?? r.OccurredAt, AnsweredAt = s.AnsweredAt ?? r.OccurredAt, Materials = s.Materials.SetItems(Held(e.Materials, r)),
        },
        SupplementRequested e => s with
        {
            Status = CaseStates.AwaitingSupplement, SupplementRequests = s.SupplementRequests + 1, SupplementLimit = e.Limit, AcceptanceStoppedAt = r.OccurredAt,
            AcceptanceRestartedAt = null, Requested = e.Details ?? [.. e.Materials.Select(m => new MissingMaterial(m, "", ""))], SupplementReminded = false,
            SupplementNotice = e.Details ?? [.. e.Materials.Select(m => new MissingMaterial(m, "", ""))], SupplementNoticedAt = r.OccurredAt,
        },
        SupplementReceived e => s with
        {
            Status = e.Complete ? CaseStates.Received : s.Status, Materials = s.Materials.SetItems(Held(e.Materials, r)),
            Requested = e.Complete ? [] : [.. s.Requested.Where(m => e.Materials.All(x => x.Code != m.Material))],
            AcceptanceRestartedAt = e.Complete ? r.OccurredAt : s.AcceptanceRestartedAt, AcceptanceStoppedAt = e.Complete ? null : s.AcceptanceStoppedAt,
        },
        Accepted e => Accept(s, r, e.FirstStage, e.ItemVersion, e.CountsFrom) with { HallLimit = e.HallLimit },
        DeemedAccepted e => Accept(s, r, e.FirstStage, e.ItemVersion, e.CountsFrom) with { HallLimit = e.HallLimit },
        Refused e => End(s with
        {
            RefusedWith = new(e.Ground, e.Reason, e.Basis, e.WayForward, r.Actor, r.OccurredAt), AcceptanceStoppedAt = r.OccurredAt,
        }, CaseStates.Refused, r),
        HandoffOffered e => Offered(s, new(e.HandoffId, e.Kind, e.From, e.To, e.Reason, r.OccurredAt, e.AcceptBy, e.Late, e.Stage) { Agency = e.Scope is null && e.Authorisation is null ? null : new(e.Scope, e.Authorisation) }),
        HandoffAccepted e => HandedOver(s, e, r),
        HandoffDeclined { Pending: true } e => Change(s, e.HandoffId, o => o with { Pending = e.By, PendingGround = e.Ground }),
        HandoffDeclined e => Closed(s, e.HandoffId, "declined", e.By, r),
        HandoffDeclineConfirmed { Confirmed: true } e => Closed(s, e.HandoffId, "declined", s.Offer?.Pending, r),
        HandoffDeclineConfirmed e => Change(s, e.HandoffId, o => o with { Pending = null, PendingGround = null }),
        HandoffExpired e => OwnershipFold.Expired(Closed(s, e.HandoffId, "expired", null, r), e, r),
        HandoffWithdrawn e => Closed(s, e.HandoffId, "withdrawn", null, r),
        Assigned e => Owned(
            OwnershipFold.Assigned(s, e, r) with
            {
                Hall = e.Hall, Offer = null, OwnersBefore = s.Owners.Length,
                PastOffers = s.Offer is { } o ? s.PastOffers.Add(new(o.Id, o.Kind, o.From, o.To, "withdrawn", null, r.OccurredAt)) : s.PastOffers,
            }, e.Staff, r),
        EscalationAsked e => s with
        {
            Escalations = s.Escalations.Add(new(e.EscalationId, e.From, e.Level, e.Amount, e.ItemVersion, e.Urgent, r.OccurredAt, e.AnswerBy, e.Stage, e.Question, e.Proposal) { AskedOf = [new(e.Level, e.Asked, r.OccurredAt)] }),
        },
        EscalationAnswered e => Escalated(s, e.EscalationId, x => x with { Verdict = e.Verdict, By = e.By, ByLevel = e.ByLevel, Text = e.Text, AnsweredAt = r.OccurredAt }),
        EscalationClimbed e => Escalated(s, e.EscalationId, x => x with { Level = e.Level, AnswerBy = e.AnswerBy, Climbs = x.Climbs + 1, LimitFrom = r.OccurredAt, AskedOf = x.AskedOf.Add(new(e.Level, e.Asked, r.OccurredAt)) }),
        StageStarted e => s with { Stage = e.Stage, NextStage = null, Stages = Finish(s, r, false).Add(new(e.Stage, e.Handler, r.OccurredAt) { Hall = s.Hall }) },
        StageFinished e => s with
        {
            NextStage = e.Next,
            Stages = s.CurrentRun is { } run ? s.Stages.Replace(run, run with { FinishedAt = r.OccurredAt, Conclusion = e.Conclusion, Ground = e.Ground }) : s.Stages,
        },
        ReviewReturned e => s with
        {
            Stage = e.ToStage, NextStage = null,
            Stages = [.. Finish(s, r, true).Select((x, i) => i == LastRunOf(s, e.ToStage) ? x with { Faulted = true } : x)],
        },
        Warned e => Signalled(s, e.Clock, e.Stage, ClockSignal.Warning, r),
        YellowCarded e => Signalled(s, e.Clock, e.Stage, ClockSignal.Yellow, r) with { Cards = s.Cards.Add(new(e.CardId, "yellow", e.Clock, e.Stage, e.DueAt, r.OccurredAt, e.Owner, e.Receiver)) },
        RedCarded e => Signalled(s, e.Clock, e.Stage, ClockSignal.Red, r) with { Cards = s.Cards.Add(new(e.CardId, "red", e.Clock, e.Stage, e.DueAt, r.OccurredAt, e.Owner, e.Receiver)) },
        CardCancelled e => s with { Cards = [.. s.Cards.Select(c => c.Id == e.CardId ? c with { Cancelled = true } : c)] },
        Decided e => s with
        {
            Decisions = s.Decisions.Add(new(e.Result, r.Actor, r.OccurredAt, e.Opinion, e.Basis, e.Remedies, e.Amount, e.ItemVersion, e.Escalation) { ByLevel = e.ByLevel }),
            Status = CaseStates.Decided, Stage = null, NextStage = null, DecidedAt = r.OccurredAt, TotalsStoppedAt = r.OccurredAt, Stages = Finish(s, r, false), Amount = e.Amount ?? s.Amount,
            Result = new(e.Result, r.Actor, r.OccurredAt, e.Opinion, e.Basis, e.Remedies, e.Amount, e.ItemVersion, e.Escalation),
        },
        Delivered e => End(s with { DeliveredAt = r.OccurredAt, Delivery = new(e.Method, r.OccurredAt, e.Evidence, s.DeliveryFailures) }, CaseStates.Delivered, r),
        DeliveryFailed => s with { DeliveryFailures = s.DeliveryFailures + 1 },
        EvaluationInvited e => s with { EvaluateUntil = e.Until },
        Evaluated e => s with { Evaluation = new(e.Grade, e.Tags, e.Comment, e.Anonymous, r.OccurredAt), EvaluatedStaff = e.Staff },
        EvaluationAnnulled e => s with { Evaluation = s.Evaluation! with { Annulled = true }, Poor = PoorRating.Evolve(s.Poor, e, r) },
        IEvaluationEntry e => s with { Poor = PoorRating.Evolve(s.Poor, e, r) },
        Withdrawn => End(s with { Stages = Finish(s, r, false), AcceptanceStoppedAt = s.AcceptanceStoppedAt ?? r.OccurredAt }, CaseStates.Withdrawn, r),
        Archived => s with { Status = CaseStates.Archived },
        HistoryBegan or HistoryRecorded or HistoryEnded => HistoryRules.Evolve(s, r),
        _ => Aside(s, r) ?? OwnershipFold.Apply(s, r) ?? PrivacyFold.Apply(s, r) ?? CasePursuits.Apply(s, r) ?? throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a case."),
    };

    private static IEnumerable<KeyValuePair<string, MaterialHeld>> Held(IEnumerable<MaterialHandedIn> materials, Recorded r) =>
        materials.Select(m => KeyValuePair.Create(m.Code, new MaterialHeld(m.Code, m.Form, r.OccurredAt)));

    private static CaseState Accept(CaseState s, Recorded r, string firstStage, int itemVersion, NodaTime.Instant countsFrom) => s with
    {
        Status = CaseStates.InStage, Stage = firstStage, ItemVersion = itemVersion, AcceptedAt = r.OccurredAt, CountsFrom = countsFrom,
        AcceptanceStoppedAt = r.OccurredAt, Requested = [], Stages = s.Stages.Add(new(firstStage, s.Owner, r.OccurredAt) { Hall = s.Hall }),
    };

    private static CaseState End(CaseState s, string status, Recorded r) => OwnershipFold.Ended(PauseOver(s, r.OccurredAt), r) with
    {
        Status = status, Stage = null, NextStage = null, EndedAt = r.OccurredAt, Offer = null, AgentOffer = null,
        PastOffers = s.Offer is { } o ? s.PastOffers.Add(new(o.Id, o.Kind, o.From, o.To, "withdrawn", null, r.OccurredAt)) : s.PastOffers,
    };

    private static CaseState Offered(CaseState s, Offer offer) => offer.Kind == HandoffKinds.Agent
        ? s with { AgentOffer = offer, Handoffs = s.Handoffs + 1 }
        : OwnershipFold.NobodyWaits(s, offer.OfferedAt) with { Offer = offer, Handoffs = s.Handoffs + 1 };

    private static CaseState HandedOver(CaseState s, HandoffAccepted e, Recorded r)
    {
        var closed = Closed(s, e.HandoffId, "accepted", e.To, r);
        return e.Kind == HandoffKinds.Agent
            ? closed with { Agent = e.To }
            : Owned(OwnershipFold.OwnerChanged(closed, r) with { Hall = e.Hall, DeputyFor = OwnershipFold.DeputyFor(s, e) }, e.To, r);
    }

    // The stage a case is in goes on with its new owner, and with its clock: handing over moves no card (§6.7).
    private static CaseState Owned(CaseState s, string owner, Recorded r) => s with
    {
        Owner = owner, Owners = s.Owners.Add(new(r.OccurredAt, owner)), OffersBefore = s.PastOffers.Length,
        Stages = s.CurrentRun is { } run && run.Handler != owner
            ? s.Stages.Replace(run, run with { Handler = owner, Former = run.Former.Add(run.Handler) }) : s.Stages,
    };

    private static CaseState Closed(CaseState s, string id, string outcome, string? by, Recorded r)
    {
        var offer = s.Offer?.Id == id ? s.Offer : s.AgentOffer?.Id == id ? s.AgentOffer : null;
        if (offer is null) return s;
        return s with
        {
            Offer = s.Offer?.Id == id ? null : s.Offer, AgentOffer = s.AgentOffer?.Id == id ? null : s.AgentOffer,
            PastOffers = s.PastOffers.Add(new(offer.Id, offer.Kind, offer.From, offer.To, outcome, by, r.OccurredAt)),
        };
    }

    private static CaseState Change(CaseState s, string id, Func<Offer, Offer> change) =>
        s.Offer?.Id == id ? s with { Offer = change(s.Offer) } : s.AgentOffer?.Id == id ? s with { AgentOffer = change(s.AgentOffer) } : s;

    private static CaseState Escalated(CaseState s, string id, Func<Escalation, Escalation> change) =>
        s with { Escalations = [.. s.Escalations.Select(e => e.Id == id ? change(e) : e)] };

    private static System.Collections.Immutable.ImmutableArray<StageRun> Finish(CaseState s, Recorded r, bool returned) =>
        s.CurrentRun is { } run ? s.Stages.Replace(run, run with { FinishedAt = r.OccurredAt, Returned = returned }) : s.Stages;

    private static int LastRunOf(CaseState s, string stage)
    {
        for (var i = s.Stages.Length - 1; i >= 0; i--)
            if (s.Stages[i].Stage == stage) return i;
        return -1;
    }

    // A stage's signal belongs to the run of the clock it fell on; other clocks run once.
    private static CaseState Signalled(CaseState s, string clock, string? stage, ClockSignal signal, Recorded r) =>
        s with { Signals = s.Signals.Add(CaseClocks.SignalKey(s, clock, signal, r.OccurredAt)) };
}
