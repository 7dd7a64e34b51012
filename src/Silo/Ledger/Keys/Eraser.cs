using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Ledger.Keys;

/// <summary>What an erasure came to.</summary>
/// <param name="Streams">Every matter of the person, by stream.</param>
/// <param name="Keys">Keys dropped now; 0 when it was all erased before.</param>
/// <param name="Parts">Sealed parts that nobody can read any more.</param>
internal sealed record Erasure(ImmutableArray<string> Streams, int Keys, int Parts);

/// <summary>
/// 删除个人信息: drops the keys that seal a person's data, wherever it stands, and writes into each of their matters that it was done. The chain covers what is
/// sealed, not what it says: the ledger verifies as before. Keys go first, so a run that is cut off has erased, and the next one writes what is missing.
/// </summary>
internal sealed class Eraser(ServiceLedger ledger, ISecrets secrets)
{
    public const string Operator = "operator";
    private const int Page = 500;
    private const int Tries = 10;

    /// <summary>Streams in which the person's own words may stand without their number, and whose folds know that they can be forgotten.</summary>
    private static readonly string[] Telling = ["case", "bundle", "evaluation"];

    /// <summary>The keys that a <see cref="PersonErased"/> entry names.</summary>
    public static IEnumerable<string> KeysOf(string data) =>
        JsonNode.Parse(data)?["keys"] is JsonArray keys ? keys.Select(k => (string?)k).OfType<string>() : [];

    /// <summary>Everything of a person: of whom the number is, or whose matter this case is. Null when nobody is known by it.</summary>
    /// <param name="progress">Entries read so far.</param>
    public async Task<Erasure?> EraseAsync(string person, string ground, Action<long>? progress = null)
    {
        var streams = CaseNumber.TryParse(person, out var number)
            ? await OfCaseAsync(number.Text, progress)
            : await OfNumberAsync(person, progress);
        if (streams.Count == 0) return null;
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var stream in streams.Where(Tells)) keys.UnionWith((await ledger.ReadStreamAsync(stream)).Select(e => e.PersonKey).OfType<string>());
        // Of other streams only what is the person's own: a hall's day has many persons in it.
        if (!CaseNumber.TryParse(person, out _)) keys.Add(PersonKeyOf(person));
        var dropped = 0;
        foreach (var key in keys)
            if (await ledger.EraseAsync(key)) dropped++;
        var parts = 0;
        foreach (var stream in streams.Where(Tells)) parts += await TellAsync(stream, ground);
        return new([.. streams], dropped, parts);
    }

    private async Task<SortedSet<string>> OfCaseAsync(string number, Action<long>? progress)
    {
        var entries = await ledger.ReadStreamAsync($"case/{number}");
        if (entries.Count == 0) return [];
        var found = new SortedSet<string>(StringComparer.Ordinal) { $"case/{number}" };
        // Who applied has other matters, perhaps; who only asked is known by this one alone.
        if (entries.Select(e => e.PersonKey).OfType<string>().FirstOrDefault(IsPerson) is { } person) found.UnionWith(await FindAsync(person, null, progress));
        return await WithCompanionsAsync(found);
    }

    private async Task<SortedSet<string>> OfNumberAsync(string number, Action<long>? progress) =>
        await WithCompanionsAsync(await FindAsync(PersonKeyOf(number), Identity.Normal(number.Trim())!.ToUpperInvariant(), progress));

    private string PersonKeyOf(string number) => secrets.PersonKey(Identity.Normal(number.Trim())!);

    private static bool Tells(string stream) => Telling.Contains(stream[..stream.IndexOf('/', StringComparison.Ordinal)]);

    /// <summary>Streams with a part sealed for the person, and questions in which they told their number and never applied.</summary>
    private async Task<SortedSet<string>> FindAsync(string key, string? number, Action<long>? progress)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        long read = 0;
        for (var partition = 0; partition < ledger.Partitions; partition++)
        {
            for (var after = 0L; ;)
            {
                var entries = await ledger.ReadPartitionAsync(partition, after, Page);
                foreach (var e in entries)
                    if (e.PersonKey == key || (number is not null && e.Kind is nameof(InquiryOpened) or nameof(BundleOpened) && Told(e, number))) found.Add(e.Stream);
                progress?.Invoke(read += entries.Count);
                if (entries.Count < Page) break;
                after = entries[^1].Position;
            }
        }

        return found;
    }

    private static bool Told(LedgerEntry e, string number) =>
        e.Private is { } secret && JsonNode.Parse(secret)?["contact"] is { } contact && ((string?)contact["idNumber"] == number || (string?)contact["creditCode"] == number);

    // What belongs to a case under keys of its own: its bundle, and the rating of the session it was opened in.
    private async Task<SortedSet<string>> WithCompanionsAsync(SortedSet<string> streams)
    {
        foreach (var stream in streams.Where(s => s.StartsWith("case/", StringComparison.Ordinal)).ToList())
        {
            if ((await ledger.ReadStreamAsync(stream, 0, 1)) is not [{ Kind: nameof(InquiryOpened) } first]) continue;
            var opened = JsonNode.Parse(first.Data)!;
            if ((string?)opened["bundle"] is { } bundle) streams.Add($"bundle/{bundle}");
            if ((string?)opened["ticket"] is not { } ticket) continue;
            var day = HallHours.DateOf(first.OccurredAt);
            var rating = string.Create(CultureInfo.InvariantCulture, $"evaluation/{(string?)opened["hall"]}-{day.Year:0000}{day.Month:00}{day.Day:00}-{ticket}");
            if (await ledger.ReadLastAsync(rating) is not null) streams.Add(rating);
        }

        return streams;
    }

    /// <summary>Says so in the stream, once for what is sealed there. Answers how many parts that are.</summary>
    private async Task<int> TellAsync(string stream, string ground)
    {
        for (var attempt = 1; ; attempt++)
        {
            var entries = await ledger.ReadStreamAsync(stream);
            var gone = entries.Where(e => e.PersonKey is not null).ToList();
            var told = entries.LastOrDefault(e => e.Kind == nameof(PersonErased));
            if (gone.Count == 0 || told?.Version > gone[^1].Version) return gone.Count;
            var last = entries[^1];
            var entry = new PersonErased(ground, [.. gone.Select(e => e.PersonKey!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], gone.Count);
            var row = await ledger.FindSummaryAsync(stream) ?? new SummaryRow { Stream = stream };
            try
            {
                await ledger.AppendAsync(new(
                    stream, last.Version, null, last.Hall, [EntryCodec.Standard.Encode(entry, InstantNow(last), Operator, "")], row with { Version = last.Version + 1, Applicant = null }));
                return gone.Count;
            }
            catch (LedgerConflictException) when (attempt < Tries)
            {
                // Somebody worked on the matter just now: their entry comes first.
            }
        }
    }

    // Never before what was there: an erasure follows it.
    private NodaTime.Instant InstantNow(LedgerEntry last) => NodaTime.Instant.Max(ledger.Now, last.RecordedAt);

    private static bool IsPerson(string key) => key.StartsWith("p-", StringComparison.Ordinal);
}
