using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;

namespace HallGrains.Grains.Cases;

/// <summary>A case as a caller sees it: masked is the default, shown by need (domain-rules §12, must-hold 26).</summary>
public static class CaseViews
{
    /// <summary>In the place of a name that was forgotten.</summary>
    public const string ErasedName = "已删除";

    public static CaseView Of(string number, CaseState state, CaseFacts facts) => Of(number, state, facts, null);

    /// <param name="clocks">What the clocks come to, where it was computed already.</param>
    internal static CaseView Of(string number, CaseState state, CaseFacts facts, ClockFacts? clocks) => Of(number, state, facts, state, clocks ?? CaseClocks.Summary(state, facts));

    /// <summary>As the case stood then, for the rights of today: who had it once sees no more of it than anybody else (§12).</summary>
    internal static CaseView AsOf(string number, CaseState then, CaseState now, CaseFacts facts) => Of(number, then, facts, now, CaseClocks.Summary(then, facts)) with { Allowed = [] };

    private static CaseView Of(string number, CaseState state, CaseFacts facts, CaseState rights, ClockFacts clocks)
    {
        var (whole, texts) = (Rights.SeesAll(rights, facts), Rights.SeesTexts(rights, facts));
        var item = facts.ItemOf(state);
        return new()
        {
            CaseNumber = number, Hall = state.Hall, Channel = state.Channel, ServiceItem = state.Item, ItemVersion = state.ItemVersion ?? state.Notices?.ItemVersion,
            State = state.Status, Stage = state.Stage, Owner = state.Owner, OwnerName = facts.Find(state.Owner)?.Definition.Name, Agent = state.Agent,
            OpenHandoff = (state.Offer ?? state.AgentOffer) is { } offer ? Handoff(offer, texts) : null,
            OpenEscalation = state.OpenEscalation is { } asked ? Question(state, asked, texts) : null,
            Paused = state.Pauses.IsOpen, Overdue = clocks.Overdue, Card = clocks.Card,
            DueAt = clocks.DueAt, PromisedDueAt = clocks.PromisedDueAt, StatutoryDueAt = clocks.StatutoryDueAt, Provisional = clocks.Provisional,
            Result = Result(state, facts, texts), Evaluation = EvaluationRules.View(state, facts),
            Version = state.Version, AsOf = facts.Now,
            Question = texts ? state.Question : null,
            Contact = Contact(state, whole), Applicant = Applicant(state, whole), Amount = state.Amount,
            Materials = Materials(state, item), Missing = Missing(state, item, texts), Notices = Notices(state, facts, texts),
            Window = state.Window, Ticket = state.Ticket, Stages = Stages(state, texts),
            Cards = [.. state.Cards.Select(c => new CardView(c.Id, c.Colour, c.Clock, c.DueAt, c.At, c.Owner, c.Cancelled))],
            Escalations = [.. state.Escalations.Select(e => Question(state, e, texts))],
            OpenedAt = state.OpenedAt, Refused = Refusal(state, texts), Allowed = AllowedCommands.Of(state, facts), Erased = state.Erased,
            Tolerance = AsideViews.Tolerance(state), Pauses = AsideViews.Pauses(state), Extension = AsideViews.Extension(state, texts),
            Corrections = AsideViews.Corrections(state, texts), Decisions = AsideViews.Decisions(state, texts), End = AsideViews.End(state, texts),
            Fees = AsideViews.Fees(state), Extras = state.Extras, Converted = state.ConvertedDays is not null, Sample = AsideViews.Sample(state), Visits = state.Visits,
            Bundle = state.Bundle, AgencyScope = texts ? state.Agency?.Scope : null, GreenChannel = state.Fast?.Ground is not null, GreenChannelGround = texts ? state.Fast?.Ground : null,
            Urgent = state.Fast?.Urgent == true, Watch = facts.Actor is not null && state.Watch is { } w ? new(w.By, w.Since, w.Missed, texts ? w.Note : null) : null,
            Assignment = facts.Caller.Staff is not null && state.Assignment is { } a ? new(a.Staff, a.From, a.By, a.At, a.ObjectedAt, a.Decider, a.DecideBy, a.Upheld) : null,
            DeputyFor = state.DeputyFor, Duties = facts.Caller.Staff is null ? [] : [.. state.Duties.Select(d => DutyRules.View(number, state, d.Id, facts))],
            Requests = RequestRules.View(state, texts), ContactPerson = RequestRules.Contact(state, facts),
            Delivery = state.Delivery is { } d ? d with { Evidence = whole ? d.Evidence : null, Failures = state.DeliveryFailures } : null,
        };
    }

    /// <summary>办件进度 for the person: everything about their own matter, with the name and number of who answers for it (3.1e).</summary>
    public static TrackView Track(string number, CaseState state, CaseFacts facts)
    {
        var clocks = CaseClocks.Summary(state, facts);
        var texts = Rights.SeesTexts(state, facts);
        return new(
            number, state.Hall, state.Status, state.Stage, state.Item, facts.Find(state.Owner)?.Definition.Name, state.Owner, clocks.DueAt,
            state.IsOpen ? ClockViews.DueExplanation(state, facts) : [], Missing(state, facts.ItemOf(state), texts), Notices(state, facts, texts),
            Result(state, facts, texts), Refusal(state, texts), EvaluationRules.View(state, facts), AllowedCommands.MayEvaluate(state), state.Version, facts.Now)
        {
            Tolerance = AsideViews.Tolerance(state), Pauses = AsideViews.Pauses(state), Extension = AsideViews.Extension(state, texts),
            Corrections = AsideViews.Corrections(state, texts), End = AsideViews.End(state, texts), Erased = state.Erased,
            Requests = RequestRules.View(state, texts), ContactPerson = RequestRules.Contact(state, facts), Flow = Flow(state, facts),
        };
    }

    /// <summary>4.3k: who does what within which limit, and where this case is.</summary>
    private static ImmutableArray<FlowStage> Flow(CaseState state, CaseFacts facts)
    {
        if (facts.ItemOf(state) is not { } item) return [];
        var readings = CaseClocks.Readings(state, facts);
        var current = state.Status == CaseStates.InStage ? state.Stage : state.Status is CaseStates.Received or CaseStates.AwaitingSupplement ? "acceptance" : null;
        var at = item.Stages.ToList().FindIndex(s => s.Stage == current);
        var over = at < 0 && state.Status is not CaseStates.Inquiry and not CaseStates.InquiryClosed;
        return
        [
            .. item.Stages.Select((s, i) =>
            {
                var run = state.Stages.LastOrDefault(r => r.Stage == s.Stage);
                var (started, finished) = s.Stage == "acceptance" ? (state.ReceivedAt, state.AcceptedAt ?? state.EndedAt) : (run?.StartedAt, run?.FinishedAt);
                var name = i == at ? "current" : i < at || (over && finished is not null) ? "done" : "to-come";
                return new FlowStage(
                    s.Stage, s.Limit, s.Authority, name, started, name == "current" ? null : finished,
                    name == "current" ? readings.LastOrDefault(r => r.Clock.Name == Clocks.ClockNames.Stage(s.Stage))?.DueAt : null);
            }),
        ];
    }

    private static PersonView? Contact(CaseState state, bool whole) => WholeContact(state) is { } contact
        ? Shown(contact, whole)
        : state.Audience is { } audience ? new(state.Erased ? ErasedName : null, audience, null, null, null) : null;

    private static PersonView? Applicant(CaseState state, bool whole) => WholeApplicant(state) is { } applicant
        ? Shown(applicant, whole)
        : state is { Erased: true, ReceivedAt: not null } ? new(ErasedName, state.Audience, null, null, null) : null;

    internal static PersonView? WholeContact(CaseState state) => state.Contact is { } c ? new(c.Name, c.Audience, c.IdNumber, c.CreditCode, c.Phone) : null;

    internal static PersonView? WholeApplicant(CaseState state) =>
        state.Applicant is { } a ? new(a.Name, a.Audience ?? state.Audience, a.IdNumber, a.CreditCode, a.Phone, a.Address) : null;

    private static PersonView Shown(PersonView person, bool whole) => whole ? person : Masking.Person(person);

    private static ImmutableArray<MaterialView> Materials(CaseState state, ServiceItem? item)
    {
        if (item is null) return [];
        var missing = Papers.Missing(state, item);
        return
        [
            .. item.Materials.Where(m => state.Materials.ContainsKey(m.Code) || m.Need == "required").Select(m =>
            {
                var held = state.Materials.GetValueOrDefault(m.Code);
                return new MaterialView(m.Code, m.NameZh, held?.Form ?? (Papers.IsAsked(m) ? null : "shared"), held?.At, missing.Contains(m.Code));
            }),
        ];
    }

    // Before the application nothing is missing yet: the guide says what will be asked.
    private static ImmutableArray<MissingMaterial> Missing(CaseState state, ServiceItem? item, bool texts)
    {
        if (item is null) return [];
        if (state is { Status: CaseStates.InStage, ToleranceOpen: true }) return [.. ToleranceRules.StillMissing(state).Select(code => new MissingMaterial(code, "容缺待补", "提交"))];
        if (state.Status is not (CaseStates.Received or CaseStates.AwaitingSupplement)) return [];
        return
        [
            .. Papers.Missing(state, item).Select(code => state.Requested.FirstOrDefault(m => m.Material == code) is { } named
                ? texts ? named : new(code, "", "")
                : new MissingMaterial(code, "未提交", Papers.Find(item, code)?.Source == "applicant-shown" ? "出示原件" : "提交")),
        ];
    }

    private static NoticesView? Notices(CaseState state, CaseFacts facts, bool texts)
    {
        if (state.Notices is not { } n) return null;
        var item = facts.Items.GetValueOrDefault(n.ServiceItem)?.Find(n.ItemVersion);
        return new(
            texts ? n.Eligible : n.Eligible with { Rule = null }, texts ? n.Procedure ?? "" : "", texts ? n.Path ?? "" : "", texts ? n.TimeLimit ?? "" : "",
            n.ServiceItem, n.ItemVersion, n.At, n.PromisedDueAt, n.StatutoryDueAt, [.. n.Materials.Select(code => Named(code, item is null ? null : Papers.Find(item, code)))]);
    }

    private static NamedMaterial Named(string code, ItemMaterial? material) => new(code, material?.NameZh ?? code, material?.When);

    private static ImmutableArray<StageView> Stages(CaseState state, bool texts) =>
    [
        .. state.Stages.Select((r, i) => new StageView(
            r.Stage, r.Handler, r.StartedAt, r.FinishedAt, texts ? r.Conclusion : null, texts ? r.Ground : null,
            state.Stages.Take(i + 1).Count(x => x.Stage == r.Stage && x.Faulted))),
    ];

    private static HandoffView Handoff(Offer o, bool texts) => new(o.Id, o.Kind, o.From, o.To, texts ? o.Reason : null, o.OfferedAt, o.AcceptBy, o.Late);

    private static EscalationView Question(CaseState state, Escalation e, bool texts) => new(
        e.Id, e.From, e.Level, texts ? e.Question : null, texts ? e.Proposal : null, e.Amount, e.AskedAt, e.Verdict is null ? e.AnswerBy : null,
        e.Verdict, e.By, texts ? e.Text : null, EscalationRules.IsVoid(state, e));

    private static CaseResultView? Result(CaseState state, CaseFacts facts, bool texts) =>
        state.Result is { } r ? AsideViews.Decision(r, texts) with { DecidedByName = facts.Find(r.By)?.Definition.Name } : null;

    private static RefusalView? Refusal(CaseState state, bool texts) =>
        state.RefusedWith is not { } r ? null : texts ? new(r.Reason, r.Basis, r.WayForward, r.At, r.By) : new(null, null, null, r.At, r.By);
}
