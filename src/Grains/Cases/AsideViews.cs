using System.Collections.Immutable;
using HallGrains.Contracts.Cases;

namespace HallGrains.Grains.Cases;

/// <summary>What of a case's life is not its straight way, as callers see it: texts for those who may read them.</summary>
internal static class AsideViews
{
    /// <summary>Every denial, refusal and termination names these (2.3b): 行政复议法 20, 行政诉讼法 46, and where to complain.</summary>
    public const string Remedies = "如不服本决定，可自收到之日起60日内申请行政复议，或者6个月内提起行政诉讼；对服务不满意可向本大厅监督员或公布的投诉渠道投诉。";

    public static ToleranceView? Tolerance(CaseState state) =>
        state.Tolerance is { } t ? new(ToleranceRules.StillMissing(state), t.Due, t.FulfilledAt, t.LapsedAt, t.Prolonged) : null;

    public static ImmutableArray<PauseView> Pauses(CaseState state) =>
        [.. state.PausesHeld.Select(p => new PauseView(p.Id, p.Reason, p.State, p.From, p.Until ?? p.ExpectedUntil, p.EndedAt, p.ApprovedBy))];

    public static ExtensionView? Extension(CaseState state, bool texts) =>
        state.Extension is { } e ? new(e.WorkingDays, e.Basis, e.State, e.Approver, e.AnsweredBy, texts ? e.Reason : null) : null;

    public static ImmutableArray<CorrectionView> Corrections(CaseState state, bool texts) =>
    [
        .. state.Corrections.Select(c => new CorrectionView(
            c.Id, c.State, c.Stage, texts ? c.Wrong : null, texts ? c.Effect : null, c.At, c.AnsweredAt, c.AnsweredBy, texts ? c.Reason : null)),
    ];

    public static ImmutableArray<CaseResultView> Decisions(CaseState state, bool texts) => [.. state.Decisions.Select(d => Decision(d, texts))];

    public static CaseResultView Decision(CaseResultHeld r, bool texts) => texts
        ? new(r.Result, r.By, r.At, r.Opinion, r.Basis, r.Remedies, r.Amount, r.ItemVersion, r.Escalation)
        : new(r.Result, r.By, r.At, null, null, null, r.Amount, r.ItemVersion, r.Escalation);

    public static EndView? End(CaseState state, bool texts) => state.End is not { } e ? null
        : new(e.Ground, e.At, texts ? e.Reason : null, e.WayForward, state.Status == CaseStates.ReferredOut ? null : e.Remedies ?? Remedies);

    public static ImmutableArray<FeeView> Fees(CaseState state) => [.. state.Fees.Select(f => new FeeView(f.Code, f.Amount, f.Basis, f.Recorded))];

    public static string? Sample(CaseState state) => state.Sample is not { } s ? null : s.Ok is not { } ok ? "drawn" : ok ? "checked-ok" : "checked-wrong";
}
