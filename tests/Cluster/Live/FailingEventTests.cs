using System.Collections.Concurrent;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Silo.Streams;
using HallGrains.Tests.Live;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace HallGrains.Cluster.Live;

/// <summary>An event whose delivery fails for ever is skipped by Orleans, never by us: the view finds the gap and mends itself, and nothing behind it waits for long.</summary>
public sealed class FailingEventTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_view_is_right_again_after_an_event_that_always_fails(bool streamGoesOn)
    {
        var poison = new Poison("case/bad", 2);
        await using var live = await LiveCluster.StartAsync(silos: 1, also: silo =>
        {
            silo.AddIncomingGrainCallFilter(poison);
            silo.Services.Configure<StreamPullingAgentOptions>(LedgerStreams.Provider, o => o.MaxEventDeliveryTime = TimeSpan.FromSeconds(1));
        });
        await live.Town.RegisterHallAsync("AA", "AA001");
        await using var feed = new Following(live.Client.GetGrain<IHallMonitorGrain>("AA"));
        await live.Town.OpenCaseAsync("bad", "AA", "AA001");
        await feed.UntilAsync(v => v.OpenCases == 1);

        IEntry failing = streamGoesOn ? new IdentityAnnounced("voice", "s", "AA001") : new InquiryClosed("answered");
        await live.Town.AppendAsync("case/bad", "AA", failing);
        await poison.Struck;
        // The stream's next entry shows the gap; where none comes, the reconciler of each minute finds it, here called at once.
        if (streamGoesOn) await live.Town.AppendAsync("case/bad", "AA", new InquiryClosed("answered"));
        else await live.Client.GetGrain<IHallMonitorGrain>("AA").ReconcileAsync();
        // Cases of every partition, also of the one that stumbled.
        for (var i = 0; i < 12; i++) await live.Town.OpenCaseAsync($"c{i}", "AA", "AA001");

        (await feed.UntilAsync(v => v.OpenCases == 12)).Unreadable.Should().Be(0);
        poison.Delivered.Should().NotContain("case/bad v2", "it was never delivered: the view made itself right from the ledger");
    }

    /// <summary>Fails each delivery that carries this entry.</summary>
    private sealed class Poison(string stream, int version) : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Struck => _struck.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public ConcurrentBag<string> Delivered { get; } = [];

        public Task Invoke(IIncomingGrainCallContext context)
        {
            for (var i = 0; i < context.Request.GetArgumentCount(); i++)
            {
                var e = context.Request.GetArgument(i) switch
                {
                    LedgerBatch batch => batch.Event,
                    Orleans.Concurrency.Immutable<object> { Value: LedgerEvent one } => one,
                    LedgerEvent one => one,
                    _ => null,
                };
                if (e is null) continue;
                if (e.Stream == stream && e.Version == version)
                {
                    _struck.TrySetResult();
                    throw new InvalidOperationException("This entry always fails.");
                }

                Delivered.Add($"{e.Stream} v{e.Version}");
            }

            return context.Invoke();
        }
    }
}
