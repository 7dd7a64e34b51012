using System.Diagnostics;

namespace HallGrains.Benchmarks;

/// <summary>A closed load: so many callers, each asking again when it was answered.</summary>
internal static class Load
{
    /// <param name="call">One operation of a caller; its number counts up.</param>
    public static async Task<Measured> RunAsync(int callers, TimeSpan warmUp, TimeSpan time, Func<int, int, Task> call)
    {
        await RoundAsync(callers, warmUp, 0, call);
        return await RoundAsync(callers, time, 1_000_000, call);
    }

    private static async Task<Measured> RoundAsync(int callers, TimeSpan time, int first, Func<int, int, Task> call)
    {
        var latencies = new List<double>[callers];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = latencies[caller] = [];
            for (var n = first; Stopwatch.GetElapsedTime(started) < time; n++)
            {
                var at = Stopwatch.GetTimestamp();
                await call(caller, n);
                mine.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }
}

internal readonly record struct Measured(double PerSecond, double MedianMs, double P99Ms);
