using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>Printable papers 文书 of a case: the receipt 收件凭证, the four notices, the one notice, acceptance, refusal, decision (norm 2.3b, 3.1e, 5.2g, 5.3c, 5.3f).</summary>
public static class CasePapers
{
    private const int ReviewDays = 60;
    private const int SuitMonths = 6;
    private static readonly DateTimeZone Zone = DateTimeZone.ForOffset(Offset.FromHours(8));

    /// <summary>A paper, or a proof, is for who reads the matter's texts, and for auditors; a device at a window is no reader.</summary>
    public static bool MayRead(CaseState state, CaseFacts facts) => Rights.SeesTexts(state, facts) || facts.Caller.Is(Roles.Auditor);

    /// <param name="entry">The entry that the paper is made of.</param>
    /// <param name="body">The same, decoded.</param>
    public static CaseDocument Of(string kind, string number, CaseState state, CaseFacts facts, ReceiptView receipt, ReceiptEntry entry, Recorded body)
    {
        var view = CaseViews.Of(number, state, facts);
        var texts = Rights.SeesTexts(state, facts);
        var denied = kind == CaseDocuments.Refusal || (kind == CaseDocuments.Decision && state.Result?.Result == "denied");
        return new()
        {
            Kind = kind, CaseNumber = number, Hall = state.Hall, HallName = facts.HallOf(state)?.NameZh ?? state.Hall,
            Item = state.Item, ItemName = facts.ItemOf(state)?.NameZh, Person = view.Applicant ?? view.Contact,
            Owner = state.Owner, OwnerName = view.OwnerName, By = entry.Actor, ByName = facts.Find(entry.Actor)?.Definition.Name, At = body.OccurredAt,
            Materials = body.Body is ApplicationReceived received ? Materials(received, body.OccurredAt, facts.ItemOf(state)) : [],
            Missing = body.Body is SupplementRequested asked ? Missing(asked, texts) : [],
            SupplyBy = (body.Body as SupplementRequested)?.Limit,
            Notices = kind == CaseDocuments.Notices ? view.Notices : null,
            PromisedDueAt = kind == CaseDocuments.Acceptance ? view.PromisedDueAt : null,
            StatutoryDueAt = kind == CaseDocuments.Acceptance ? view.StatutoryDueAt : null,
            Refused = kind == CaseDocuments.Refusal ? view.Refused : null,
            Result = kind == CaseDocuments.Decision ? view.Result : null,
            Remedies = denied ? Remedies(body.OccurredAt, state, facts, view.Result?.Remedies) : null,
            Proof = Reference(receipt, entry), Erased = state.Erased || body.Erased, AsOf = facts.Now,
        };
    }

    private static ImmutableArray<MaterialView> Materials(ApplicationReceived received, Instant at, ServiceItem? item) =>
        [.. received.Materials.Select(m => new MaterialView(m.Code, (item is null ? null : Papers.Find(item, m.Code))?.NameZh ?? m.Code, m.Form, at, false))];

    private static ImmutableArray<MissingMaterial> Missing(SupplementRequested asked, bool texts) =>
        texts && asked.Details is { } details ? details : [.. asked.Materials.Select(m => new MissingMaterial(m, "", ""))];

    private static RemediesView Remedies(Instant at, CaseState state, CaseFacts facts, string? text)
    {
        // The day itself is not counted (§6); it is the law's own period, not one of the hall's clocks.
        var day = at.InZone(Zone).Date;
        var hall = facts.HallOf(state);
        return new(ReviewDays, day.PlusDays(ReviewDays), SuitMonths, day.PlusMonths(SuitMonths), hall?.ComplaintPhone, hall?.Hotline, text);
    }

    private static LedgerReference Reference(ReceiptView receipt, ReceiptEntry entry)
    {
        var signed = receipt.Checkpoint.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        var body = receipt.Checkpoint[..signed];
        var key = receipt.Checkpoint[(signed + 1)..].Split(' ')[1];
        return new(
            entry.Version, string.Create(CultureInfo.InvariantCulture, $"{receipt.Partition}.{entry.Position}"), entry.Hash,
            long.Parse(Line("number "), CultureInfo.InvariantCulture), Line("time "), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))),
            Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key)))[..16]);

        string Line(string name) => body.Split('\n').First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..];
    }
}
