using System.Diagnostics;

namespace HallGrains.Benchmarks.Load;

/// <summary>One caller: gives its next command and waits for the answer.</summary>
internal interface ICaller
{
    /// <summary>Gives the next command.</summary>
    /// <returns>How many appends and entries it made.</returns>
    Task<Work> NextAsync();
}

internal readonly record struct Work(int Appends, int Entries);

/// <summary>What some callers got done in one window of time.</summary>
/// <param name="Appends">Appends a second.</param>
/// <param name="Entries">Entries a second.</param>
/// <param name="Commands">Commands a second: one command may append to more than one stream.</param>
/// <param name="CpuMicros">Processor time of this process for one append, in microseconds: what others on the machine do hardly touches it.</param>
/// <param name="Kilobytes">Memory taken for one append.</param>
internal sealed record Measured(double Appends, double Entries, double Commands, double MedianMs, double P99Ms, double CpuMicros, double Kilobytes);

/// <summary>
/// A closed loop: each caller gives its next command when the last one was answered. Only what is answered within the window counts; before it
/// everybody is already at work, and after it everybody finishes what was begun.
/// </summary>
internal static class Callers
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(700);

    public static async Task<Measured> RunAsync(IReadOnlyList<ICaller> callers, TimeSpan window)
    {
        var (stopped, counting) = (false, false);
        long appends = 0, entries = 0, commands = 0;
        var times = new List<long>[callers.Count];
        var running = callers.Select((caller, i) => Task.Run(async () =>
        {
            var mine = times[i] = [];
            while (!Volatile.Read(ref stopped))
            {
                var start = Stopwatch.GetTimestamp();
                var work = await caller.NextAsync();
                if (!Volatile.Read(ref counting)) continue;
                mine.Add(Stopwatch.GetTimestamp() - start);
                Interlocked.Add(ref appends, work.Appends);
                Interlocked.Add(ref entries, work.Entries);
                Interlocked.Increment(ref commands);
            }
        })).ToArray();
        // A caller that fails ends the run at once, not at the end of the window.
        await Task.WhenAny(Task.WhenAny(running).Unwrap(), Task.Delay(WarmUp));
        var began = Stopwatch.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        Volatile.Write(ref counting, true);
        await Task.WhenAny(Task.WhenAny(running).Unwrap(), Task.Delay(window));
        Volatile.Write(ref counting, false);
        var (a, e, c, seconds) = (Interlocked.Read(ref appends), Interlocked.Read(ref entries), Interlocked.Read(ref commands), Stopwatch.GetElapsedTime(began).TotalSeconds);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        Volatile.Write(ref stopped, true);
        await Task.WhenAll(running);
        var sorted = times.SelectMany(t => t).Order().ToArray();
        return new(a / seconds, e / seconds, c / seconds, At(0.5), At(0.99), cpu.TotalMicroseconds / Math.Max(1, a), allocated / 1024.0 / Math.Max(1, a));

        double At(double part) => sorted.Length == 0 ? 0 : sorted[(int)(part * (sorted.Length - 1))] * 1000.0 / Stopwatch.Frequency;
    }

    /// <summary>Sets the callers at different places of their lives, so that not all of them open a case in the same moment.</summary>
    public static Task SpreadAsync(IReadOnlyList<ICaller> callers, int steps) => Task.WhenAll(callers.Select((caller, i) => Task.Run(async () =>
    {
        for (var n = i % steps; n > 0; n--) await caller.NextAsync();
    })));
}
