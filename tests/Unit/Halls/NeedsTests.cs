using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Ledger;
using HallGrains.Tests;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>Needs of people 个性化服务 and private rooms 单独办理.</summary>
public class NeedsTests
{
    private const string Room = "YXCS-07";
    private readonly HallDay _day = new()
    {
        Hall = Definition with
        {
            Windows = [.. Definition.Windows.Select(w => w.Code == Room ? w with { PrivateRoom = true } : w.Code == Unemployment ? w with { Lines = [.. w.Lines, "injury"] } : w)],
        },
    };

    [Fact]
    [Clause("2.5c")]
    public void Consented_needs_are_shown_to_the_window_that_serves_and_to_nobody_else()
    {
        var taken = _day.Do(new TakeTicket("unemployment") { Needs = ["hearing", "elderly"], NeedsConsent = true });
        var ticket = taken.Made["ticket"];
        _day.View(ticket).Needs.Should().BeNull();
        HallDayViews.Ticket(_day.State, _day.Ticket(ticket), _day.Facts(), needs: true).Needs!.Value.Should().Equal("hearing", "elderly");
        var entry = EntryCodec.Standard.Encode(taken.Entries.Single().Body, _day.Now, "x", "k");
        entry.Data.Should().NotContain("hearing").And.NotContain("needs");
        entry.Private!.Json.Should().Contain("hearing");
        ((TicketTaken)EntryCodec.Standard.Decode(entry.Kind, entry.Schema, entry.Data, null)).Needs.Should().BeNull("monitors and screens read the public part");
    }

    [Theory]
    [Clause("2.5c")]
    [InlineData("hearing", null, "needsConsent")]
    [InlineData("hearing", false, "needsConsent")]
    [InlineData("grumpy", true, "needs")]
    public void They_need_consent_and_a_name(string need, bool? consent, string field) =>
        _day.Do(new TakeTicket("unemployment") { Needs = [need], NeedsConsent = consent }).Refusal!.Errors!.Keys.Should().Equal(field);

    [Fact]
    [Clause("2.5c")]
    public void Chosen_aids_are_recorded_apart_from_the_public_part()
    {
        _day.Post(Unemployment, Handler);
        _day.Take("unemployment");
        _day.Call();
        _day.Do(Ask(WindowActs.Start) with { Aids = ["magic"] }).Refusal!.Errors!.Keys.Should().Equal("aids");
        var started = _day.Do(Ask(WindowActs.Start) with { Aids = ["writing-board"] });
        var aids = started.Entries.Select(e => e.Body).OfType<AidsChosen>().Single();
        EntryCodec.Standard.Encode(aids, _day.Now, "x", "k").Data.Should().NotContain("writing-board");
        _day.Ticket("U001").Aids.Should().Equal("writing-board");
    }

    [Fact]
    [Clause("2.4c")]
    public void A_sensitive_matter_is_called_to_the_private_room_while_one_serves_the_line()
    {
        Open(Unemployment, Handler, "unemployment", "employment", "injury");
        var ticket = _day.Take("injury");
        _day.View(ticket).Private.Should().BeTrue();
        Open(Room, "YXCS016", "injury");
        Call(Unemployment, Handler, ["unemployment", "employment", "injury"]).Refusal!.Code.Should().Be(Codes.QueueEmpty);
        Call(Unemployment, Handler, ["unemployment", "employment", "injury"], ticket).Refusal!.Detail.Should().Contain("private room");
        Call(Room, "YXCS016", ["injury"]).Made["ticket"].Should().Be(ticket);
    }

    [Fact]
    [Clause("2.4c")]
    public void Where_no_private_room_is_staffed_nobody_waits_for_one()
    {
        Open(Unemployment, Handler, "unemployment", "employment", "injury");
        var ticket = _day.Take("injury");
        Call(Unemployment, Handler, ["unemployment", "employment", "injury"]).Made["ticket"].Should().Be(ticket);
    }

    [Fact]
    [Clause("2.4c")]
    public void It_is_given_on_request_too()
    {
        var asked = _day.Do(new TakeTicket("card") { Private = true }).Made["ticket"];
        _day.View(asked).Private.Should().BeTrue();
        _day.View(_day.Take("card")).Private.Should().BeFalse();
    }

    private void Open(string window, string staff, params string[] lines)
    {
        _day.Do(new PostAsks(WindowActs.SignOn, window, [.. lines], staff)).Refusal.Should().BeNull();
        _day.Do(new PostAsks(WindowActs.Open, window, [.. lines], staff)).Refusal.Should().BeNull();
    }

    private Grains.Shell.Decision Call(string window, string staff, ImmutableArray<string> lines, string? ticket = null) =>
        _day.Do(new WindowAsks(WindowActs.CallNext, window, lines, staff) { Ticket = ticket, Reason = ticket is null ? null : "disabled" });
}
