using System.Collections.Immutable;
using HallGrains.Contracts.Live;

namespace HallGrains.Grains.Monitoring;

/// <summary>
/// Those who follow a monitor. Each is woken by a change and takes the newest view with all cases changed since it last took: a slow one misses
/// versions in between, never the newest, and holds nobody up. Used on one activation's scheduler only.
/// </summary>
internal sealed class FeedWatchers
{
    private readonly List<Watcher> _watchers = [];

    public bool Any => _watchers.Count > 0;

    public Watcher Add()
    {
        var watcher = new Watcher();
        _watchers.Add(watcher);
        return watcher;
    }

    public void Remove(Watcher watcher) => _watchers.Remove(watcher);

    public void Changed(IReadOnlyDictionary<string, int> cases)
    {
        foreach (var watcher in _watchers) watcher.Changed(cases);
    }

    /// <summary>Ends every feed: the monitor goes.</summary>
    public void Close()
    {
        foreach (var watcher in _watchers) watcher.Close();
    }

    /// <summary>One follower.</summary>
    internal sealed class Watcher
    {
        private readonly Dictionary<string, int> _cases = new(StringComparer.Ordinal);
        private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _closed;

        public void Changed(IReadOnlyDictionary<string, int> cases)
        {
            foreach (var (number, version) in cases) _cases[number] = version;
            _woken.TrySetResult();
        }

        public void Close()
        {
            _closed = true;
            _woken.TrySetResult();
        }

        /// <summary>Waits for a change; false: the feed ends.</summary>
        public async Task<bool> NextAsync(CancellationToken cancellationToken)
        {
            await _woken.Task.WaitAsync(cancellationToken);
            _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return !_closed;
        }

        public ImmutableArray<CaseChanged> Take()
        {
            if (_cases.Count == 0) return [];
            var taken = _cases.Select(c => new CaseChanged(c.Key, c.Value)).ToImmutableArray();
            _cases.Clear();
            return taken;
        }
    }
}
