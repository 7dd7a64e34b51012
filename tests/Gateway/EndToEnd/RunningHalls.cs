using System.Collections.Concurrent;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>One demo hall for each database, started when a test of the class first asks for it and ended with the class.</summary>
public sealed class RunningHalls : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Task<RunningHall>> _halls = new(StringComparer.Ordinal);

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="kills">How often the tests of the class kill it.</param>
    internal Task<RunningHall> OfAsync(string kind, int kills = 0) => _halls.GetOrAdd(kind, k => RunningHall.StartAsync(k, kills));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var hall in _halls.Values.Where(h => h.IsCompletedSuccessfully)) await (await hall).DisposeAsync();
    }
}

/// <summary>A demo hall of its own database, which may be killed and started again.</summary>
internal sealed class RunningHall : IAsyncDisposable
{
    private readonly string[] _serve;
    private int _kills;
    private IServingHall _serving;

    private RunningHall(Database database, string[] serve, int kills, IServingHall serving)
    {
        (Database, _serve, _kills, _serving) = (database, serve, kills, serving);
        Client = new(serving.Url);
    }

    public Database Database { get; }

    public HallClient Client { get; private set; }

    public string Url => _serving.Url;

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="kills">How often it will be killed: until then each start on SQLite is a process of its own, the last one is hosted here.</param>
    public static async Task<RunningHall> StartAsync(string kind, int kills)
    {
        var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        return new(database, serve, kills, await StartAsync(database, serve, kills));
    }

    /// <summary>
    /// kill -9 and the same command again; on PostgreSQL ended in order and started again, which asks the same of its ledger: what a kill does there is for the
    /// main path and the crash tests.
    /// </summary>
    public async Task KillAndStartAsync()
    {
        if (_kills-- == 0) throw new InvalidOperationException("Say at the start how often it is killed.");
        await _serving.DisposeAsync();
        Client.Dispose();
        _serving = await StartAsync(Database, _serve, _kills);
        Client = new(_serving.Url);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _serving.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task<IServingHall> StartAsync(Database database, string[] serve, int kills) => kills > 0 && database.Connection is null ? await HallProcess.StartAsync(serve) : await HallHere.StartAsync(serve);
}
