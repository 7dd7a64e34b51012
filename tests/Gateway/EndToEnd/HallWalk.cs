using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Brings cases of the demo city to a point over HTTP, so that a test says only what it is about.</summary>
internal sealed class HallWalk(HallClient hall)
{
    public const string Guide = "YXCS019", Handler = "YXCS015", Reviewer = "YXCS009", Decider = "YXCS005", Leader = "YXCS003", Bureau = "YXCS001", Colleague = "YXCS014";

    private static readonly JsonArray Items = JsonNode.Parse(File.ReadAllText(Repository.PathOf("data", "service-items.json")))!["items"]!.AsArray();
    private readonly Dictionary<string, string> _codes = [];

    public HallClient Hall => hall;

    /// <summary>A case that waits for the hall's clock to move.</summary>
    public string Standing { get; set; } = "";

    /// <summary>The retrieval code of a case this walk opened.</summary>
    public string CodeOf(string number) => _codes[number];

    public async Task OnDutyAsync(params string[] more)
    {
        foreach (var staff in new[] { Guide, Handler, Reviewer, Decider, Leader, Bureau, Colleague, "YXCS004", "YXCS006", "YXCS008", "YXCS010", "YXCS012", "YXCS016", "YXCS017", "YXCS018" }.Concat(more))
            await hall.DoAsync($"staff/{staff}/duty", new { on = true }, staff);
    }

    /// <summary>What the item asks of the applicant, in the data file's order.</summary>
    public static string[] Needed(string item) =>
        [.. Items.Single(i => (string)i!["code"]! == item)!["materials"]!.AsArray().Where(m => (string)m!["need"]! == "required" && (string)m["source"]! != "department-shared").Select(m => (string)m!["code"]!)];

    public async Task<string> OpenedAsync(string? item = "UNE-BENEFIT", string by = Handler, string at = "YXCS", string channel = "onsite")
    {
        var opened = await hall.DoAsync("cases", new { hall = at, channel, contact = new { name = "秦小满", audience = "unemployed", phone = "13800005678" }, question = "怎么办理？", serviceItem = item }, by);
        var number = (string)opened["caseNumber"]!;
        _codes[number] = (string)opened["retrievalCode"]!;
        return number;
    }

    public async Task<string> AnsweredAsync(string item = "UNE-BENEFIT", string by = Handler, string at = "YXCS")
    {
        var number = await OpenedAsync(item, by, at);
        await hall.DoAsync($"cases/{number}/notices", new { eligible = new { answer = "eligible", rule = "办法第十四条" }, procedure = "申请表", path = "窗口或网上", timeLimit = "承诺时限" }, by);
        return number;
    }

    public async Task<string> ReceivedAsync(string item = "UNE-BENEFIT", string by = Handler, decimal? amount = 1800, string[]? papers = null, string at = "YXCS", string id = "999900199003070010")
    {
        var number = await AnsweredAsync(item, by, at);
        var materials = (papers ?? Needed(item)).Select(code => new { code, form = "original" });
        await hall.DoAsync($"cases/{number}/application", new { serviceItem = item, applicant = new { name = "秦小满", idNumber = id }, amount, materials }, by);
        return number;
    }

    public async Task<string> AcceptedAsync(string item = "UNE-BENEFIT", string by = Handler, decimal? amount = 1800)
    {
        var number = await ReceivedAsync(item, by, amount);
        await hall.DoAsync($"cases/{number}/acceptance", null, by);
        return number;
    }

    public Task NextAsync(string number, string stage, string from, string to) => NextOfAsync(hall, number, stage, from, to);

    /// <summary>The same in a hall started again.</summary>
    public async Task NextOfAsync(HallClient client, string number, string stage, string from, string to)
    {
        var finished = await client.DoAsync($"cases/{number}/stages/{stage}/finish", new { conclusion = "pass", ground = "材料齐全", to = new { staff = to } }, from);
        await client.DoAsync($"cases/{number}/handoffs/{(string)finished["handoffId"]!}/accept", null, to);
    }

    public async Task<string> AtDecisionAsync()
    {
        var number = await AcceptedAsync();
        await NextAsync(number, "initial-review", Handler, Reviewer);
        await NextAsync(number, "recheck", Reviewer, Decider);
        return number;
    }

    public async Task<string> DeliveredAsync()
    {
        var number = await AtDecisionAsync();
        await hall.DoAsync($"cases/{number}/decision", new { result = "granted", opinion = "同意", amount = 1800 }, Decider);
        await hall.DoAsync($"cases/{number}/delivery", new { method = "pickup", evidence = "本人签收" }, Decider);
        return number;
    }

    public async Task<string> AtInvestigationAsync()
    {
        var number = await AcceptedAsync("WII-RECOG", "YXCS016", null);
        await NextAsync(number, "initial-review", "YXCS016", Reviewer);
        return number;
    }

    /// <summary>The window's check as its items stand, all well, and open.</summary>
    public async Task OpenWindowAsync(string path, string by)
    {
        foreach (var part in (await hall.GetAsync($"{path}/opening-checks", by)).Body!["parts"]!.AsArray())
            await hall.DoAsync($"{path}/opening-checks", new { part = (string)part!["part"]!, items = part["items"]!.AsArray().Select(i => new { code = (string)i!["code"]!, ok = true }) }, by);
        await hall.DoAsync($"{path}/open", null, by);
    }

    public async Task<string> TicketAsync(string line) => (string)(await hall.PostAsync("halls/YXCS/tickets", new { serviceLine = line })).Body!["ticket"]!;

    public Task<JsonArray> LedgerAsync(string number, string user) => LedgerOfAsync(hall, number, user);

    /// <summary>The same of a hall started again.</summary>
    public async Task<JsonArray> LedgerOfAsync(HallClient client, string number, string user) => (await client.GetAsync($"cases/{number}/ledger?limit=200", user)).Body!["items"]!.AsArray();

    public async Task ClockToAsync(string instant)
    {
        var moved = await hall.PostAsync("demo/clock", new { to = instant }, "admin");
        ((int)moved.Status).Should().Be(200, moved.Text);
    }
}
