using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Windows;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Windows;

/// <summary>Name and number within sixty seconds of a connection 主动告知, else flagged.</summary>
public class ConnectTests
{
    private readonly WindowDay _day = new WindowDay().SignedOn();

    [Fact]
    [Clause("1.4")]
    [Clause("3.1c")]
    public void A_voice_session_announced_in_time_is_not_flagged()
    {
        _day.Do(new ConnectSession("voice", "call-1")).Should().BeNull();
        WindowDue.Next(_day.State).Should().Be(_day.Now + Duration.FromSeconds(60));
        _day.Now += Duration.FromSeconds(40);
        _day.Do(new Announce("voice", "call-1")).Should().BeNull();
        WindowDue.Fallen(_day.State, _day.Now + Duration.FromHours(1)).Should().BeEmpty();
        WindowDue.Next(_day.State).Should().BeNull();
        _day.Try(new ConnectSession("voice", "call-1")).Entries.Should().BeEmpty("the same session once");
    }

    [Fact]
    [Clause("1.5")]
    [Clause("3.1d")]
    public void A_video_session_nobody_announced_is_flagged_sixty_seconds_after_it_connected()
    {
        var connected = _day.Now;
        _day.Do(new ConnectSession("video", "call-2")).Should().BeNull();
        WindowDue.Fallen(_day.State, connected + Duration.FromSeconds(59)).Should().BeEmpty();
        var late = WindowDue.Fallen(_day.State, connected + Duration.FromHours(3)).Single();
        late.Body.Should().Be(new AnnouncementLate("video", "call-2", Halls.HallDay.Handler));
        late.OccurredAt.Should().Be(connected + Duration.FromSeconds(60));
        var state = WindowState.Evolve(_day.State, new Recorded(late.Body, 9, late.OccurredAt!.Value, connected, "x", "x", "c", false));
        state.LateAnnouncements.Should().Be(1);
        WindowDue.Fallen(state, connected + Duration.FromHours(4)).Should().BeEmpty("once a session");
    }

    [Fact]
    public void Only_whoever_is_signed_on_takes_sessions() =>
        new WindowDay().Do(new ConnectSession("voice", "call-1"))!.Code.Should().Be(Codes.NotYourDuty);

    [Fact]
    public void A_session_has_a_channel_and_a_name() => _day.Do(new ConnectSession("fax", ""))!.Errors!.Keys.Should().BeEquivalentTo("channel", "session");
}
