using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A hall of its own for one test, on one of the databases, with what every walk needs.</summary>
internal sealed class Hall : IAsyncDisposable
{
    private readonly RunningHall _running;

    private Hall(RunningHall running) => _running = running;

    public HallClient Client => _running.Client;

    public static Task<Hall> StartAsync(string kind, params string[] onDuty) => StartAsync(kind, 0, onDuty);

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="kills">How often the test kills it with <see cref="RestartAsync"/>.</param>
    /// <param name="onDuty">Who comes on duty first.</param>
    public static async Task<Hall> StartAsync(string kind, int kills, params string[] onDuty)
    {
        var hall = new Hall(await RunningHall.StartAsync(kind, kills));
        foreach (var staff in onDuty) await hall.Client.DoAsync($"staff/{staff}/duty", new { on = true }, staff);
        return hall;
    }

    /// <inheritdoc cref="RunningHall.KillAndStartAsync"/>
    public Task RestartAsync() => _running.KillAndStartAsync();

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

    public ValueTask DisposeAsync() => _running.DisposeAsync();
}
