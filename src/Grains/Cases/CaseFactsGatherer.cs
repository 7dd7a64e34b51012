using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>Gathers what a decision may know, before it: snapshots of staff, halls, hours and items, all asked at once.</summary>
internal sealed class CaseFactsGatherer(IGrainFactory grains, HallHoursCache hours, ISecrets secrets, StreamServices services)
{
    private const int RowsAtOnce = 200;

    public async Task<CaseFacts> GatherAsync(CaseState state, Caller caller, CaseCommand? command, bool codeShown, string? caseNumber = null)
    {
        var staff = await StaffAsync(Numbers(state, caller, command));
        var halls = await HallsAsync(HallCodes(state, command).Concat(staff.Values.Select(s => s.Hall)));
        // Who is asked upward, and who was silent, is found by level.
        if (command is AskEscalation or OfferDeputy or ObjectToAssignment or AnswerObjection || state.OpenEscalation is not null)
        {
            var deputy = staff.GetValueOrDefault(state.Owner)?.Definition.Deputy;
            var leaders = halls.Values.SelectMany(h => new[] { h.Definition!.Leader, h.Definition.DeputyLeader }.Concat(h.Definition.Sections.Select(s => (string?)s.Head)).Concat(h.Definition.BureauLeaders)).Append(deputy);
            foreach (var (number, snapshot) in await StaffAsync(leaders.OfType<string>().Where(n => !staff.ContainsKey(n)))) staff[number] = snapshot;
        }

        var sealing = command is UseSeal seal ? await SealingAsync(state, caller, seal, staff) : default;
        var applicant = command is SubmitApplication { Applicant: { } a } ? Identity.Of(a) : null;
        return new CaseFacts
        {
            Now = services.Clock.GetCurrentInstant(),
            Caller = caller,
            Staff = staff,
            Halls = halls.ToDictionary(h => h.Key, h => h.Value.Definition!, StringComparer.Ordinal),
            Hours = halls.ToDictionary(h => h.Key, h => h.Value.Hours, StringComparer.Ordinal),
            Items = await ItemsAsync(state, command),
            Window = await WindowAsync(state, command),
            BundleRated = command is EvaluateCase && state.Bundle is { } bundle && await grains.GetGrain<IBundleGrain>(bundle).EvaluatedByAsync() is not null,
            CodeShown = codeShown,
            ApplicantKey = applicant is { Length: > 0 } ? secrets.PersonKey(applicant) : null,
            ToleranceBarredUntil = command is AcceptCase accept && ToleranceRules.IsAsked(accept) && state.ApplicantKey is { Length: > 0 } key ? await BarredAsync(key) : null,
            GrantedBefore = command is DecideCase && state.ApplicantKey is { Length: > 0 } person && state.Item is { } item ? await GrantedBeforeAsync(person, item, caseNumber) : 0,
            SampleDraw = command is DecideCase && caseNumber is not null ? Draw(caseNumber) : 100,
            Sealing = sealing.Window,
            SealingAt = sealing.At,
        };
    }

    // Among all matters of the same person, wherever they were.
    private async Task<Instant?> BarredAsync(string applicant)
    {
        var lapses = new List<Instant>();
        await foreach (var row in RowsAsync(new() { Kind = "case", Applicant = applicant })) lapses.AddRange(new[] { CaseSummary.ExtraOf(row).ToleranceLapsedAt }.OfType<Instant>());
        return ToleranceRules.BarredUntil(lapses);
    }

    private async Task<decimal> GrantedBeforeAsync(string applicant, string item, string? caseNumber)
    {
        var since = services.Clock.GetCurrentInstant() - Authority.PartsWithin;
        decimal sum = 0;
        // A case that is corrected has a result already: it is not a part of itself.
        await foreach (var row in RowsAsync(new() { Kind = "case", Applicant = applicant, Item = item }))
            if (row.Stream != $"case/{caseNumber}" && CaseSummary.ExtraOf(row).Granted is { } granted && granted.At >= since) sum += granted.Amount;
        return sum;
    }

    private async IAsyncEnumerable<SummaryRow> RowsAsync(SummaryQuery query)
    {
        for (string? after = null; ;)
        {
            var rows = await services.Ledger.QuerySummariesAsync(query with { After = after, Limit = RowsAtOnce });
            foreach (var row in rows) yield return row;
            if (rows.Count < RowsAtOnce) yield break;
            after = rows[^1].Stream;
        }
    }

    // A keyed hash of the number: the same at each repetition, and nobody at a window can know it.
    private int Draw(string number) => (int)(uint.Parse(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secrets.PersonKey("sample/" + number))).AsSpan(0, 4)), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % 100);

    // The window named, or the one the caller is at: where the case was opened, else their own.
    private async Task<(WindowSnapshot? Window, string? At)> SealingAsync(CaseState state, Caller caller, UseSeal seal, Dictionary<string, StaffSnapshot> staff)
    {
        if (caller.Staff is not { } number || staff.GetValueOrDefault(number) is not { } actor) return default;
        foreach (var code in new[] { seal.Window, state.OpeningHall == actor.Hall ? state.Window : null, actor.Definition.HomeWindow }.OfType<string>().Where(c => c.Length is > 0 and <= 40).Distinct())
        {
            var window = await grains.GetGrain<IWindowGrain>($"{actor.Hall}/{code}").SnapshotAsync();
            if (window.Staff == number) return (window, code);
        }

        return default;
    }

    private static IEnumerable<string> Numbers(CaseState state, Caller caller, CaseCommand? command)
    {
        string?[] named =
        [
            caller.Staff, state.Owner, state.Agent, state.Offer?.From, state.Offer?.To.Staff, state.AgentOffer?.To.Staff, state.OpenEscalation?.From, state.Result?.By,
            state.PastOffers.LastOrDefault(o => o.Kind != HandoffKinds.Agent)?.To.Staff,
            state.Assignment?.By, state.Assignment?.From, state.DeputyFor, state.ContactPerson,
            command switch
            {
                OfferHandoff o => o.To?.Staff, FinishStage f => f.To?.Staff, AssignOwner a => a.Staff, AppointAgent a => a.Staff, AnswerObjection a => a.Staff, OfferReturn r => r.Owner, AddNote n => n.Staff, _ => null,
            },
        ];
        var officers = command is AddNote { Officers: { IsDefault: false } named2 } ? named2.OfType<string>().Take(10) : [];
        return named.OfType<string>().Concat(officers).Concat(state.Stages.SelectMany(r => r.Handlers)).Concat(state.Cards.Select(c => c.Owner)).Where(n => n.Length is > 0 and <= 64);
    }

    private static IEnumerable<string> HallCodes(CaseState state, CaseCommand? command)
    {
        string?[] named = [state.Hall, state.OpeningHall, state.ClockHall, state.Offer?.To.Hall, state.PastOffers.LastOrDefault(o => o.Kind != HandoffKinds.Agent)?.To.Hall, command switch { OpenInquiry o => o.Hall, OfferHandoff h => h.To?.Hall, FinishStage f => f.To?.Hall, _ => null }];
        return named.OfType<string>().Where(h => h.Length is > 0 and <= 64);
    }

    // Asked all at once; most stand in this process and answer at once.
    private async Task<Dictionary<string, StaffSnapshot>> StaffAsync(IEnumerable<string> numbers)
    {
        var asked = new Dictionary<string, Task<StaffSnapshot?>>(StringComparer.Ordinal);
        foreach (var number in numbers)
            if (!asked.ContainsKey(number)) asked.Add(number, services.Snapshots.StaffAsync(grains, number));
        await Task.WhenAll(asked.Values);
        var found = new Dictionary<string, StaffSnapshot>(asked.Count, StringComparer.Ordinal);
        foreach (var (number, answer) in asked)
            if (await answer is { } snapshot) found.Add(number, snapshot);
        return found;
    }

    private async Task<Dictionary<string, HallFacts>> HallsAsync(IEnumerable<string> codes)
    {
        var found = new Dictionary<string, HallFacts>(StringComparer.Ordinal);
        var next = codes.Distinct(StringComparer.Ordinal).ToList();
        while (next.Count > 0)
        {
            var facts = await Task.WhenAll(next.Select(async c => (Code: c, Facts: await hours.FindAsync(grains, c))));
            foreach (var (code, hall) in facts)
                if (hall.Definition is not null) found[code] = hall;
            next = [.. facts.Select(f => f.Facts.Definition?.Parent).OfType<string>().Where(p => !found.ContainsKey(p)).Distinct()];
        }

        return found;
    }

    private async Task<Dictionary<string, ItemSnapshot>> ItemsAsync(CaseState state, CaseCommand? command)
    {
        string?[] named = [state.Item, command switch { OpenInquiry o => o.ServiceItem, GiveNotices n => n.ServiceItem, SubmitApplication s => s.ServiceItem, _ => null }];
        var items = await Task.WhenAll(named.OfType<string>().Where(c => c.Length is > 0 and <= 64).Distinct(StringComparer.Ordinal).Select(c => services.Snapshots.ItemAsync(grains, c)));
        return items.ToDictionary(i => i.Code, StringComparer.Ordinal);
    }

    // A command that opens comes from the window itself, which waits: it is not asked back.
    private async Task<WindowSnapshot?> WindowAsync(CaseState state, CaseCommand? command) =>
        command is not null and not OpenInquiry && state.Window is { } window ? await grains.Ref<IWindowGrain>($"{state.OpeningHall}/{window}").SnapshotAsync() : null;
}
