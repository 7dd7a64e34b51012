using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>On the spot, by voice, by video: the same rules, limits and papers; only the announcement differs.</summary>
public class ChannelTests
{
    [Fact, Clause("1.3")]
    public void What_is_opened_at_a_window_names_channel_window_ticket_and_who_served()
    {
        var view = ACase().Opened(Handler, Opening with { Window = "YXCS-06", Ticket = "U001" }).View(Handler);
        (view.Channel, view.Window, view.Ticket, view.Owner, view.Visits).Should().Be(("onsite", "YXCS-06", "U001", Handler, 1));
    }

    [Theory, InlineData("voice"), InlineData("video"), Clause("1.4"), Clause("1.5"), Clause("5.5a")]
    public void By_voice_and_video_it_goes_as_on_the_spot(string channel)
    {
        var bench = ACase().Opened(Handler, Opening with { Channel = channel, Window = "YXCS-06", Session = "call-1" });
        bench.Refused(Handler, Notices).Code.Should().Be(Codes.AnnouncementMissing);
        bench.Window = new("open", Handler, ["call-1"], 1);
        bench.Do(Handler, Notices).Refused(Handler, new CloseInquiry("")).Errors.Should().ContainKey("outcome");
        bench.Do(Handler, Application(AllPapers)).Do(Handler, new AcceptCase());
        var (spoken, onsite) = (bench.View(Person), ACase().Accepted().View(Person));
        (spoken.PromisedDueAt, spoken.StatutoryDueAt, spoken.Notices!.Procedure, spoken.Stage).Should().Be((onsite.PromisedDueAt, onsite.StatutoryDueAt, onsite.Notices!.Procedure, onsite.Stage));
        (spoken.Channel, spoken.Visits).Should().Be((channel, 0));
        bench.Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer).Do(Reviewer, Finish("recheck", Decider)).Takes(Decider).Do(Decider, Grant());
        bench.View(Person).Allowed.Should().Contain("evaluation");
    }

    [Fact, Clause("1.2")]
    public void Who_says_no_name_is_served_and_owned()
    {
        var bench = ACase().Opened(Guide, Opening with { Contact = null, ServiceItem = null });
        bench.State.Owner.Should().Be(Guide);
        bench.View(Guide).DueAt.Should().Be(DemoCity.At("2026-11-25 17:00"));
    }
}
