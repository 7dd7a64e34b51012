using System.Collections.Concurrent;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>One demo hall for each database, started when a test of the class first asks for it and ended with the class.</summary>
public sealed class RunningHalls : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Task<RunningHall>> _halls = new(StringComparer.Ordinal);

    internal Task<RunningHall> OfAsync(string kind) => _halls.GetOrAdd(kind, RunningHall.StartAsync);

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
    private HallProcess _process;

    private RunningHall(Database database, string[] serve, HallProcess process)
    {
        (Database, _serve, _process) = (database, serve, process);
        Client = new(process.Url);
    }

    public Database Database { get; }

    public HallClient Client { get; private set; }

    public string Url => _process.Url;

    public static async Task<RunningHall> StartAsync(string kind)
    {
        var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        return new(database, serve, await HallProcess.StartAsync(serve));
    }

    /// <summary>kill -9, and the same command again.</summary>
    public async Task KillAndStartAsync()
    {
        await _process.DisposeAsync();
        Client.Dispose();
        _process = await HallProcess.StartAsync(_serve);
        Client = new(_process.Url);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
