using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;
using CaseClocks = HallGrains.Grains.Cases.CaseClocks;

namespace HallGrains.Grains.Simulation;

/// <summary>
/// The matters of the day and what becomes of them, through the rules of a case. People do what a sensible colleague would; who may do it the rules say, and
/// where they refuse the next colleague is asked.
/// </summary>
internal sealed class Matters(VirtualTime time, VirtualCity city, Tally tally, LocalDate date, bool isChecked)
{
    private const double DeclineShare = 0.02, SilentShare = 0.02, ReturnShare = 0.03, DenialShare = 0.03;
    private readonly List<Matter> _matters = [];

    public IReadOnlyList<Matter> All => _matters;

    /// <summary>What happens to a matter while the person stands at the window. Returns its number, or null when it was not even a question.</summary>
    public string? Begin(Visitor visitor, StaffSnapshot handler, WindowDefinition window, string ticket)
    {
        var number = CaseNumber.Create(city.Hall.Code, date, visitor.Number).Text;
        var matter = new Matter(number, visitor, new("case/" + number, CaseState.None, CaseFold.Evolve));
        var contact = new Contact($"来访者{visitor.Number}", visitor.Item.Audience.Contains("employer") && visitor.Item.Audience.Length == 1 ? "employer" : "resident");
        if (!Do(matter, handler, new OpenInquiry(city.Hall.Code, window.Code, ticket, "onsite", contact, visitor.Item.NameZh, visitor.Item.Code))) return null;
        _matters.Add(matter);
        Do(matter, handler, new GiveNotices(new("eligible", visitor.Item.LegalBasis.FirstOrDefault()?.Law ?? visitor.Item.NameZh), "按办事指南提交材料", window.Name, "按承诺时限办结"));
        if (visitor.AsksOnly)
        {
            Do(matter, handler, new CloseInquiry("answered"));
            Later(matter, 60, Rate);
            return number;
        }

        Apply(matter, handler);
        return number;
    }

    private void Apply(Matter matter, StaffSnapshot handler)
    {
        var (item, visitor) = (matter.Visitor.Item, matter.Visitor);
        var asked = item.Materials.Where(m => Papers.IsAsked(m) && m.Need == "required").Select(m => m.Code).ToList();
        var handed = visitor.Complete || asked.Count == 0 ? asked : asked[..^1];
        decimal? amount = item.AmountChecked ? Math.Round((decimal)(500 * Math.Pow(10, visitor.Later.NextDouble() * 2.2)), 2) : null;
        var applied = Do(matter, handler, new SubmitApplication(item.Code, People.Applicant(visitor), amount, [.. handed.Select(c => new MaterialHandedIn(c, "original"))]));
        if (!applied) return;
        if (handed.Count == asked.Count)
        {
            Accept(matter);
            return;
        }

        // Everything missing is said once; the person brings it one to four days later.
        Do(matter, handler, new RequestSupplement([.. Papers.Missing(matter.State, item).Select(c => new MissingMaterial(c, "未提交", "补交原件"))]));
        Later(matter, 420 + visitor.Later.Next(1260), m =>
        {
            if (Do(m, Owner(m), new SupplyMaterials([.. Papers.Missing(m.State, item).Select(c => new MaterialHandedIn(c, "original"))]))) Accept(m);
        });
    }

    private void Accept(Matter matter)
    {
        Do(matter, Owner(matter), new AcceptCase());
    }

    /// <summary>After every change: an offer is answered, a stage worked on, a decided case delivered.</summary>
    private void React(Matter matter)
    {
        var (state, chance) = (matter.State, matter.Visitor.Later);
        if (state.Offer is { } offer && matter.Seen.Add("offer:" + offer.Id))
        {
            // Somebody who never answers lets it run out; the giver offers it again.
            if (chance.NextDouble() >= SilentShare) Later(matter, 1 + chance.Next(45), m => Answer(m, offer));
        }

        if (state.PastOffers is [.., { Outcome: "expired" or "declined" } past] && state.Offer is null && state.CurrentRun is null && matter.Seen.Add("again:" + past.Id))
            Later(matter, 1 + chance.Next(30), m => OfferAgain(m, past));
        if (state is { Status: CaseStates.InStage, CurrentRun: { } run } && matter.Seen.Add($"run:{run.Stage}:{run.StartedAt.ToUnixTimeTicks()}:{run.Handler}"))
            Later(matter, Work(chance, state.Stage == Guards.Decision), m => Finish(m, run));
        if (state.OpenEscalation is { } asked && matter.Seen.Add("asked:" + asked.Id)) Later(matter, 5 + chance.Next(100), m => AnswerQuestion(m, asked.Id));
        if (state.Status == CaseStates.Decided && matter.Seen.Add("decided")) Later(matter, 60 + chance.Next(840), Deliver);
    }

    private void Answer(Matter matter, Offer offer)
    {
        if (matter.State.Offer?.Id != offer.Id) return;
        var receiver = offer.To.Staff is { } number ? city.Find(number) : null;
        if (receiver is null) return;
        if (matter.Visitor.Later.NextDouble() < DeclineShare && Do(matter, receiver, new DeclineHandoff("not-competent", "不属于本岗位") { HandoffId = offer.Id })) return;
        Do(matter, receiver, new AcceptHandoff { HandoffId = offer.Id });
    }

    private void OfferAgain(Matter matter, PastOffer past)
    {
        if (matter.State.Offer is not null || matter.State.CurrentRun is not null || matter.State.NextStage is not { } next) return;
        foreach (var colleague in Colleagues(matter, next).Where(c => c.Number != past.To.Staff).Append(city.Find(past.To.Staff ?? "")).OfType<StaffSnapshot>())
            if (Do(matter, Owner(matter), new OfferHandoff(new(Staff: colleague.Number), HandoffKinds.NextStage, "环节流转"), quietly: true)) return;
        // Bounced twice: the head assigns it (§4 e).
        foreach (var colleague in Colleagues(matter, next))
            if (city.Find(city.Hall.Leader ?? "") is { } leader && Do(matter, leader, new AssignOwner(colleague.Number, "多次流转未接收"), quietly: true)) return;
    }

    private void Finish(Matter matter, StageRun run)
    {
        if (matter.State.CurrentRun is not { } now || now.Stage != run.Stage || now.StartedAt != run.StartedAt) return;
        if (run.Stage == Guards.Decision)
        {
            Decide(matter);
            return;
        }

        var chance = matter.Visitor.Later;
        if (run.Stage == "recheck" && chance.NextDouble() < ReturnShare && Do(matter, Owner(matter), new ReturnStage(["计算有误"], "请重新核算") { Stage = run.Stage }, quietly: true)) return;
        var next = matter.Visitor.Item.NextStage(run.Stage)?.Stage;
        if (next is null) return;
        foreach (var colleague in Colleagues(matter, next))
            if (Do(matter, Owner(matter), new FinishStage("pass", "材料齐全，符合条件", new(Staff: colleague.Number)) { Stage = run.Stage }, quietly: true)) return;
        tally.Refused(Refusal.Of("nobody-for-" + next));
    }

    private void Decide(Matter matter)
    {
        var (state, item) = (matter.State, matter.Visitor.Item);
        var denied = matter.Visitor.Later.NextDouble() < DenialShare;
        var citing = state.Escalations.LastOrDefault(e => e.Verdict == "approve")?.Id;
        DecideCase command = denied
            ? new("denied", "不符合条件", item.LegalBasis.FirstOrDefault()?.Law ?? "政策规定", "60日内可申请行政复议", Escalation: citing)
            : new("granted", "符合条件，同意", Amount: state.Amount, Escalation: citing);
        var owner = Owner(matter);
        if (Do(matter, owner, command, quietly: true)) return;
        // Beyond one's authority the question goes up, with the decision proposed (3.4c).
        var level = Authority.Required(state, item, command.Result, state.Amount);
        if (state.OpenEscalation is null && owner.Level < level) Do(matter, owner, new AskEscalation("超出权限，请示", "建议" + (denied ? "不予" : "准予"), level, state.Amount));
        else Do(matter, owner, command);
    }

    private void AnswerQuestion(Matter matter, string id)
    {
        if (matter.State.OpenEscalation is not { } asked || asked.Id != id) return;
        var facts = city.Facts(Caller.System, time.Now);
        if (EscalationRules.AskedOf(matter.State, asked, facts) is not { } number || city.Find(number) is not { } head) return;
        if (Do(matter, head, new AnswerEscalation("approve", "同意") { EscalationId = id })) Later(matter, 5, Decide);
    }

    private void Deliver(Matter matter)
    {
        if (matter.State.Status == CaseStates.Decided && Do(matter, Owner(matter), new DeliverCase("pickup", "本人签收"))) Later(matter, 120, Rate);
    }

    private void Rate(Matter matter)
    {
        if (matter.Visitor.Grade is not { } grade) return;
        Carry(matter, Caller.Anonymous, new EvaluateCase(grade, [], null, true), codeShown: true, quietly: false);
    }

    /// <summary>Who could take a stage: of the hall, then of the halls above, those of the stage's level first.</summary>
    private IEnumerable<StaffSnapshot> Colleagues(Matter matter, string stage)
    {
        var (item, facts) = (matter.Visitor.Item, city.Facts(Caller.System, time.Now));
        var level = item.Stage(stage)?.Authority ?? StaffLevel.L1;
        var offset = matter.Visitor.Number;
        foreach (var hall in facts.HallsUp(matter.State.Hall))
        {
            var able = city.Staff.Where(s => s.Hall == hall.Code && s.Level >= level && s.Number != matter.State.Owner && !s.Definition.Roles.Contains(Roles.Supervisor)
                && (s.Definition.Lines.Contains(item.ServiceLine) || s.Level >= StaffLevel.L4)).OrderBy(s => s.Level).ThenBy(s => s.Number, StringComparer.Ordinal).ToList();
            // Work goes round among equals.
            foreach (var group in able.GroupBy(s => s.Level))
            {
                var equals = group.ToList();
                for (var i = 0; i < equals.Count; i++) yield return equals[(i + offset) % equals.Count];
            }
        }
    }

    private StaffSnapshot Owner(Matter matter) => city.Find(matter.State.Owner)!;

    /// <summary>So many working minutes later, in the hall's sessions.</summary>
    private void Later(Matter matter, int minutes, Action<Matter> what) =>
        time.At(WorkingMinutes.Add(time.Now, minutes, city.Hours)!.Value + Duration.FromSeconds(1), () => what(matter));

    private static int Work(Random chance, bool decision) => (int)Math.Clamp(Math.Exp(Math.Log(decision ? 40 : 60) + (0.9 * Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble()))), 3, 900);

    private bool Do(Matter matter, StaffSnapshot who, CaseCommand command, bool quietly = false)
    {
        var done = Carry(matter, VirtualCity.CallerOf(who), command, false, quietly);
        if (done) tally.Acted(who.Number);
        return done;
    }

    /// <param name="quietly">A refusal is an answer the colleague looked for, not one they met.</param>
    private bool Carry(Matter matter, Caller caller, CaseCommand command, bool codeShown, bool quietly)
    {
        var facts = city.Facts(caller, time.Now, codeShown, People.KeyOf(matter.Visitor));
        RecordDue(matter);
        var decision = CaseRules.Decide(matter.State, command, facts);
        if (decision.Refusal is { } refusal)
        {
            if (!quietly) tally.Refused(refusal);
            return false;
        }

        Append(matter, decision.Entries, caller.Actor);
        return true;
    }

    private void RecordDue(Matter matter)
    {
        var fallen = CaseDue.Fallen(matter.State, city.Facts(Caller.System, time.Now), time.Now);
        if (!fallen.IsEmpty) Append(matter, fallen, Caller.SystemAccount);
    }

    private void Append(Matter matter, ImmutableArray<EntryDraft> entries, string actor)
    {
        var before = matter.State;
        matter.Stream.Append(entries, actor, time.Now);
        if (isChecked) Checks.Step(matter, before, entries, tally);
        if (CaseClocks.NextDue(matter.State, city.Facts(Caller.System, time.Now)) is { } due && due != matter.WakesAt)
        {
            matter.WakesAt = due;
            time.At(due, () =>
            {
                if (matter.WakesAt != due) return;
                matter.WakesAt = null;
                RecordDue(matter);
            });
        }

        React(matter);
    }
}

/// <summary>A matter of the day.</summary>
internal sealed class Matter(string number, Visitor visitor, VirtualStream<CaseState> stream)
{
    public string Number => number;

    public Visitor Visitor => visitor;

    public VirtualStream<CaseState> Stream => stream;

    public CaseState State => stream.State;

    public Instant? WakesAt { get; set; }

    /// <summary>What the people of the hall have taken notice of.</summary>
    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);
}
