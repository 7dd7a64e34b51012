using System.Text.Json.Nodes;

namespace HallGrains.Checker;

/// <summary>Compares what the hall shows over HTTP with what its entries tell.</summary>
/// <param name="get">GET of a path below /api/v1 as somebody; null for 404.</param>
public sealed class ViewChecker(LedgerTables tables, IReadOnlyDictionary<string, CaseStory> cases, Func<string, string, Task<JsonNode?>> get)
{
    private readonly List<Violation> _violations = [];

    /// <param name="readers">Hall to somebody who may see its cases.</param>
    public async Task<IReadOnlyList<Violation>> CheckAsync(IReadOnlyDictionary<string, string> readers)
    {
        _violations.Clear();
        foreach (var story in cases.Values) await CheckCaseAsync(story);
        foreach (var (hall, reader) in readers)
        {
            await CheckListAsync(hall, reader);
            await CheckHallAsync(hall, reader);
        }

        foreach (var owner in cases.Values.SelectMany(c => new[] { c.Owner, c.Offer?.Staff }).OfType<string>().Distinct()) await CheckDeskAsync(owner);
        return _violations;
    }

    private async Task CheckCaseAsync(CaseStory story)
    {
        var path = $"cases/{story.Number}";
        if (await get(path, story.Owner) is not { } view)
        {
            Broken(path, "is not shown to its owner");
            return;
        }

        Same(path, "owner", story.Owner, (string?)view["owner"]);
        Same(path, "state", story.State, (string?)view["state"]);
        Same(path, "stage", story.Stage, (string?)view["stage"]);
        Same(path, "hall", story.Hall, (string?)view["hall"]);
        Same(path, "card", story.Card, (string?)view["card"]);
        Same(path, "version", $"{story.Version}", $"{view["version"]}");
        Same(path, "open handoff", story.Offer?.Id, (string?)view["openHandoff"]?["handoffId"]);

        var rows = tables.Entries.Where(e => e.Stream == story.Stream).OrderBy(e => e.Version).Select(e => $"{e.Version} {e.Kind}").ToList();
        var shown = new List<string>();
        var next = "";
        do
        {
            var page = await get($"{path}/ledger?limit=200{next}", story.Owner);
            shown.AddRange(page!["items"]!.AsArray().Select(i => $"{i!["version"]} {i["kind"]}"));
            next = (string?)page["next"] is { } cursor ? "&cursor=" + Uri.EscapeDataString(cursor) : "";
        }
        while (next.Length > 0);
        if (!rows.SequenceEqual(shown)) Broken(path + "/ledger", $"shows {shown.Count} entries, the table holds {rows.Count}");
    }

    private async Task CheckListAsync(string hall, string reader)
    {
        var shown = new Dictionary<string, string>();
        var next = "";
        do
        {
            var page = await get($"cases?hall={hall}&limit=200{next}", reader);
            foreach (var i in page!["items"]!.AsArray())
                if (!shown.TryAdd((string)i!["caseNumber"]!, $"{i["owner"]} {i["state"]} {i["version"]}")) Broken($"cases?hall={hall}", $"lists {i["caseNumber"]} twice");
            next = (string?)page["next"] is { } cursor ? "&cursor=" + Uri.EscapeDataString(cursor) : "";
        }
        while (next.Length > 0);
        foreach (var story in cases.Values.Where(c => c.Hall == hall))
            Same($"cases?hall={hall}", story.Number, $"{story.Owner} {story.State} {story.Version}", shown.GetValueOrDefault(story.Number));
        foreach (var extra in shown.Keys.Except(cases.Values.Where(c => c.Hall == hall).Select(c => c.Number))) Broken($"cases?hall={hall}", $"lists {extra}, which is not there");
    }

    private async Task CheckHallAsync(string hall, string reader)
    {
        var path = $"halls/{hall}/live";
        var view = (await get(path, reader))!;
        var open = cases.Values.Where(c => c.Hall == hall && c.IsOpen).ToList();
        Same(path, "openCases", $"{open.Count}", $"{view["openCases"]}");
        Same(path, "yellow", $"{open.Count(c => c.Card == "yellow")}", $"{view["yellow"]}");
        Same(path, "red", $"{open.Count(c => c.Card == "red")}", $"{view["red"]}");
        Same(path, "offersWaiting", $"{open.Sum(c => (c.Offer is null ? 0 : 1) + (c.AgentOffer is null ? 0 : 1))}", $"{view["offersWaiting"]}");
    }

    private async Task CheckDeskAsync(string staff)
    {
        var path = $"staff/{staff}/caseload";
        var held = (await get(path, staff))!["cases"]!.AsArray().Select(i => (string)i!["caseNumber"]!).ToHashSet();
        var told = cases.Values.Where(c => c.IsOpen && (c.Owner == staff || c.Agent == staff)).Select(c => c.Number).ToHashSet();
        foreach (var number in told.Except(held)) Broken(path, $"lacks {number}");
        foreach (var number in held.Except(told)) Broken(path, $"shows {number}, which is not theirs");

        path = $"staff/{staff}/inbox";
        var waiting = (await get(path, staff))!["items"]!.AsArray().Where(i => (string?)i!["kind"] == "offer").Select(i => (string)i!["caseNumber"]!).ToHashSet();
        var offered = cases.Values.Where(c => c.Offer?.Staff == staff).Select(c => c.Number).ToHashSet();
        foreach (var number in offered.Except(waiting)) Broken(path, $"lacks the offer of {number}");
        foreach (var number in waiting.Except(offered)) Broken(path, $"shows an offer of {number}, which is not theirs");
    }

    private void Same(string where, string what, string? told, string? shown)
    {
        if (told != shown) Broken(where, $"{what}: shown {shown ?? "-"}, told by the entries {told ?? "-"}");
    }

    private void Broken(string where, string what) => _violations.Add(new(Rules.Views, where, what));
}
