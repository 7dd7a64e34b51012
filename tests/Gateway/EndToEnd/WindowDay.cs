using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A window's staff at work, over HTTP.</summary>
internal sealed class WindowDay(RunningHall running, string window, string staff)
{
    private static readonly (string Part, string[] Items)[] Parts =
    [
        ("systems", ["business-system", "network", "computer", "printer", "id-reader", "camera", "caller", "evaluator"]),
        ("materials", ["forms", "samples", "leaflets", "seal"]),
        ("at-post", ["arrived", "badge", "desk-sign", "dress", "desk-tidy"]),
    ];

    public string Path { get; } = $"halls/{window[..window.IndexOf('-', StringComparison.Ordinal)]}/windows/{window}";

    private HallClient Hall => running.Client;

    public Task<JsonNode> DoAsync(string what, object? body = null, string? key = null) => Hall.DoAsync($"{Path}/{what}", body, staff, key);

    public Task<Answer> TryAsync(string what, object? body = null, string? key = null) => Hall.PostAsync($"{Path}/{what}", body, staff, key);

    public async Task<JsonNode> LiveAsync() => (await Hall.GetAsync(Path, staff)).Body!;

    public Task<JsonNode> DutyAsync() => Hall.DoAsync($"staff/{staff}/duty", new { on = true }, staff);

    public async Task CheckAsync(string? failing = null)
    {
        foreach (var (part, items) in Parts) await DoAsync("opening-checks", new { part, items = items.Select(code => new { code, ok = code != failing }) });
    }

    public async Task OpenAsync()
    {
        await DutyAsync();
        await DoAsync("sign-on");
        await CheckAsync();
        await DoAsync("open");
    }

    /// <summary>A citizen without an account takes a ticket.</summary>
    public async Task<(string Ticket, string Code)> TicketAsync(string line, string? key = null)
    {
        var taken = await Hall.PostAsync($"halls/{window[..window.IndexOf('-', StringComparison.Ordinal)]}/tickets", new { serviceLine = line }, key: key);
        ((int)taken.Status).Should().Be(201, taken.Text);
        return ((string)taken.Body!["ticket"]!, (string)taken.Body["retrievalCode"]!);
    }

    public async Task AdvanceAsync(string period) => ((int)(await Hall.PostAsync("demo/clock", new { advance = period })).Status).Should().Be(200);
}
