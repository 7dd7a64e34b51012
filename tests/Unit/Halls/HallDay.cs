using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Halls;

/// <summary>A day in the city hall, driven by pure rules: Tuesday 2026-11-24, from 09:00 on unless told otherwise.</summary>
internal sealed class HallDay
{
    internal const string Unemployment = "YXCS-06";
    internal const string Cards = "YXCS-03";
    internal const string General = "YXCS-01";
    internal const string Handler = "YXCS015";
    internal const string Head = "YXCS005";

    internal static readonly Caller Citizen = new("citizen", null, [Roles.Citizen]);

    internal static HallDefinition Definition { get; } = new()
    {
        Code = "YXCS", NameZh = "云溪市大厅", Kind = "city", Leader = "YXCS003",
        QueuePolicy = new(2, 3, 30, 20),
        Sections = [new("social-insurance", "社会保险科", Head)],
        Windows =
        [
            new() { Code = "YXCS-00", Name = "引导台", Lines = ["guide"], Kind = "guide-desk", Evaluator = "EV-00" },
            new() { Code = General, Name = "综合一号窗", Lines = ["registration", "card", "general"], Section = "social-insurance", Evaluator = "EV-01" },
            new() { Code = Cards, Name = "社保卡窗", Lines = ["card"], Section = "social-insurance", Evaluator = "EV-03" },
            new() { Code = Unemployment, Name = "失业就业窗", Lines = ["unemployment", "employment"], Section = "social-insurance", Evaluator = "EV-06" },
            new() { Code = "YXCS-07", Name = "工伤窗", Lines = ["injury"], Section = "social-insurance" },
        ],
        OpeningCheck =
        [
            new("systems", "系统与硬件", [new("business-system", "业务系统可登录", null, "5.1a"), new("printer", "打印机正常", null, "5.1b"), new("evaluator", "满意度评价器正常", null, "3.3e")]),
            new("materials", "凭证与印章", [new("forms", "业务凭证齐备", null, "5.1c"), new("seal", "印章在位", null, "5.1d")]),
            new("at-post", "到岗", [new("arrived", "提前到岗", null, "5.1e"), new("badge", "佩戴身份牌", null, "3.1b")]),
        ],
    };

    internal HallDayState State { get; private set; } = HallDayState.Empty;

    internal Instant Now { get; set; } = DemoCity.At("2026-11-24 09:00");

    internal List<Recorded> Entries { get; } = [];

    internal HallDefinition Hall { get; set; } = Definition;

    internal HallDay At(string time)
    {
        Now = DemoCity.At(time.Length == 5 ? "2026-11-24 " + time : time);
        return this;
    }

    internal HallDay Later(int seconds)
    {
        Now += Duration.FromSeconds(seconds);
        return this;
    }

    internal static StaffSnapshot Person(string number, StaffLevel level = StaffLevel.L1, bool onDuty = true, string hall = "YXCS", string? home = null) =>
        new(new() { Number = number, Name = "某人", Hall = hall, Level = level, HomeWindow = home }, onDuty, null, 1);

    internal static Caller By(string staff, params string[] roles) => new(staff, staff, [Roles.Staff, .. roles]);

    internal HallDayFacts Facts(Caller? caller = null, StaffSnapshot? actor = null, bool code = false) => new()
    {
        Now = Now, Date = Grains.Clocks.HallHours.DateOf(Now), Caller = caller ?? (actor is null ? Citizen : By(actor.Number)), Hall = Hall, Hours = DemoCity.City,
        Actor = actor, CodeShown = code,
    };

    internal Decision Try(HallCommand command, HallDayFacts? facts = null) => HallDayRules.Decide(State, command, facts ?? Facts());

    internal Decision Do(HallCommand command, HallDayFacts? facts = null)
    {
        var decision = Try(command, facts);
        if (decision.Refusal is null) Append(decision);
        return decision;
    }

    internal void Append(Decision decision)
    {
        foreach (var draft in decision.Entries)
        {
            var recorded = new Recorded(draft.Body, State.Version + 1, draft.OccurredAt ?? Now, Now, "x", "x", "c", false);
            Entries.Add(recorded);
            State = HallDayState.Evolve(State, recorded);
        }
    }

    /// <summary>The day laid down the evening before.</summary>
    internal HallDay Planned()
    {
        Append(Decision.Append([new EntryDraft(new HallDayPlanned(DemoCity.At("2026-11-24 08:30"), DemoCity.At("2026-11-24 17:00")), DemoCity.At("2026-11-24 00:00"))]));
        return this;
    }

    /// <summary>What falls due until now, recorded; as a wake does it.</summary>
    internal ImmutableArray<EntryDraft> Fall(HallDayFacts? facts = null)
    {
        var fallen = HallDayDue.Fallen(State, facts ?? Facts(), Now);
        Append(Decision.Append(fallen));
        return fallen;
    }

    internal IEnumerable<string> Kinds<TEntry>() where TEntry : IEntry => Entries.Where(e => e.Body is TEntry).Select(e => DemoCity.Local(e.OccurredAt)!);

    internal string Take(string line, string? ground = null)
    {
        var decision = Do(new TakeTicket(line, Priority: ground is null ? null : new(ground)));
        decision.Refusal.Should().BeNull();
        return decision.Made["ticket"];
    }

    internal HallDay Post(string window, string staff, bool open = true)
    {
        Do(Asks(WindowActs.SignOn, window, staff)).Refusal.Should().BeNull();
        if (open) Do(Asks(WindowActs.Open, window, staff)).Refusal.Should().BeNull();
        return this;
    }

    internal static PostAsks Asks(string act, string window, string staff, string? leaving = null) => new(act, window, LinesOf(window), staff, leaving);

    internal static WindowAsks Ask(string act, string window = Unemployment, string staff = Handler) => new(act, window, LinesOf(window), staff);

    internal string? Call(string window = Unemployment, string staff = Handler)
    {
        var decision = Do(Ask(WindowActs.CallNext, window, staff));
        return decision.Refusal is null ? decision.Made["ticket"] : null;
    }

    internal string? Serve(string window = Unemployment, string staff = Handler, int seconds = 300)
    {
        if (Call(window, staff) is not { } ticket) return null;
        Do(Ask(WindowActs.Start, window, staff)).Refusal.Should().BeNull();
        Later(seconds);
        Do(Ask(WindowActs.Finish, window, staff)).Refusal.Should().BeNull();
        return ticket;
    }

    internal Ticket Ticket(string number) => State.Tickets[number];

    internal TicketView View(string number) => HallDayViews.Ticket(State, Ticket(number), Facts());

    internal QueueFacts Queue(string window = Unemployment) => HallDayViews.Queue(State, window, LinesOf(window), Facts());

    private static ImmutableArray<string> LinesOf(string window) => Definition.Window(window)!.Lines;
}
