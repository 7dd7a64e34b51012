using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HallGrains.Checker;
using HallGrains.Gateway.EndToEnd;

namespace HallGrains.Faults.Crash;

/// <summary>A life of the hall's process: commands are sent while it lives.</summary>
internal sealed class Life(int number)
{
    public int Number => number;

    public bool Over { get; set; }
}

/// <summary>
/// One client doing real matters, seeded: from the first question through notices, offers (accepted, declined, withdrawn, fought over), papers, acceptance and
/// reviews to the delivery, with bad commands, repetitions, doubles and stolen ids on the way. Its matter outlives the hall's deaths.
/// </summary>
internal sealed class Clerk(int number, int seed, History history)
{
    public static readonly string[] People = ["YXCS019", "YXCS015", "YXCS009", "YXCS005", "YXCS014", "YXCS017"];
    private const string Guide = "YXCS019", Handler = "YXCS015", Reviewer = "YXCS009", Decider = "YXCS005", Stranger = "YXCS014";
    private const double Retries = 0.85;

    private readonly Random _random = new(seed * 1009 + number);
    private int _commands;
    private int _refusals;
    private string? _case;
    private JsonNode? _view;
    private (string Path, string Body, string User, string Key)? _pending;

    public async Task WorkAsync(HallClient hall, Life life)
    {
        while (!life.Over)
        {
            if (_pending is { } again)
            {
                // What became of it? Asked with the same key; some clients never ask.
                if (_random.NextDouble() < Retries) await SendAsync(hall, life, again.Path, again.Body, again.User, again.Key);
                else (_pending, _view) = (null, null);
                continue;
            }

            if (_case is not null && _view is null && !await LookAsync(hall, life)) continue;
            await StepAsync(hall, life);
        }
    }

    private async Task<bool> LookAsync(HallClient hall, Life life)
    {
        try
        {
            var seen = await hall.GetAsync($"cases/{_case}", Decider);
            if (seen.Body?["owner"] is { } owner) seen = await hall.GetAsync($"cases/{_case}", (string)owner!);
            if ((int)seen.Status == 200) _view = seen.Body;
            else if ((int)seen.Status is not (503 or 500)) throw new InvalidOperationException($"cases/{_case}: {seen.Text}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            await PauseAsync(life);
        }

        return _view is not null;
    }

    private async Task StepAsync(HallClient hall, Life life)
    {
        if (_case is null)
        {
            var question = $"失业了能领什么？{number}-{_commands}";
            await DoAsync(hall, life, "cases", new { hall = "YXCS", window = "YXCS-00", channel = "onsite", contact = new { name = "秦小满", audience = "unemployed", phone = "13800005678" }, question, serviceItem = "UNE-BENEFIT" }, Guide);
            return;
        }

        var v = _view!;
        var (state, owner, path) = ((string)v["state"]!, (string)v["owner"]!, $"cases/{_case}");
        if (_refusals > 12 || state is "delivered" or "archived" or "withdrawn" or "refused" or "inquiry-closed")
        {
            (_case, _view, _refusals) = (null, null, 0);
            return;
        }

        if (v["openHandoff"] is { } offer)
        {
            await AnswerAsync(hall, life, path, (string)offer["handoffId"]!, (string)offer["from"]!, (string?)offer["to"]!["staff"] ?? Handler);
            return;
        }

        switch (state)
        {
            case "inquiry" when v["notices"] is null:
                var whole = _random.Next(4) > 0;
                await DoAsync(hall, life, path + "/notices", new { eligible = new { answer = "eligible", rule = "失业保险条例 14" }, procedure = "申领表、身份证或社保卡", path = whole ? "六号窗口" : null, timeLimit = "承诺5个工作日" }, owner);
                break;
            case "inquiry" when owner == Guide:
                await DoAsync(hall, life, path + "/handoffs", new { to = new { staff = Handler }, kind = "transfer-inside", reason = "失业窗口办理" }, _random.Next(10) == 0 ? Stranger : Guide);
                break;
            case "inquiry":
                object[] papers = _random.Next(3) == 0 ? [] : [new { code = "unemployment-form", form = "original" }, new { code = "id-or-card", form = "original" }];
                await DoAsync(hall, life, path + "/application", new { serviceItem = "UNE-BENEFIT", applicant = new { name = "秦小满", idNumber = "999900199003070010", phone = "13800005678" }, amount = 1800, materials = papers }, owner);
                break;
            case "received" when v["missing"] is JsonArray { Count: > 0 } missing && _random.Next(4) > 0:
                await DoAsync(hall, life, path + "/supplement-request", new { missing = missing.Select(m => new { material = (string)m!["material"]!, reason = "未提交", how = "现场填写" }) }, owner);
                break;
            case "received":
                await DoAsync(hall, life, path + "/acceptance", new { }, owner);
                break;
            case "awaiting-supplement":
                await DoAsync(hall, life, path + "/supplement", new { materials = new[] { new { code = _random.Next(2) == 0 ? "unemployment-form" : "id-or-card", form = "original" } } }, owner);
                break;
            case "in-stage" when (string?)v["stage"] is "decision":
                await DoAsync(hall, life, path + "/decision", new { result = "granted", opinion = "符合条件，同意", amount = 1800 }, owner);
                break;
            case "in-stage":
                var stage = (string)v["stage"]!;
                // A handler may not review what they did themselves: a refusal now and then.
                var to = _random.Next(8) == 0 ? owner : stage == "initial-review" ? Reviewer : Decider;
                await DoAsync(hall, life, $"{path}/stages/{stage}/finish", new { conclusion = "pass", ground = "材料齐全，符合条件", to = new { staff = to } }, owner);
                break;
            default:
                await DoAsync(hall, life, path + "/delivery", new { method = "pickup", evidence = "本人签收" }, owner);
                break;
        }
    }

    private async Task AnswerAsync(HallClient hall, Life life, string path, string id, string from, string to)
    {
        var handoff = $"{path}/handoffs/{id}";
        switch (_random.Next(10))
        {
            case 0:
                await DoAsync(hall, life, handoff + "/accept", new { }, Stranger);
                break;
            case 1:
                await DoAsync(hall, life, handoff + "/withdraw", new { }, from);
                break;
            case 2:
                await DoAsync(hall, life, handoff + "/decline", new { ground = "not-competent", reason = "不属于本窗口" }, to);
                break;
            case 3:
                // Taken back and taken up at the same moment: one of them wins.
                await Task.WhenAll(
                    SendAsync(hall, life, handoff + "/withdraw", "{}", from, NextKey(), keep: false),
                    SendAsync(hall, life, handoff + "/accept", "{}", to, NextKey(), keep: false));
                _view = null;
                break;
            default:
                await DoAsync(hall, life, handoff + "/accept", new { }, to);
                break;
        }
    }

    private async Task DoAsync(HallClient hall, Life life, string path, object body, string user)
    {
        var (text, key) = (JsonSerializer.Serialize(body, Web), NextKey());
        if (_random.Next(12) == 0)
        {
            // Pressed twice.
            await Task.WhenAll(SendAsync(hall, life, path, text, user, key), SendAsync(hall, life, path, text, user, key));
        }
        else
        {
            await SendAsync(hall, life, path, text, user, key);
        }

        if (_pending is not null || life.Over) return;
        if (_random.Next(10) == 0) await SendAsync(hall, life, path, text, user, key);
        else if (_random.Next(20) == 0) await SendAsync(hall, life, path, text.Replace("}", "} ", StringComparison.Ordinal), user, key, keep: false);
    }

    private async Task SendAsync(HallClient hall, Life life, string path, string body, string user, string key, bool keep = true)
    {
        Answer answer;
        var stream = path == "cases" ? null : "case/" + path.Split('/')[1];
        try
        {
            answer = await hall.PostAsync(path, body, user, key);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            Add(Seen.Unknown, 0, null, false, null, ImmutableSortedDictionary<string, string>.Empty);
            if (keep) (_pending, _view) = ((path, body, user, key), null);
            await PauseAsync(life);
            return;
        }

        var status = (int)answer.Status;
        if (status is 200 or 201)
        {
            var made = new[] { "caseNumber", "handoffId", "retrievalCode" }.Where(f => f != "retrievalCode" || stream is null)
                .Where(f => answer.Body![f] is JsonValue).ToImmutableSortedDictionary(f => f, f => (string)answer.Body![f]!);
            Add(Seen.Acknowledged, status, null, answer.Replayed, (int?)answer.Body!["version"], made);
            if (!keep) return;
            _pending = null;
            _case ??= (string)answer.Body!["caseNumber"]!;
            // What others see of a case is not what its owner sees: asked anew.
            _view = null;
            return;
        }

        // An answer that says it is not known, or that another of the same key is still running, is no word on the command.
        var unknown = status >= 500 && answer.Code != "busy" || answer.Code == "in-progress";
        Add(unknown ? Seen.Unknown : Seen.Refused, status, answer.Code, false, null, ImmutableSortedDictionary<string, string>.Empty);
        if (!keep) return;
        _view = null;
        if (status == 503 || unknown)
        {
            _pending = (path, body, user, key);
            await PauseAsync(life);
            return;
        }

        _pending = null;
        _refusals++;

        void Add(Seen seen, int code, string? problem, bool replayed, int? version, ImmutableSortedDictionary<string, string> made) =>
            history.Add(new(life.Number, user, key, stream, path + "\n" + body, seen, code, problem, replayed, version, made));
    }

    private static async Task PauseAsync(Life life)
    {
        if (!life.Over) await Task.Delay(20);
    }

    private string NextKey() => $"s{seed}-{number}-{++_commands}";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
