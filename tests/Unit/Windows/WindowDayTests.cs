using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Windows;
using HallGrains.Tests;
using HallGrains.Unit.Halls;
using NodaTime;
using static HallGrains.Unit.Windows.WindowDay;

namespace HallGrains.Unit.Windows;

/// <summary>Open, paused, closed; announcing; who may look.</summary>
public class WindowDayTests
{
    private readonly WindowDay _day = new();

    [Fact]
    public void A_window_goes_from_closed_to_preparing_to_open_to_paused_and_back()
    {
        _day.State.Status.Should().Be("closed");
        _day.Opened();
        _day.State.Status.Should().Be("open");
        _day.Do(new PauseWindow("取件")).Should().BeNull();
        _day.State.Status.Should().Be("paused");
        _day.Do(new ResumeWindow()).Should().BeNull();
        _day.State.Status.Should().Be("open");
        _day.Do(new CloseWindow()).Should().BeNull();
        _day.State.Status.Should().Be("closed");
    }

    public static TheoryData<string, WindowCommand> Refused => new()
    {
        { "preparing", new SignOn() },
        { "preparing", new PauseWindow("x") },
        { "preparing", new ResumeWindow() },
        { "preparing", new CloseWindow() },
        { "open", new OpenWindow() },
        { "open", new ResumeWindow() },
        { "open", new SignOff() },
        { "open", new SignOn() },
        { "paused", new OpenWindow() },
        { "paused", new PauseWindow("x") },
        { "paused", new SignOff() },
        { "closed", new PauseWindow("x") },
        { "closed", new ResumeWindow() },
        { "closed", new CloseWindow() },
        { "closed", new SignOn() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_state_does_not_allow_is_refused_with_what_it_does(string status, WindowCommand command)
    {
        Bring(status);
        var version = _day.State.Version;
        var refusal = _day.Do(command)!;
        refusal.Code.Should().Be(Codes.StageOrder);
        refusal.Allowed.Should().NotBeEmpty();
        _day.State.Version.Should().Be(version);
    }

    [Theory]
    [InlineData("preparing")]
    [InlineData("paused")]
    [InlineData("closed")]
    public void Only_an_open_window_calls(string status)
    {
        Bring(status);
        _day.Bar(new CallNext())!.Code.Should().Be(Codes.StageOrder);
        _day.Bar(new RecallTicket())!.Code.Should().Be(Codes.StageOrder);
    }

    [Theory]
    [InlineData("preparing", new[] { "sign-off", "announce", "opening-checks", "open" })]
    [InlineData("open", new[] { "close", "announce", "opening-checks", "pause", "call-next", "recall" })]
    [InlineData("paused", new[] { "close", "announce", "opening-checks", "resume" })]
    [InlineData("closed", new[] { "sign-off", "announce", "opening-checks", "open" })]
    public void What_is_allowed_is_said(string status, string[] allowed)
    {
        Bring(status);
        WindowRules.Allowed(_day.State, _day.Facts(_day.Handler)).Should().BeEquivalentTo(allowed);
    }

    [Theory]
    [InlineData("called", new[] { "announce", "opening-checks", "no-show", "recall", "start" })]
    [InlineData("serving", new[] { "announce", "opening-checks", "finish" })]
    public void With_a_ticket_what_goes_on_with_it(string state, string[] allowed)
    {
        _day.Opened().Current = Ticket(state);
        WindowRules.Allowed(_day.State, _day.Facts(_day.Handler)).Should().BeEquivalentTo(allowed);
        _day.Do(new PauseWindow("x"))!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void Everything_said_to_be_allowed_is_not_refused_by_state()
    {
        foreach (var status in new[] { "preparing", "open", "paused", "closed" })
        {
            var day = new WindowDay();
            Bring(status, day);
            foreach (var name in WindowRules.Allowed(day.State, day.Facts(day.Handler)))
            {
                var refusal = name switch
                {
                    "sign-off" => day.Try(new SignOff()).Refusal,
                    "open" => day.Try(new OpenWindow()).Refusal,
                    "close" => day.Try(new CloseWindow()).Refusal,
                    "pause" => day.Try(new PauseWindow("x")).Refusal,
                    "resume" => day.Try(new ResumeWindow()).Refusal,
                    "announce" => day.Try(new Announce("voice", "s-1")).Refusal,
                    "opening-checks" => day.Try(day.Check("systems")).Refusal,
                    "call-next" => day.Bar(new CallNext()),
                    "recall" => day.Bar(new RecallTicket()),
                    _ => throw new ArgumentOutOfRangeException(name),
                };
                refusal.Should().BeNull($"{name} is allowed when {status}");
            }
        }
    }

    [Fact]
    public void A_free_window_may_be_signed_on_to_by_who_is_qualified()
    {
        WindowRules.Allowed(_day.State, _day.Facts(_day.Handler)).Should().Equal("sign-on");
        WindowRules.Allowed(_day.State, _day.Facts(Trained("YXCS016", training: [Record("discipline")]))).Should().BeEmpty();
        WindowRules.Allowed(_day.State, _day.Facts(null)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_pause_has_a_reason(string? reason) => _day.Opened().Do(new PauseWindow(reason))!.Code.Should().Be(Codes.ReasonMissing);

    [Fact]
    public void A_pause_reason_is_text_of_people() => _day.Opened().Do(new PauseWindow(new('长', 4001)))!.Errors!.Keys.Should().BeEquivalentTo("reason");

    [Theory]
    [Clause("3.1c")]
    [Clause("3.1d")]
    [InlineData("voice")]
    [InlineData("video")]
    public void A_session_is_announced_by_whoever_is_signed_on(string channel)
    {
        _day.SignedOn().Do(new Announce(channel, "call-17")).Should().BeNull();
        _day.Last<SessionAnnounced>().Should().Be(new SessionAnnounced(channel, "call-17", HallDay.Handler));
        _day.Do(new Announce(channel, "call-18"), Trained("YXCS008"))!.Code.Should().Be(Codes.NotYourDuty);
    }

    [Fact]
    public void A_session_is_announced_once()
    {
        _day.SignedOn().Do(new Announce("voice", "call-17"));
        var version = _day.State.Version;
        _day.Do(new Announce("voice", "call-17")).Should().BeNull();
        _day.State.Version.Should().Be(version);
    }

    [Fact]
    public void An_announcement_names_its_channel_and_session() =>
        _day.SignedOn().Do(new Announce("onsite", "会话"))!.Errors!.Keys.Should().BeEquivalentTo("channel", "session");

    [Fact]
    public void Live_state_is_for_its_staff_heads_leaders_and_supervisors()
    {
        _day.SignedOn();
        May(_day.Handler).Should().BeTrue("signed on here");
        var home = Trained("YXCS016");
        May(home with { Definition = home.Definition with { HomeWindow = Window } }).Should().BeTrue("at home here");
        May(Trained(HallDay.Head, StaffLevel.L3)).Should().BeTrue();
        May(Trained("YXCS003", StaffLevel.L4)).Should().BeTrue();
        May(Trained("YXCS001", StaffLevel.L5, hall: "YXNP")).Should().BeTrue("a bureau leader");
        WindowRules.MayRead(_day.State, _day.Facts(Trained("YXCS021"), caller: HallDay.By("YXCS021", Roles.Supervisor))).Should().BeTrue();
        May(Trained("YXCS013")).Should().BeFalse("a colleague at another window");
        May(Trained("YXNP002", StaffLevel.L3, hall: "YXNP")).Should().BeFalse("a head of another hall");
        WindowRules.MayRead(_day.State, _day.Facts(null)).Should().BeFalse("a citizen");
        WindowRules.MayRead(_day.State, _day.Facts(null, caller: new("auditor", null, [Roles.Auditor]))).Should().BeFalse();

        bool May(Contracts.Staff.StaffSnapshot who) => WindowRules.MayRead(_day.State, _day.Facts(who));
    }

    [Fact]
    public void The_leader_of_the_hall_above_may_look_too()
    {
        _day.Hall = _day.Hall with { Code = "YXNP", Parent = "YXCS" };
        WindowRules.MayRead(_day.State, _day.Facts(Trained("YXCS003", StaffLevel.L4))).Should().BeTrue();
        WindowRules.MayRead(_day.State, _day.Facts(Trained("YXBD001", StaffLevel.L4, hall: "YXBD"))).Should().BeFalse();
    }

    [Fact]
    public void Every_entry_is_read_back_as_it_was_written()
    {
        _day.SignedOn().Checked("printer");
        _day.Do(new WaiveOpeningItem("printer", "隔壁打印", _day.Now + Duration.FromHours(9)), Trained(HallDay.Head, StaffLevel.L3));
        _day.Do(new OpenWindow());
        _day.Do(new Announce("voice", "call-17"));
        _day.Do(new PauseWindow("取件"));
        _day.Do(new ResumeWindow());
        _day.Do(new CloseWindow());
        _day.Do(new SignOff());
        _day.Entries.Select(e => e.Body.GetType()).Distinct().Should().HaveCount(10);
        var codec = EntryCodec.Standard;
        var folded = _day.Entries.Aggregate(WindowState.Empty, (s, r) =>
        {
            var written = codec.Encode(r.Body, r.OccurredAt, "x", "key");
            return WindowState.Evolve(s, r with { Body = codec.Decode(written.Kind, written.Schema, written.Data, written.Private?.Json) });
        });
        folded.Should().BeEquivalentTo(_day.State, o => o.Excluding(s => s.Status));
    }

    [Fact]
    public void Free_text_that_was_erased_leaves_the_fold_as_it_is()
    {
        _day.SignedOn().Checked("printer");
        _day.Do(new WaiveOpeningItem("printer", "隔壁打印", _day.Now + Duration.FromHours(9)), Trained(HallDay.Head, StaffLevel.L3));
        _day.Do(new OpenWindow());
        _day.Do(new PauseWindow("取件"));
        var codec = EntryCodec.Standard;
        var folded = _day.Entries.Aggregate(WindowState.Empty, (s, r) =>
        {
            var written = codec.Encode(r.Body, r.OccurredAt, "x", "key");
            return WindowState.Evolve(s, r with { Body = codec.Decode(written.Kind, written.Schema, written.Data, null), Erased = true });
        });
        folded.Status.Should().Be("paused");
        folded.Waived.Should().BeEquivalentTo(_day.State.Waived);
    }

    [Fact]
    public void An_entry_of_another_stream_is_never_skipped()
    {
        var strange = new Grains.Shell.Recorded(new PostLeft(Window, "x"), 1, _day.Now, _day.Now, "x", "x", "c", false);
        FluentActions.Invoking(() => WindowState.Evolve(WindowState.Empty, strange)).Should().Throw<System.Diagnostics.UnreachableException>();
        FluentActions.Invoking(() => Grains.Halls.HallDayState.Evolve(Grains.Halls.HallDayState.Empty, strange with { Body = new StaffSignedOff("x") }))
            .Should().Throw<System.Diagnostics.UnreachableException>();
    }

    private void Bring(string status) => Bring(status, _day);

    private static void Bring(string status, WindowDay day)
    {
        day.SignedOn().Checked();
        if (status is not "preparing") day.Do(new OpenWindow()).Should().BeNull();
        if (status is "paused") day.Do(new PauseWindow("取件")).Should().BeNull();
        if (status is "closed") day.Do(new CloseWindow()).Should().BeNull();
        day.State.Status.Should().Be(status);
    }

    private TicketView Ticket(string state) => new("U001", "unemployment", state, 0, 0, Window, _day.Now, null, 1, 1, _day.Now);
}
