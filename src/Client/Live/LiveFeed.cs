using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace HallGrains.Client.Live;

/// <summary>An event of a feed, made once for all its readers.</summary>
/// <param name="Id">What <c>Last-Event-ID</c> names; opaque.</param>
/// <param name="Data">JSON; shared, never changed.</param>
internal sealed record LiveEvent(string Id, string Name, byte[] Data)
{
    public const string Snapshot = "snapshot";
    public const string Change = "change";
    public const string Reset = "reset";
}

/// <summary>
/// One feed of this gateway, fanned out to its readers. Each has a bounded channel: a publisher never waits for a reader. A reader whose channel
/// is full loses what is in it and gets <c>reset</c> and the newest snapshot instead. The last 256 events are kept for those who come back.
/// </summary>
internal sealed class LiveFeed
{
    /// <summary>Events a reader may be behind, and events kept (must-hold 24).</summary>
    public const int Capacity = 256;

    private static readonly Meter Meter = new("HallGrains.Live");
    private static readonly Counter<long> Resets = Meter.CreateCounter<long>("hallgrains.live.resets", null, "Readers that were too slow and were given a snapshot");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("hallgrains.live.dropped", null, "Events that slow readers did not get");
    private static readonly UpDownCounter<long> Readers = Meter.CreateUpDownCounter<long>("hallgrains.live.readers");

    private static readonly byte[] ResetData = """{"reason":"slow-reader"}"""u8.ToArray();

    private readonly Lock _gate = new();
    private readonly Queue<LiveEvent> _kept = new();
    private readonly List<Reader> _readers = [];
    private LiveEvent? _newest;
    private byte[] _shown = [];

    /// <summary>Publishes a view; one that shows nothing new is no event.</summary>
    /// <param name="shown">What is compared: the view without its instant and position.</param>
    public void Publish(string id, byte[] data, byte[] shown)
    {
        lock (_gate)
        {
            if (_newest is not null && _shown.AsSpan().SequenceEqual(shown)) return;
            _shown = shown;
            _newest = new(id, LiveEvent.Change, data);
            _kept.Enqueue(_newest);
            if (_kept.Count > Capacity) _kept.Dequeue();
            foreach (var reader in _readers) Give(reader, _newest);
        }
    }

    /// <param name="lastId">The last event the reader has; null or unknown: it begins with a snapshot.</param>
    public Reader Subscribe(string? lastId)
    {
        lock (_gate)
        {
            var reader = new Reader(this);
            if (lastId is not null && _kept.Any(e => e.Id == lastId))
            {
                reader.Begun = true;
                foreach (var missed in _kept.SkipWhile(e => e.Id != lastId).Skip(1)) Give(reader, missed);
            }
            else if (_newest is not null)
            {
                Give(reader, _newest);
            }

            _readers.Add(reader);
            Readers.Add(1);
            return reader;
        }
    }

    /// <summary>Forgets what was published.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _kept.Clear();
            _newest = null;
            _shown = [];
        }
    }

    private static void Give(Reader reader, LiveEvent e)
    {
        var given = reader.Begun ? e : e with { Name = LiveEvent.Snapshot };
        reader.Begun = true;
        if (reader.Channel.Writer.TryWrite(given)) return;
        var dropped = 1;
        while (reader.Channel.Reader.TryRead(out _)) dropped++;
        Dropped.Add(dropped);
        Resets.Add(1);
        reader.Channel.Writer.TryWrite(new(e.Id, LiveEvent.Reset, ResetData));
        reader.Channel.Writer.TryWrite(e with { Name = LiveEvent.Snapshot });
    }

    private void Remove(Reader reader)
    {
        lock (_gate)
            if (_readers.Remove(reader)) Readers.Add(-1);
    }

    /// <summary>One reader; dispose it when it goes.</summary>
    internal sealed class Reader(LiveFeed feed) : IDisposable
    {
        public Channel<LiveEvent> Channel { get; } = System.Threading.Channels.Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Capacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
        });

        /// <summary>It has had its snapshot, or goes on from an event it knows.</summary>
        public bool Begun { get; set; }

        public void Dispose() => feed.Remove(this);
    }
}
