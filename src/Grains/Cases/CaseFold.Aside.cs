using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

// What of a case's life is not its straight way.
public static partial class CaseFold
{
    private static CaseState? Aside(CaseState s, Recorded r) => r.Body switch
    {
        SpotCorrected or ExplanationGiven or EnforcementStep or SealUsed or FillingHelped => s,
        ReferredOut e => End(s with { End = new("referred-out", r.Actor, r.OccurredAt, e.Reason, $"{e.Body}，{e.Address}，{e.Phone}", null), AcceptanceStoppedAt = s.AcceptanceStoppedAt ?? r.OccurredAt }, CaseStates.ReferredOut, r),
        Terminated e => Terminate(s, e, r),
        ToleranceGranted e => s with { Tolerance = new(e.Missing, r.OccurredAt, e.Due, []) },
        ToleranceFulfilled => s with { Tolerance = s.Tolerance! with { FulfilledAt = r.OccurredAt, LapsedAt = null } },
        ToleranceLapsed => s with { Tolerance = s.Tolerance! with { LapsedAt = r.OccurredAt } },
        ToleranceProlonged e => s with { Tolerance = s.Tolerance! with { Due = e.Due, Prolonged = true, LapsedAt = null, Reminded = [], GrantedAt = r.OccurredAt } },
        Reminded { Clock: ClockNames.Supplement } => s with { SupplementReminded = true },
        Reminded e => s with { Tolerance = s.Tolerance is { } t ? t with { Reminded = t.Reminded.Add(e.When) } : null },
        PauseAsked e => s with { PausesHeld = s.PausesHeld.Add(new(e.PauseId, e.Reason, "asked", e.ExpectedUntil, e.By, e.Approver)) },
        PauseDenied e => Held(s, e.PauseId, p => p with { State = "denied", ApprovedBy = e.By }),
        Paused e => Pause(s, e, r),
        Resumed => PauseOver(s, r.OccurredAt),
        ExtensionAsked e => s with { Extension = new(e.WorkingDays, e.Basis, e.Approver, "asked", e.By, null, e.Reason) },
        ExtensionGranted e => s with { Extension = s.Extension! with { State = "granted", AnsweredBy = e.By, Reason = e.Reason ?? s.Extension.Reason } },
        ExtensionDenied e => s with { Extension = s.Extension! with { State = "denied", AnsweredBy = e.By, Reason = e.Reason } },
        InquiryReopened e => Reopened(s, e, r),
        CorrectionReported e => s with { Corrections = s.Corrections.Add(new(e.CorrectionId, "reported", e.Stage, e.By, r.OccurredAt, e.Wrong, e.Effect)) },
        CorrectionOpened e => Correct(s, e, r),
        Corrected e => Corrected(s, e, r),
        CorrectionRejected e => Answered(s with { Status = s.OpenCorrection!.Before! }, e.CorrectionId, "rejected", e.By, e.Reason, r),
        EnforcementNotice => s with { EnforcementNoticed = true },
        FeeNotified e => s with { Fees = s.Fees.RemoveAll(f => f.Code == e.Code).Add(new(e.Code, e.Amount, e.Basis, false)) },
        FeeRecorded e => s with { Fees = [.. s.Fees.Select(f => f.Code == e.Code ? f with { Recorded = true } : f)] },
        ExtraAdded e => s with { Extras = s.Extras.Add(e.Code) },
        ResearchNoted => s with { Researched = true },
        InstantConverted e => s with { ConvertedDays = e.PromisedDays, CountsFrom = s.CountsFrom is null ? null : e.CountsFrom },
        VisitRecorded => s with { Visits = s.Visits + 1 },
        SampleDrawn e => s with { Sample = new(e.Handler, e.Cause, e.DueAt) },
        SampleChecked e => s with { Sample = s.Sample! with { Ok = e.Ok } },
        RequestRecorded e => s with { Requests = s.Requests.Add(new(e.RequestId, e.DutyId, r.OccurredAt, e.Text)) },
        RequestAnswered e => s with
        {
            Requests = [.. s.Requests.Select(q => q.Id != e.RequestId ? q : e.Outcome == RequestRules.PassedOn ? q with { DutyId = e.DutyId! } : q with { Outcome = e.Outcome, Reason = e.Reason })],
        },
        ContactNamed e => s with { ContactPerson = e.Staff },
        _ => null,
    };

    // A fraud that was proven is a false commitment: it bars tolerance as a lapse does (§3.7).
    private static CaseState Terminate(CaseState s, Terminated e, Recorded r)
    {
        var tolerance = e.Ground == TerminationRules.Fraud && s.Tolerance is { } t ? t with { LapsedAt = t.LapsedAt ?? r.OccurredAt, FulfilledAt = null } : s.Tolerance;
        return End(s with
        {
            Tolerance = tolerance, Stages = Finish(s, r, false), AcceptanceStoppedAt = s.AcceptanceStoppedAt ?? r.OccurredAt,
            End = new(e.Ground, e.By, r.OccurredAt, e.Reason, null, e.Remedies),
        }, CaseStates.Terminated, r);
    }

    private static CaseState Pause(CaseState s, Paused e, Recorded r)
    {
        var running = new PauseHeld(e.PauseId, e.Reason, "running", e.ExpectedUntil, r.Actor, null, r.OccurredAt, e.Until, null, e.ApprovedBy);
        var held = s.PausesHeld.Any(p => p.Id == e.PauseId)
            ? Held(s, e.PauseId, p => running with { AskedBy = p.AskedBy, Approver = p.Approver })
            : s with { PausesHeld = s.PausesHeld.Add(running) };
        return held with { Pauses = PauseList.Of([.. s.Pauses.Items, new Pause(r.OccurredAt, null)]) };
    }

    private static CaseState PauseOver(CaseState s, Instant at) => s.OpenPause is not { } running ? s : Held(s, running.Id, p => p with { State = "ended", EndedAt = at }) with
    {
        Pauses = PauseList.Of(s.Pauses.Items.Select(p => p.To is null ? p with { To = at } : p)),
    };

    private static CaseState Held(CaseState s, string id, Func<PauseHeld, PauseHeld> change) =>
        s with { PausesHeld = [.. s.PausesHeld.Select(p => p.Id == id ? change(p) : p)] };

    private static CaseState Reopened(CaseState s, InquiryReopened e, Recorded r)
    {
        var open = s with
        {
            Status = CaseStates.Inquiry, EndedAt = null, AnsweredAt = null, ReopenedAt = r.OccurredAt, Researched = false, Question = e.Question ?? s.Question,
        };
        return e.Owner == s.Owner ? open : Owned(open, e.Owner, r);
    }

    private static CaseState Correct(CaseState s, CorrectionOpened e, Recorded r)
    {
        var opened = new CorrectionHeld(e.CorrectionId, "open", e.Stage, e.By, r.OccurredAt, e.Wrong, e.Effect, s.Status, r.OccurredAt);
        var reported = s.Corrections.FirstOrDefault(c => c.Id == e.CorrectionId);
        return s with
        {
            Status = CaseStates.Correcting,
            Corrections = reported is null
                ? s.Corrections.Add(opened)
                : s.Corrections.Replace(reported, reported with { State = "open", Before = s.Status, OpenedAt = r.OccurredAt }),
        };
    }

    // The first decision stays among the decisions; the error counts at the stage it was made in.
    private static CaseState Corrected(CaseState s, Corrected e, Recorded r)
    {
        var answered = Answered(s, e.CorrectionId, "corrected", e.By, e.Reason, r);
        var faulted = LastRunOf(s, e.ErrorStage) is var run and >= 0 ? answered.Stages.SetItem(run, answered.Stages[run] with { Faulted = true }) : answered.Stages;
        if (e.Result is { } result)
        {
            var held = new CaseResultHeld(result, e.By, r.OccurredAt, e.Reason, e.Basis, e.Remedies, e.Amount, e.ItemVersion ?? s.ItemVersion ?? 0, null) { ByLevel = e.ByLevel };
            return answered with
            {
                Status = CaseStates.Decided, Stages = faulted, Result = held, Decisions = s.Decisions.Add(held), Amount = e.Amount ?? s.Amount,
                DecidedAt = r.OccurredAt, DeliveredAt = null, Delivery = null, EndedAt = null, End = null,
            };
        }

        return answered with
        {
            Status = CaseStates.InStage, Stage = e.Stage, ItemVersion = e.ItemVersion ?? s.ItemVersion, CountsFrom = e.CountsFrom, AcceptedAt = r.OccurredAt,
            Result = null, DecidedAt = null, TotalsStoppedAt = null, DeliveredAt = null, Delivery = null, EndedAt = null, End = null, NextStage = null,
            Stages = faulted.Add(new(e.Stage!, s.Owner, r.OccurredAt) { Hall = s.Hall }),
        };
    }

    private static CaseState Answered(CaseState s, string id, string state, string by, string? reason, Recorded r) => s with
    {
        Corrections = [.. s.Corrections.Select(c => c.Id == id ? c with { State = state, AnsweredBy = by, AnsweredAt = r.OccurredAt, Reason = reason } : c)],
    };
}
