using System.Collections.Concurrent;
using System.Diagnostics;
using HallGrains.Contracts.Common;

namespace HallGrains.Silo.Ledger.Keys;

/// <summary>
/// Data keys of persons, each made once and stored before it seals anything: a key that is only in memory would make entries that nobody can read
/// after a restart. New keys are stored in batches, so that a rush of new persons costs few transactions. Where other processes write
/// too, keys in memory age, so that an erasure elsewhere is seen within <see cref="Lifetime"/>.
/// </summary>
/// <param name="add">Stores keys where a name has none.</param>
internal sealed class PersonVault(byte[] master, IPersonKeyStore store, Func<IReadOnlyCollection<NewKey>, Task<IReadOnlyDictionary<string, byte[]>>> add, bool shared, int capacity)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private const int MostCached = 50_000;
    private readonly ConcurrentDictionary<string, (DataKey? Key, long Since)> _cache = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Dictionary<string, TaskCompletionSource<DataKey>> _wanted = new(StringComparer.Ordinal);
    private Dictionary<string, TaskCompletionSource<DataKey>> _storing = new(StringComparer.Ordinal);
    private int _remembered;
    private bool _running;

    /// <summary>The key of a person, made now if there is none.</summary>
    /// <exception cref="LedgerBusyException">Too many new persons at once.</exception>
    public Task<DataKey> ForWritingAsync(string name) =>
        Cached(name, out var key) && key is not null ? Task.FromResult(key) : Want(name) ?? throw new LedgerBusyException("Too many new persons at once; nothing was written.");

    /// <summary>Begins to store a person's key before it is asked for; who asks for it then waits less, or not at all.</summary>
    public void Expect(string name)
    {
        if (!Cached(name, out var key) || key is null) _ = Want(name);
    }

    /// <summary>The keys of those of these persons who have one.</summary>
    public async Task<IReadOnlyDictionary<string, DataKey>> FindAsync(IEnumerable<string> names)
    {
        var found = new Dictionary<string, DataKey>(StringComparer.Ordinal);
        List<string>? missing = null;
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (!Cached(name, out var key)) (missing ??= []).Add(name);
            else if (key is not null) found[name] = key;
        }

        if (missing is null) return found;
        var stored = await store.LoadKeysAsync(missing);
        foreach (var name in missing)
        {
            if (stored.TryGetValue(name, out var wrapped)) Remember(name, found[name] = DataKey.Unwrap(master, name, wrapped));
            else Remember(name, null);
        }

        return found;
    }

    /// <summary>Drops a person's key: what it sealed can never be read again, and the chain still verifies.</summary>
    public async Task<bool> EraseAsync(string name)
    {
        var dropped = await store.DropKeyAsync(name);
        Remember(name, null);
        return dropped;
    }

    /// <summary>What is known of these keys is asked anew: another process says that it dropped them.</summary>
    public void Forget(IEnumerable<string> names)
    {
        foreach (var name in names) _cache.TryRemove(name, out _);
    }

    // Null: too many are wanted already.
    private Task<DataKey>? Want(string name)
    {
        lock (_lock)
        {
            if (!_storing.TryGetValue(name, out var wanted) && !_wanted.TryGetValue(name, out wanted))
            {
                if (_wanted.Count >= capacity) return null;
                _wanted[name] = wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_running)
            {
                _running = true;
                _ = Task.Run(StoreWantedAsync);
            }

            return wanted.Task;
        }
    }

    private async Task StoreWantedAsync()
    {
        while (true)
        {
            Dictionary<string, TaskCompletionSource<DataKey>> batch;
            lock (_lock)
            {
                _storing.Clear();
                if (_wanted.Count == 0)
                {
                    _running = false;
                    return;
                }

                batch = _storing = _wanted;
                _wanted = new(StringComparer.Ordinal);
            }

            try
            {
                // Who is not known here is nearly always new: a key is offered for each, and the one that is stored counts.
                var stored = await add([.. batch.Keys.Select(n => new NewKey(n, DataKey.Create().Wrap(master, n)))]);
                foreach (var (name, wanted) in batch)
                {
                    var key = DataKey.Unwrap(master, name, stored[name]);
                    Remember(name, key);
                    wanted.TrySetResult(key);
                }
            }
            catch (Exception e)
            {
                foreach (var wanted in batch.Values) wanted.TrySetException(e);
            }
        }
    }

    private bool Cached(string name, out DataKey? key)
    {
        key = null;
        if (!_cache.TryGetValue(name, out var entry) || (shared && Stopwatch.GetElapsedTime(entry.Since) > Lifetime)) return false;
        key = entry.Key;
        return true;
    }

    private void Remember(string name, DataKey? key)
    {
        // Remembered since the last clearing, an upper bound of what is there: to count exactly takes every lock of the dictionary, for each new person.
        if (Interlocked.Increment(ref _remembered) > MostCached)
        {
            Interlocked.Exchange(ref _remembered, 0);
            _cache.Clear();
        }

        _cache[name] = (key, Stopwatch.GetTimestamp());
    }
}
