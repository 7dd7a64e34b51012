using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>What somebody tries.</summary>
internal enum Act
{
    Notices,
    Close,
    Apply,
    AskPapers,
    Supply,
    Accept,
    Finish,
    Return,
    Grant,
    Deliver,
    Withdraw,
    Archive,
    Offer,
    Take,
    Decline,
    TakeBack,
    Assign,
}

/// <param name="To">Whom it is given to.</param>
/// <param name="Papers">What is handed in.</param>
/// <param name="Offer">Number of the offer that is meant.</param>
internal readonly record struct Try(Act Act, string By, string To, ImmutableArray<string> Papers, int Offer)
{
    public CaseCommand Command(CaseModel m) => Act switch
    {
        Act.Notices => CaseBench.Notices,
        Act.Close => new CloseInquiry("answered"),
        Act.Apply => Application([.. Papers]),
        Act.AskPapers => Request(AllPapers),
        Act.Supply => new SupplyMaterials(CaseBench.Papers([.. Papers])),
        Act.Accept => new AcceptCase(),
        Act.Finish => CaseBench.Finish(m.Stage ?? "", To),
        Act.Return => new ReturnStage(["缴费月数有误"], "重新核对") { Stage = m.Stage ?? "" },
        Act.Grant => CaseBench.Grant(),
        Act.Deliver => new DeliverCase("pickup", "本人签收"),
        Act.Withdraw => new WithdrawCase(),
        Act.Archive => new ArchiveCase(),
        Act.Offer => new OfferHandoff(new(Staff: To), "transfer-inside", "失业窗口办理"),
        Act.Take => new AcceptHandoff { HandoffId = $"h{Offer}" },
        Act.Decline => new DeclineHandoff("not-competent", "不属于本窗口") { HandoffId = $"h{Offer}" },
        Act.TakeBack => new WithdrawHandoff { HandoffId = $"h{Offer}" },
        _ => new AssignOwner(To, "人手调整"),
    };
}

internal sealed record ModelOffer(int Number, string From, string To, bool NextStage);

/// <summary>
/// A case as domain-rules §2 and §4 tell it, small and written apart from the rules: who owns it, where it stands, which offer is open, and who may move it
/// at all. Time stands still, everybody is on duty in one hall; training, levels and bouncing are the rules' own affair: the model says what may never be done,
/// and, where nothing but state and ownership counts, what must be.
/// </summary>
internal sealed record CaseModel(string State, string Owner)
{
    private static readonly string[] Stages = ["initial-review", "recheck", "decision"];

    /// <summary>Who is trained for the whole of the matter; the guide for its beginning.</summary>
    private static readonly string[] Trained = [Handler, Reviewer, Decider];

    public string? Stage { get; init; }

    /// <summary>Somebody works on the stage; not while its successor is only offered.</summary>
    public bool Working { get; init; }

    /// <summary>The stage that the next to take the case begins.</summary>
    public string? Pending { get; init; }

    public bool Noticed { get; init; }

    public bool Asked { get; init; }

    public ImmutableHashSet<string> Papers { get; init; } = [];

    public ModelOffer? Offer { get; init; }

    public int Offers { get; init; }

    public static CaseModel Opened { get; } = new("inquiry", Guide);

    private bool IsOpen => State is "inquiry" or "received" or "awaiting-supplement" or "in-stage" or "decided";

    private bool Complete => AllPapers.All(Papers.Contains);

    /// <summary>False: whatever else holds, this must be refused.</summary>
    public bool May(Try t)
    {
        var owns = t.By == Owner;
        return t.Act switch
        {
            Act.Notices => owns && State == "inquiry",
            Act.Close => owns && State == "inquiry" && Noticed,
            // Who applies alone needs nobody's notices first (T4).
            Act.Apply => State == "inquiry" && ((owns && Noticed) || t.By == Person),
            Act.AskPapers => owns && State == "received" && !Asked && t.By != Guide,
            Act.Supply => State == "awaiting-supplement" && (owns || t.By == Person),
            Act.Accept => owns && State == "received" && Complete && t.By != Guide,
            Act.Finish => owns && Working && Stage != "decision" && Offer is null && t.To != Owner,
            Act.Return => owns && Working && Stage is "recheck" or "decision" && Offer is null,
            Act.Grant => owns && Working && Stage == "decision",
            Act.Deliver => State == "decided" && t.By != Person,
            Act.Withdraw => t.By == Person && State is "inquiry" or "received" or "awaiting-supplement" or "in-stage",
            Act.Archive => t.By != Person && State is "inquiry-closed" or "delivered" or "withdrawn",
            Act.Offer => owns && IsOpen && Offer is null && t.To != Owner,
            Act.Take => Offer is { } o && o.Number == t.Offer && o.To == t.By && o.From != t.By,
            Act.Decline => Offer is { } o && o.Number == t.Offer && o.To == t.By,
            Act.TakeBack => Offer is { } o && o.Number == t.Offer && t.By == Owner,
            _ => IsOpen && t.By is Decider or Leader or Supervisor,
        };
    }

    /// <summary>True: nothing but state and ownership is asked, so it may not be refused.</summary>
    public bool Must(Try t) => May(t) && t.Act switch
    {
        Act.Notices or Act.Close or Act.Apply or Act.Supply => t.By is Guide or Person || Trained.Contains(t.By),
        Act.Accept => Trained.Contains(t.By),
        Act.Deliver => t.By == Owner && Trained.Contains(t.By),
        Act.Withdraw or Act.TakeBack or Act.Decline => true,
        _ => false,
    };

    /// <summary>The case once it was done.</summary>
    public CaseModel After(Try t)
    {
        var stage = Array.IndexOf(Stages, Stage);
        switch (t.Act)
        {
            case Act.Notices: return this with { Noticed = true };
            case Act.Close: return Ended("inquiry-closed");
            case Act.Apply: return this with { State = "received", Papers = [.. t.Papers] };
            // What is asked for is missing, also where a faulty one lies there.
            case Act.AskPapers: return this with { State = "awaiting-supplement", Asked = true, Papers = [] };
            case Act.Supply:
                var more = this with { Papers = Papers.Union(t.Papers) };
                return more.Complete ? more with { State = "received" } : more;
            case Act.Accept: return this with { State = "in-stage", Stage = Stages[0], Working = true };
            case Act.Finish: return this with { Working = false, Pending = Stages[stage + 1], Offer = new(Offers + 1, Owner, t.To, true), Offers = Offers + 1 };
            case Act.Return:
                // Back to whoever did the stage before: the model does not keep who that was, the caller tells it.
                return this with { Working = false, Stage = Stages[stage - 1], Pending = Stages[stage - 1], Offer = new(Offers + 1, Owner, t.To, true), Offers = Offers + 1 };
            case Act.Grant: return this with { State = "decided", Stage = null, Working = false };
            case Act.Deliver: return Ended("delivered");
            case Act.Withdraw: return Ended("withdrawn");
            case Act.Archive: return this with { State = "archived" };
            case Act.Offer: return this with { Offer = new(Offers + 1, Owner, t.To, false), Offers = Offers + 1 };
            case Act.Take:
                var taken = this with { Owner = t.By, Offer = null };
                return Offer!.NextStage ? taken with { Stage = Pending, Pending = null, Working = true } : taken;
            case Act.Decline or Act.TakeBack: return this with { Offer = null };
            default:
                var given = this with { Owner = t.To, Offer = null };
                return Pending is null ? given : given with { Stage = Pending, Pending = null, Working = true };
        }
    }

    /// <summary>What brings the case on, so that random lives get somewhere.</summary>
    public Try Next()
    {
        if (Offer is { } open) return new(Act.Take, open.To, open.To, [], open.Number);
        var act = State switch
        {
            "inquiry" when !Noticed => Act.Notices,
            "inquiry" when Owner == Guide => Act.Offer,
            "inquiry" => Act.Apply,
            "received" => Complete ? Act.Accept : Act.AskPapers,
            "awaiting-supplement" => Act.Supply,
            "in-stage" when !Working => Act.Assign,
            "in-stage" => Stage == "decision" ? Act.Grant : Act.Finish,
            "decided" => Act.Deliver,
            _ => Act.Archive,
        };
        var to = Stage switch { "initial-review" => Reviewer, "recheck" => Decider, _ => Handler };
        return act == Act.Assign
            ? new(act, Leader, Pending switch { "recheck" => Reviewer, "decision" => Decider, _ => Handler }, [], 0)
            : new(act, Owner, to, [.. AllPapers], 0);
    }

    private CaseModel Ended(string state) => this with { State = state, Stage = null, Working = false, Pending = null, Offer = null };
}
