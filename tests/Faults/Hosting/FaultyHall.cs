using System.Diagnostics;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Faults.Hosting;

/// <summary>
/// The hall as it is, with one fault in it: <c>dotnet HallGrains.Faults.dll FAULT:N DATA DATABASE CONNECTION URLS SILO-PORT GATEWAY-PORT</c>. The product
/// itself cannot be asked for any of this. At a kill point the process ends as by kill -9: no handler runs, nothing is flushed.
/// </summary>
internal static class FaultyHall
{
    public const string Program = "HallGrains.Faults.dll";

    /// <summary>The N-th block dies before it reaches the database.</summary>
    public const string BeforeCommit = "before-commit";

    /// <summary>The N-th block is committed, and nobody is told.</summary>
    public const string AfterCommit = "after-commit";

    /// <summary>Everything read was delivered; the N-th position is not saved.</summary>
    public const string BeforeCheckpoint = "before-checkpoint";

    /// <summary>Every N-th answer to a commit is lost on its way; the process lives on.</summary>
    public const string LostAnswers = "lost-answers";

    /// <summary>A mutant: every N-th block is answered and never written.</summary>
    public const string AnswerFirst = "answer-first";

    /// <summary>No fault: a queue of N, and commits that wait while the data directory holds a file named <see cref="HoldFile"/>.</summary>
    public const string Held = "held";

    public const string HoldFile = "hold";

    public static string[] Arguments(string fault, EndToEndPlace place) =>
        [fault, place.Data, place.Database, place.Connection ?? "-", place.Urls, place.SiloPort, place.GatewayPort];

    public static async Task<int> Main(string[] args)
    {
        var (fault, every) = (args[0].Split(':')[0], int.Parse(args[0].Split(':')[1], null));
        var options = new ServeOptions
        {
            Demo = true, Data = args[1], Database = args[2], Connection = args[3] == "-" ? null : args[3], Urls = args[4],
            SiloPort = int.Parse(args[5], null), GatewayPort = int.Parse(args[6], null),
        };
        using var host = await HallHost.BuildAsync(options, silo => Break(silo.Services, options, fault, every));
        await host.StartAsync();
        Armed = true;
        Console.Out.WriteLine($"HALL READY {HallHost.AddressOf(host)}");
        await Console.Out.FlushAsync();
        await host.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>A hall that starts is whole: faults begin when it serves.</summary>
    public static bool Armed { get; private set; }

    public static void Die() => Process.GetCurrentProcess().Kill();

    private static void Break(IServiceCollection services, ServeOptions options, string fault, int every)
    {
        if (fault == BeforeCheckpoint)
        {
            services.AddSingleton<IStreamCheckpoints>(s => new DyingCheckpoints(s.GetRequiredService<ServiceLedger>(), every));
            // A cache tells what was delivered by tenths of its size: a small one soon.
            services.Configure<LedgerStreamOptions>(o => (o.CacheSize, o.ReadAtOnce) = (100, 50));
            return;
        }

        var counter = new Counter(every);
        var ledger = LedgerFactory.OptionsOf(options) with { Committers = c => new DyingCommitter(c, fault, counter, Path.Combine(options.Data, HoldFile)) };
        if (fault == Held) ledger = ledger with { QueueCapacity = every };
        services.AddSingleton(s => LedgerFactory.Create(ledger, s.GetRequiredService<IClock>(), NullLogger<ServiceLedger>.Instance));
    }

    private sealed class Counter(int every)
    {
        private int _n;

        /// <summary>True at each N-th call once the hall serves.</summary>
        public bool Strikes() => Armed && Interlocked.Increment(ref _n) % every == 0;
    }

    private sealed class DyingCommitter(IBlockCommitter inner, string fault, Counter counter, string hold) : IBlockCommitter
    {
        public async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
        {
            while (fault == Held && File.Exists(hold)) await Task.Delay(10);
            var strikes = counter.Strikes();
            if (strikes && fault == BeforeCommit) Die();
            if (strikes && fault == AnswerFirst) return new([.. block.Select(b => new AppendReceipt(b.Partition, 1, b.LastVersion, now))], false);
            var result = await inner.CommitAsync(block, now);
            if (strikes && fault == AfterCommit) Die();
            return strikes && fault == LostAnswers ? throw new IOException("lost after") : result;
        }

        public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => inner.LookUpAsync(block, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class DyingCheckpoints(ServiceLedger inner, int at) : IStreamCheckpoints
    {
        private int _n;

        public Task<long> LoadAsync(string queue) => inner.LoadAsync(queue);

        public Task SaveAsync(string queue, long position)
        {
            if (Armed && Interlocked.Increment(ref _n) == at) Die();
            return inner.SaveAsync(queue, position);
        }
    }
}

/// <summary>Where a hall of the tests lives.</summary>
internal sealed record EndToEndPlace(string Data, string Database, string? Connection, string Urls, string SiloPort, string GatewayPort);
