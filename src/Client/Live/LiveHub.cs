using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Client.Live;

/// <summary>The live sources of this gateway: one call a hall and one for the city, however many read.</summary>
internal sealed class LiveHub : IDisposable
{
    private readonly ConcurrentDictionary<string, HallSource> _halls = new(StringComparer.Ordinal);
    private readonly IClusterClient _client;
    private readonly IClock? _clock;
    private readonly ILogger<LiveHub> _logger;

    public LiveHub(IClusterClient client, ILogger<LiveHub> logger, IEnumerable<IClock> clocks)
    {
        _client = client;
        _logger = logger;
        _clock = clocks.LastOrDefault();
        City = new(client, logger);
    }

    public CitySource City { get; }

    /// <param name="hall">A hall that is known to exist: sources are kept.</param>
    public HallSource Hall(string hall) => _halls.GetOrAdd(hall, h => new(h, _client, _clock, _logger));

    public void Dispose()
    {
        City.Dispose();
        foreach (var hall in _halls.Values) hall.Dispose();
    }
}
