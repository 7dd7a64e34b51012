using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A hall and its windows as they stood: the ledger's word about the past is what the screens showed then.</summary>
public sealed class AsOfTests(RunningHalls halls) : IClassFixture<RunningHalls>
{
    private const int Kills = 1;
    private const string Leader = "YXCS003", Window = "YXCS-06";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task A_hall_is_shown_as_it_stood_though_work_went_on_and_the_process_died(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var day = new WindowDay(hall, Window, "YXCS015");
        await day.OpenAsync();
        await hall.Client.DoAsync("staff/YXCS019/duty", new { on = true }, MainPath.Guide);
        var opened = await hall.Client.DoAsync("cases", MainPath.OpenBody, MainPath.Guide);
        var ticket = (await day.TicketAsync("unemployment")).Ticket;
        await day.DoAsync("call-next");
        var then = await SeenAsync(hall, v => (string?)Row(v)["serving"]?["ticket"] == ticket && (int)v["openCases"]! == 1 && v["staff"]!.AsArray().Count == 2);
        var at = (string)then["asOf"]!;

        await day.DoAsync("start");
        await day.DoAsync("finish", new { invited = true });
        var withdrawn = await hall.Client.PostAsync($"cases/{opened["caseNumber"]}/withdrawal", new { reason = "不办了" }, code: (string)opened["retrievalCode"]!);
        ((int)withdrawn.Status).Should().Be(200, withdrawn.Text);
        await day.DoAsync("close");
        var later = await SeenAsync(hall, v => (string)Row(v)["status"]! == "closed" && Row(v)["serving"] is null && (int)v["openCases"]! == 0);
        await hall.KillAndStartAsync();

        Timeless(await ViewAsync(hall, at)).Should().Be(Timeless(then));
        Timeless(await ViewAsync(hall, (string)later["asOf"]!)).Should().Be(Timeless(later));
        var window = (await hall.Client.GetAsync($"halls/YXCS/windows/{Window}?asOf={Uri.EscapeDataString(at)}", Leader)).Body!;
        ((string)window["serving"]!["ticket"]!).Should().Be(ticket);
        ((string)window["status"]!).Should().Be("open");

        (await hall.Client.GetAsync("halls/YXCS/live?asOf=2020-01-01T00:00:00%2B08:00", Leader)).Code.Should().Be("not-found", "it was not registered then");
        (await hall.Client.GetAsync("halls/YXCS/live?asOf=yesterday", Leader)).Code.Should().Be("validation");
        (await hall.Client.GetAsync($"halls/YXCS/live?asOf={Uri.EscapeDataString(at)}", "citizen")).Code.Should().Be("not-permitted", "the past is nobody's business whose the present is not");
        (await hall.Client.GetAsync($"halls/YXCS/windows/YXCS-99?asOf={Uri.EscapeDataString(at)}", Leader)).Code.Should().Be("not-found");
    }

    private static JsonObject Row(JsonNode view) => view["windows"]!.AsArray().Single(w => (string)w!["window"]! == Window)!.AsObject();

    /// <summary>The monitor follows the ledger: what was done shows soon.</summary>
    private static async Task<JsonNode> SeenAsync(RunningHall hall, Func<JsonNode, bool> shows)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var view = (await hall.Client.GetAsync("halls/YXCS/live", Leader)).Body!;
            if (shows(view)) return view;
            await Task.Delay(50, enough.Token);
        }
    }

    private static async Task<JsonNode> ViewAsync(RunningHall hall, string at)
    {
        var answer = await hall.Client.GetAsync($"halls/YXCS/live?asOf={Uri.EscapeDataString(at)}", Leader);
        ((int)answer.Status).Should().Be(200, answer.Text);
        ((string)answer.Body!["asOf"]!).Should().Be(at);
        return answer.Body;
    }

    /// <summary>Without the monitor's own count and lag, which are of the moment it was asked.</summary>
    private static string Timeless(JsonNode view)
    {
        var plain = view.DeepClone().AsObject();
        plain.Remove("lagMilliseconds");
        plain.Remove("position");
        foreach (var window in plain["windows"]!.AsArray()) window!.AsObject().Remove("position");
        return plain.ToJsonString();
    }
}
