using HallGrains.Benchmarks.Hall;
using HallGrains.Benchmarks.Load;
using HallGrains.Silo.Ledger;

namespace HallGrains.Benchmarks.Verbs;

/// <summary>Ledgers on one database of their own, and the callers that write to them.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private readonly Place _place;
    private readonly List<ServiceLedger> _ledgers = [];
    private ICaller[] _callers = [];

    private Writers(Place place) => _place = place;

    /// <param name="ledgers">More than one only on PostgreSQL: each is what a silo of its own would open.</param>
    public static async Task<Writers> OpenAsync(LoadOptions.Load load, string database, RecordedLife life, Func<LedgerOptions, LedgerOptions> options, int ledgers = 1)
    {
        var writers = new Writers(await Place.MakeAsync(database, load.Postgres));
        try
        {
            for (var i = 0; i < ledgers; i++) writers._ledgers.Add(await LedgerFactory.StartAsync(options(writers._place.Ledger)));
            writers._callers = [.. Enumerable.Range(0, load.Callers).Select(i => life.Caller(writers._ledgers[i % ledgers], i))];
            return writers;
        }
        catch
        {
            await writers.DisposeAsync();
            throw;
        }
    }

    public Contender As(string name) => new(name, _callers, _ledgers[0]);

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _ledgers) await ledger.DisposeAsync();
        await _place.DisposeAsync();
    }
}
