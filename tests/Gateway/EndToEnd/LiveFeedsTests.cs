using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The live feeds over HTTP: a snapshot first, changes as work is done, gone on with after a break, and through a killed process.</summary>
public sealed class LiveFeedsTests(RunningHalls halls) : IClassFixture<RunningHalls>
{
    private const int Kills = 1;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.4e")]
    [Clause("2.4d")]
    public async Task Feeds_follow_the_work_of_a_hall(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        using var quiet = await SseReader.OpenAsync(hall, "displays/YXTJ");
        (await quiet.NextAsync()).Name.Should().Be("snapshot");
        using var display = await SseReader.OpenAsync(hall, "displays/YXCS");
        using var monitor = await SseReader.OpenAsync(hall, "halls/YXCS", "YXCS005");
        using var window = await SseReader.OpenAsync(hall, "windows/YXCS/YXCS-06", "YXCS005");
        using var city = await SseReader.OpenAsync(hall, "city", "YXCS003");
        foreach (var feed in new[] { display, monitor, window, city }) (await feed.NextAsync()).Name.Should().Be("snapshot");

        var day = new WindowDay(hall, "YXCS-06", "YXCS015");
        await day.OpenAsync();
        (await day.TicketAsync("unemployment")).Ticket.Should().Be("U001");
        await day.DoAsync("call-next");

        var shown = await display.UntilAsync(v => (string?)Row(v)["ticket"] == "U001");
        shown.Name.Should().Be("change");
        ((string)Row(shown.Data)["status"]!).Should().Be("open");
        ((string)shown.Data["calls"]![0]!["ticket"]!).Should().Be("U001");
        ((string)(await window.UntilAsync(v => v["serving"] is not null)).Data["serving"]!["ticket"]!).Should().Be("U001");
        await monitor.UntilAsync(v => Row(v)["serving"] is not null && v["staff"]!.AsArray().Any(s => (string)s!["number"]! == "YXCS015"));
        await city.UntilAsync(v => (int)v["openWindows"]! == 1);

        await GoesOnWhereItWasAsync(hall, day, shown.Id);
        await hall.KillAndStartAsync();
        using var after = await SseReader.OpenAsync(hall, "displays/YXCS", lastEventId: shown.Id);
        var anew = await after.NextAsync();
        anew.Name.Should().Be("snapshot", "the monitor counts anew, and the reader is told so");
        if ((string?)Row(anew.Data)["ticketState"] != "serving") await after.UntilAsync(v => (string?)Row(v)["ticketState"] == "serving");
        await day.DoAsync("finish", new { invited = true });
        await after.UntilAsync(v => Row(v)["ticket"] is null);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.2g")]
    public async Task A_case_is_followed_by_its_person_and_by_nobody_else(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        await hall.Client.DoAsync("staff/YXCS019/duty", new { on = true }, "YXCS019");
        var opened = await hall.Client.DoAsync("cases", MainPath.OpenBody, MainPath.Guide);
        var (number, code) = ((string)opened["caseNumber"]!, (string)opened["retrievalCode"]!);
        using var feed = await SseReader.OpenAsync(hall, $"cases/{number}", code: code);
        var first = await feed.NextAsync();
        first.Name.Should().Be("snapshot");
        ((string)first.Data["caseNumber"]!).Should().Be(number);
        await hall.Client.DoAsync($"cases/{number}/notices", new { eligible = new { answer = "eligible", rule = "失业保险条例 14" }, procedure = "申领表", path = "六号窗口", timeLimit = "五日" }, MainPath.Guide);
        var change = await feed.NextAsync();
        change.Name.Should().Be("change");
        ((int)change.Data["version"]!).Should().BeGreaterThan((int)first.Data["version"]!);

        (await hall.Client.GetAsync($"live/cases/{number}", code: "AAAAAAAAAAAA")).Code.Should().Be("not-found");
        (await hall.Client.GetAsync("live/halls/YXCS", "citizen")).Code.Should().Be("not-permitted");
        (await hall.Client.GetAsync("live/city", "YXCS015")).Code.Should().Be("not-permitted");
        (await hall.Client.GetAsync("live/halls/YXCS")).Code.Should().Be("not-signed-in");
        (await hall.Client.GetAsync("live/displays/NONE")).Code.Should().Be("not-found");
    }

    [Fact]
    public async Task A_line_on_which_nothing_happens_shows_that_it_lives()
    {
        var hall = await halls.OfAsync("sqlite", Kills);
        using var quiet = await SseReader.OpenAsync(hall, "displays/YXNP");
        (await quiet.NextAsync()).Name.Should().Be("snapshot");
        await quiet.HeartbeatAsync();
    }

    [Fact]
    public async Task The_board_is_a_page_that_reads_without_a_script_and_shows_no_person()
    {
        var hall = await halls.OfAsync("sqlite", Kills);
        (await hall.Client.GetAsync("/")).Text.Should().Contain("/halls/YXCS").And.Contain("云溪市人力资源和社会保障服务大厅");
        var board = await hall.Client.GetAsync("/halls/YXCS");
        ((int)board.Status).Should().Be(200);
        board.Text.Should().Contain("data-window=\"YXCS-06\"").And.Contain("失业就业窗").And.Contain("live.js").And.NotContain("秦小满");
        ((int)(await hall.Client.GetAsync("/halls/NONE")).Status).Should().Be(404);
    }

    /// <summary>With the last event's id what was missed follows; with an unknown id a snapshot.</summary>
    private static async Task GoesOnWhereItWasAsync(RunningHall hall, WindowDay day, string last)
    {
        await day.DoAsync("start");
        using var again = await SseReader.OpenAsync(hall, "displays/YXCS", lastEventId: last);
        var missed = await again.NextAsync();
        missed.Name.Should().Be("change", "it goes on from the event it has");
        missed.Id.Should().NotBe(last);
        if ((string?)Row(missed.Data)["ticketState"] != "serving") await again.UntilAsync(v => (string?)Row(v)["ticketState"] == "serving");
        using var unknown = await SseReader.OpenAsync(hall, "displays/YXCS", lastEventId: "nothing-known");
        (await unknown.NextAsync()).Name.Should().Be("snapshot");
    }

    private static JsonNode Row(JsonNode view) => view["windows"]!.AsArray().Single(w => (string)w!["window"]! == "YXCS-06")!;
}
