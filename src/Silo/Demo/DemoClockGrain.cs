using System.Globalization;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Demo;
using HallGrains.Contracts.Timekeeping;
using HallGrains.Grains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace HallGrains.Silo.Demo;

/// <summary>Moves the demo's time and wakes the timekeepers itself, so that the answer comes when all that fell due is done.</summary>
[GrainType("demo-clock")]
internal sealed class DemoClockGrain(IGrainContext context, IGrainFactory grains, IServiceProvider services, ILedger ledger) : IGrainBase, IDemoClockGrain
{
    /// <summary>Most that one call may move: a year runs in one go, a mistyped century does not.</summary>
    private static readonly Duration Longest = Duration.FromDays(1000);

    private readonly DemoTime? _time = services.GetService<DemoTime>();

    public IGrainContext GrainContext => context;

    public Task<bool> IsDemoAsync() => Task.FromResult(_time is not null);

    public async Task<DemoClockMoved> MoveAsync(Caller caller, long? advanceTicks, Instant? to)
    {
        if (_time is null) return new(null, Refusal.Of(Codes.NotFound));
        if (advanceTicks is null == to is null) return new(null, Wrong("advance", "exactly one of advance and to"));
        var now = _time.Now;
        var target = to ?? now + Duration.FromTicks(advanceTicks!.Value);
        if (target < now) return new(null, Wrong(to is null ? "advance" : "to", "demo time moves forward only"));
        if (target - now > Longest) return new(null, Wrong(to is null ? "advance" : "to", "more than 1000 days"));
        await _time.MoveToAsync(target);
        // What one stream's due does may make another due at once, in another shard.
        while ((await Task.WhenAll(Enumerable.Range(0, ledger.Partitions).Select(RunAsync))).Sum() > 0)
        {
        }

        return new(_time.Now, null);
    }

    private Task<int> RunAsync(int partition) =>
        grains.GetGrain<ITimekeeperGrain>(partition.ToString(CultureInfo.InvariantCulture)).RunAsync();

    private static Refusal Wrong(string field, string what)
    {
        var errors = System.Collections.Immutable.ImmutableDictionary<string, System.Collections.Immutable.ImmutableArray<string>>.Empty;
        return Refusal.OfErrors(errors.Add(field, [what]));
    }
}
