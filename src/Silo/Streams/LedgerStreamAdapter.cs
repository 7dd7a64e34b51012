using HallGrains.Contracts.Live;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace HallGrains.Silo.Streams;

/// <summary>Persistent streams whose queue <em>i</em> is ledger partition <em>i</em>. Publishing is the ledger's commit: there is no other way in.</summary>
internal sealed class LedgerStreamAdapter : IQueueAdapterFactory, IQueueAdapter
{
    private readonly ILedger _ledger;
    private readonly IStreamCheckpoints _checkpoints;
    private readonly LedgerStreamOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly PartitionMapper _mapper;
    private readonly SimpleQueueAdapterCache _cache;

    public LedgerStreamAdapter(string name, ILedger ledger, IStreamCheckpoints checkpoints, LedgerStreamOptions options, ILoggerFactory loggers)
    {
        Name = name;
        _ledger = ledger;
        _checkpoints = checkpoints;
        _options = options;
        _loggers = loggers;
        _mapper = new(name, ledger);
        _cache = new(new SimpleQueueCacheOptions { CacheSize = options.CacheSize }, name, loggers);
    }

    public string Name { get; }

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public static IQueueAdapterFactory Create(IServiceProvider services, string name) => new LedgerStreamAdapter(
        name,
        services.GetRequiredService<ILedger>(),
        services.GetRequiredService<IStreamCheckpoints>(),
        services.GetRequiredService<IOptions<LedgerStreamOptions>>().Value,
        services.GetRequiredService<ILoggerFactory>());

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler(false));

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) =>
        new LedgerReceiver(_ledger, _checkpoints, _options, (int)queueId.GetNumericId(), _loggers.CreateLogger<LedgerReceiver>());

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Publishing is the ledger's commit.");

    /// <summary>Queue <em>i</em> is partition <em>i</em>. Asked for the queues when the silo starts them: the ledger is open then.</summary>
    private sealed class PartitionMapper(string name, ILedger ledger) : IConsistentRingStreamQueueMapper
    {
        private readonly Lazy<QueueId[]> _queues = new(() => [.. Enumerable.Range(0, ledger.Partitions).Select(i => QueueId.GetQueueId(name, (uint)i, Place(i, ledger.Partitions)))]);

        public IEnumerable<QueueId> GetAllQueues() => _queues.Value;

        public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _queues.Value.Where(q => range.InRange(q.GetUniformHashCode()));

        // Never where an event comes from, since a hall is fed by all partitions; only asked by providers that one can publish to.
        public QueueId GetQueueForStream(StreamId streamId) => _queues.Value[(uint)streamId.GetHashCode() % (uint)_queues.Value.Length];

        /// <summary>Evenly around the ring, so that silos share the queues evenly.</summary>
        private static uint Place(int i, int n) => (uint)((ulong)uint.MaxValue / (uint)n * (uint)i + (uint)(uint.MaxValue / (uint)n / 2));
    }
}

/// <summary>Hosting of the streams over the ledger.</summary>
internal static class LedgerStreamHosting
{
    /// <summary>Adds the provider <see cref="LedgerStreams.Provider"/>; implicit subscribers only, so no subscription is stored anywhere.</summary>
    public static ISiloBuilder AddLedgerStreams(this ISiloBuilder silo, Action<LedgerStreamOptions>? configure = null)
    {
        var options = new LedgerStreamOptions();
        configure?.Invoke(options);
        silo.Services.Configure<LedgerStreamOptions>(o => configure?.Invoke(o));
        return silo.AddPersistentStreams(LedgerStreams.Provider, LedgerStreamAdapter.Create, streams =>
        {
            streams.ConfigurePullingAgent(o => o.Configure(agent =>
            {
                agent.GetQueueMsgsTimerPeriod = options.Period;
                agent.BatchContainerBatchSize = 1;
                agent.MaxEventDeliveryTime = options.MaxDeliveryTime;
            }));
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.UseConsistentRingQueueBalancer();
        });
    }
}
