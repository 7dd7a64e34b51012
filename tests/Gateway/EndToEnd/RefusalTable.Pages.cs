namespace HallGrains.Gateway.EndToEnd;

/// <summary>What is published, and what is shown of a person.</summary>
internal static partial class RefusalTable
{
    private static IEnumerable<RefusalRow> PagesAndPersons =>
    [
        new("looser-than-city", 422, w => w.Hall.PutAsync("halls/YXCS/limits/UNE-BENEFIT", new { promisedDays = 12 }, Decider)),
        new("sample-missing", 422, async w =>
        {
            var draft = HallWalk.Item("UNE-BENEFIT");
            draft.Remove("version");
            draft["promisedDays"] = 5;
            var put = await w.Hall.PutAsync("service-items/UNE-BENEFIT", draft, Decider);
            return (int)put.Status != 200 ? put : await w.Hall.PostAsync($"service-items/UNE-BENEFIT/versions/{put.Body!["versions"]!.AsArray().Max(v => (int)v!["itemVersion"]!)}/publication", null, Leader);
        }),
        On("purpose-missing", 422, w => w.AcceptedAsync(), "unmask", new { fields = new[] { "idNumber" } }, Handler),
    ];
}
