using System.Collections.Concurrent;

namespace HallGrains.Grains.Shell;

/// <summary>
/// Streams whose very name was made a moment ago in this process: their first activation has nothing to read. Only a hint that saves a question to the
/// database: should such a stream have entries after all, its first append finds another version than expected, nothing is written, and the activation leaves.
/// </summary>
public sealed class FreshStreams
{
    private readonly ConcurrentDictionary<string, byte> _streams = new(StringComparer.Ordinal);

    /// <summary>Said by who made the name; taken back with <see cref="Remove"/> when the first command was answered.</summary>
    internal void Add(string stream) => _streams[stream] = 0;

    /// <summary>Whether the stream is known to be empty; true once.</summary>
    internal bool Remove(string stream) => _streams.TryRemove(stream, out _);
}
