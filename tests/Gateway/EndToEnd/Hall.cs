using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A hall of its own for one test, on one of the databases, with what every walk needs.</summary>
internal sealed class Hall : IAsyncDisposable
{
    private readonly Database _database;
    private readonly string[] _serve;
    private HallProcess _process;

    private Hall(Database database, string[] serve, HallProcess process)
    {
        (_database, _serve, _process) = (database, serve, process);
        Client = new(process.Url);
    }

    public HallClient Client { get; private set; }

    public static async Task<Hall> StartAsync(string kind, params string[] onDuty)
    {
        var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        var hall = new Hall(database, serve, await HallProcess.StartAsync(serve));
        foreach (var staff in onDuty) await hall.Client.DoAsync($"staff/{staff}/duty", new { on = true }, staff);
        return hall;
    }

    /// <summary>kill -9, and the same hall again.</summary>
    public async Task RestartAsync()
    {
        await _process.KillAsync();
        Client.Dispose();
        _process = await HallProcess.StartAsync(_serve);
        Client = new(_process.Url);
    }

    public async Task<MainPath> WalkAsync()
    {
        var walk = new MainPath(Client);
        await walk.BringOnDutyAsync();
        await walk.OpenAndHandOverAsync();
        return walk;
    }

    public async Task AdvanceAsync(string by)
    {
        var moved = await Client.PostAsync("demo/clock", new { advance = by }, "admin");
        ((int)moved.Status).Should().Be(200, moved.Text);
    }

    public async Task MoveToAsync(string to)
    {
        var moved = await Client.PostAsync("demo/clock", new { to }, "admin");
        ((int)moved.Status).Should().Be(200, moved.Text);
    }

    public async Task<JsonNode> GetAsync(string path, string user)
    {
        var answer = await Client.GetAsync(path, user);
        ((int)answer.Status).Should().Be(200, answer.Text);
        return answer.Body!;
    }

    /// <summary>What waits for somebody, once it is there: others are told after the commit.</summary>
    public async Task<JsonNode> WaitsAsync(string staff, Func<JsonNode, bool> what)
    {
        JsonNode? inbox = null;
        for (var i = 0; i < 200; i++)
        {
            inbox = await GetAsync("inbox", staff);
            if (inbox["items"]!.AsArray().FirstOrDefault(n => what(n!)) is { } found) return found;
            await Task.Delay(50);
        }

        throw new InvalidOperationException($"It never came into the inbox of {staff}: {inbox}");
    }

    /// <summary>Waits until a case shows something: what follows a commit in another stream comes by itself.</summary>
    public async Task<JsonNode> ComesAboutAsync(string path, string user, Func<JsonNode, bool> what)
    {
        JsonNode? seen = null;
        for (var i = 0; i < 200; i++)
        {
            seen = await GetAsync(path, user);
            if (what(seen)) return seen;
            await Task.Delay(50);
        }

        throw new InvalidOperationException($"It never came about at {path}: {seen}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }
}
