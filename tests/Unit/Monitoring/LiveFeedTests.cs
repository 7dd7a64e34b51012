using System.Text;
using HallGrains.Client.Live;

namespace HallGrains.Unit.Monitoring;

public sealed class LiveFeedTests
{
    private readonly LiveFeed _feed = new();

    [Fact]
    public void A_reader_begins_with_a_snapshot_and_goes_on_with_changes()
    {
        Publish(1);
        using var reader = _feed.Subscribe(null);
        Publish(2);
        Publish(3);

        Read(reader).Should().Equal("snapshot 1", "change 2", "change 3");
    }

    [Fact]
    public void A_reader_who_comes_before_the_first_view_begins_with_it_as_a_snapshot()
    {
        using var reader = _feed.Subscribe(null);
        Publish(1);
        Publish(2);

        Read(reader).Should().Equal("snapshot 1", "change 2");
    }

    [Fact]
    public void Who_comes_back_with_a_known_id_gets_what_was_missed()
    {
        for (var i = 1; i <= 4; i++) Publish(i);
        using var reader = _feed.Subscribe("e-2");
        Publish(5);

        Read(reader).Should().Equal("change 3", "change 4", "change 5");
    }

    [Theory]
    [InlineData("e-1"), InlineData("other-7"), InlineData("")]
    public void An_id_that_is_not_known_any_more_gets_a_snapshot(string id)
    {
        for (var i = 1; i <= LiveFeed.Capacity + 1; i++) Publish(i);
        using var reader = _feed.Subscribe(id);

        Read(reader).Should().Equal($"snapshot {LiveFeed.Capacity + 1}");
    }

    [Fact]
    public void A_slow_reader_is_reset_to_the_newest_snapshot_and_holds_up_nobody()
    {
        using var slow = _feed.Subscribe(null);
        using var quick = _feed.Subscribe(null);
        var seen = new List<string>();
        for (var i = 1; i <= LiveFeed.Capacity + 1; i++)
        {
            Publish(i);
            seen.AddRange(Read(quick));
        }

        Publish(LiveFeed.Capacity + 2);

        Read(slow).Should().Equal("reset {\"reason\":\"slow-reader\"}", $"snapshot {LiveFeed.Capacity + 1}", $"change {LiveFeed.Capacity + 2}");
        seen.Should().HaveCount(LiveFeed.Capacity + 1).And.NotContain(s => s.StartsWith("reset", StringComparison.Ordinal));
    }

    [Fact]
    public void A_view_that_shows_nothing_new_is_no_event()
    {
        _feed.Publish("a", "1"u8.ToArray(), "same"u8.ToArray());
        using var reader = _feed.Subscribe(null);
        _feed.Publish("b", "2"u8.ToArray(), "same"u8.ToArray());

        Read(reader).Should().Equal("snapshot 1");
    }

    [Fact]
    public void A_feed_that_nobody_followed_for_a_while_shows_nothing_old()
    {
        Publish(1);
        _feed.Clear();
        using var reader = _feed.Subscribe("e-1");
        Publish(2);

        Read(reader).Should().Equal("snapshot 2");
    }

    private void Publish(int i) => _feed.Publish($"e-{i}", Encoding.UTF8.GetBytes($"{i}"), Encoding.UTF8.GetBytes($"{i}"));

    private static List<string> Read(LiveFeed.Reader reader)
    {
        var read = new List<string>();
        while (reader.Channel.Reader.TryRead(out var e)) read.Add($"{e.Name} {Encoding.UTF8.GetString(e.Data)}");
        return read;
    }
}
