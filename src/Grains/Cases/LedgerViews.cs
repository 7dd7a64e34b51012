using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Ledger;

namespace HallGrains.Grains.Cases;

/// <summary>An entry as it is shown: the stored public part, and the private one merged in only for those with need (must-hold 26).</summary>
public static class LedgerViews
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    // Grade and tags stand in the public part; those they are about learn them no sooner here than in the case (§8.3).
    public static LedgerItem Of(LedgerEntry entry, CaseState state, CaseFacts facts)
    {
        var item = Of(entry, WithPrivate(entry.Kind, state, facts));
        return entry.Kind is nameof(Evaluated) or nameof(PoorRatingOpened) && EvaluationRules.View(state, facts) is null ? item with { DataJson = "{}" } : item;
    }

    internal static LedgerItem Of(LedgerEntry entry, bool withPrivate) => new(
        FormattableString.Invariant($"{entry.Partition}.{entry.Position}"), entry.Version, entry.Kind, entry.OccurredAt, entry.RecordedAt, entry.Actor,
        entry.CommandId, withPrivate && entry.Private is { } secret ? Merged(entry.Data, secret) : entry.Data, Convert.ToHexStringLower(entry.Hash));

    // As the case itself, full values; but the words of a rating are not for those it is about (§8.3), and why somebody looked is told to the person.
    private static bool WithPrivate(string kind, CaseState state, CaseFacts facts) => kind switch
    {
        nameof(Evaluated) => Rights.SeesRating(facts),
        nameof(RestrictedRead) => Rights.IsPerson(facts),
        _ => Rights.SeesAll(state, facts),
    };

    private static string Merged(string data, string secret)
    {
        var whole = JsonNode.Parse(data)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(secret)!.AsObject()) whole[name] = value?.DeepClone();
        return whole.ToJsonString(Readable);
    }
}
