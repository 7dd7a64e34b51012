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
        var (halls, hallHours) = await HallsAsync(HallCodes(state, command, staff));
        // Who is asked upward, and who was silent, is found by level.
        if (command is AskEscalation or OfferDeputy or ObjectToAssignment or AnswerObjection || state.OpenEscalation is not null)
        {
            var leaders = new Names();
            foreach (var hall in halls.Values)
            {
                leaders.Add(hall.Leader, hall.DeputyLeader);
                foreach (var section in hall.Sections) leaders.Add(section.Head);
                foreach (var leader in hall.BureauLeaders) leaders.Add(leader);
            }

            leaders.Add(staff.GetValueOrDefault(state.Owner)?.Definition.Deputy);
            foreach (var (number, snapshot) in await StaffAsync(leaders.Where(n => !staff.ContainsKey(n)))) staff[number] = snapshot;
        }

        var sealing = command is UseSeal seal ? await SealingAsync(state, caller, seal, staff) : default;
        var applicant = command is SubmitApplication { Applicant: { } a } ? Identity.Of(a) : null;
        return new CaseFacts
        {
            Now = services.Clock.GetCurrentInstant(),
            Caller = caller,
            Staff = staff,
            Halls = halls,
            Hours = hallHours,
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

    private static Names Numbers(CaseState state, Caller caller, CaseCommand? command)
    {
        var named = new Names();
        named.Add(
            caller.Staff, state.Owner, state.Agent, state.Offer?.From, state.Offer?.To.Staff, state.AgentOffer?.To.Staff, state.OpenEscalation?.From, state.Result?.By,
            LastOffer(state)?.To.Staff, state.Assignment?.By, state.Assignment?.From, state.DeputyFor, state.ContactPerson,
            command switch
            {
                OfferHandoff o => o.To?.Staff, FinishStage f => f.To?.Staff, AssignOwner a => a.Staff, AppointAgent a => a.Staff, AnswerObjection a => a.Staff, OfferReturn r => r.Owner, AddNote n => n.Staff, _ => null,
            });
        if (command is AddNote { Officers: { IsDefault: false } officers }) foreach (var officer in officers.OfType<string>().Take(10)) named.Add(officer);
        foreach (var run in state.Stages) foreach (var handler in run.Handlers) named.Add(handler);
        foreach (var card in state.Cards) named.Add(card.Owner);
        return named;
    }

    private static Names HallCodes(CaseState state, CaseCommand? command, Dictionary<string, StaffSnapshot> staff)
    {
        var named = new Names();
        named.Add(
            state.Hall, state.OpeningHall, state.ClockHall, state.Offer?.To.Hall, LastOffer(state)?.To.Hall,
            command switch { OpenInquiry o => o.Hall, OfferHandoff h => h.To?.Hall, FinishStage f => f.To?.Hall, _ => null });
        foreach (var person in staff.Values) named.Add(person.Hall);
        return named;
    }

    private static PastOffer? LastOffer(CaseState state) => state.PastOffers.LastOrDefault(static o => o.Kind != HandoffKinds.Agent);

    // Nearly all stand in this process and answer at once; those elsewhere are asked together.
    private async Task<Dictionary<string, StaffSnapshot>> StaffAsync(IEnumerable<string> numbers)
    {
        var found = new Dictionary<string, StaffSnapshot>(StringComparer.Ordinal);
        List<(string Number, Task<StaffSnapshot?> Answer)>? elsewhere = null;
        foreach (var number in numbers)
        {
            var asked = services.Snapshots.StaffAsync(grains, number);
            if (!asked.IsCompletedSuccessfully) (elsewhere ??= []).Add((number, asked.AsTask()));
            else if (asked.Result is { } here) found[number] = here;
        }

        if (elsewhere is null) return found;
        await Task.WhenAll(elsewhere.Select(e => e.Answer));
        foreach (var (number, answer) in elsewhere)
            if (await answer is { } snapshot) found[number] = snapshot;
        return found;
    }

    // With the halls above them.
    private async Task<(Dictionary<string, HallDefinition> Halls, Dictionary<string, HallHours> Hours)> HallsAsync(Names codes)
    {
        var halls = new Dictionary<string, HallDefinition>(StringComparer.Ordinal);
        var found = new Dictionary<string, HallHours>(StringComparer.Ordinal);
        for (var next = 0; next < codes.Count;)
        {
            var asked = new Task<HallFacts>[codes.Count - next];
            for (var i = 0; i < asked.Length; i++) asked[i] = hours.FindAsync(grains, codes[next + i]).AsTask();
            foreach (var answer in asked)
            {
                var facts = await answer;
                var code = codes[next++];
                if (facts.Definition is not { } hall) continue;
                (halls[code], found[code]) = (hall, facts.Hours);
                codes.Add(hall.Parent);
            }
        }

        return (halls, found);
    }

    private async Task<Dictionary<string, ItemSnapshot>> ItemsAsync(CaseState state, CaseCommand? command)
    {
        var named = new Names();
        named.Add(state.Item, command switch { OpenInquiry o => o.ServiceItem, GiveNotices n => n.ServiceItem, SubmitApplication s => s.ServiceItem, _ => null });
        var items = new Dictionary<string, ItemSnapshot>(StringComparer.Ordinal);
        foreach (var code in named)
        {
            var item = await services.Snapshots.ItemAsync(grains, code);
            items[item.Code] = item;
        }

        return items;
    }

    // A command that opens comes from the window itself, which waits: it is not asked back.
    private async Task<WindowSnapshot?> WindowAsync(CaseState state, CaseCommand? command) =>
        command is not null and not OpenInquiry && state.Window is { } window ? await grains.Ref<IWindowGrain>($"{state.OpeningHall}/{window}").SnapshotAsync() : null;

    /// <summary>Names to ask for, each once: few, so a look through the list is cheaper than a set. What cannot be a name is not asked for.</summary>
    private sealed class Names : List<string>
    {
        public void Add(params ReadOnlySpan<string?> names)
        {
            foreach (var name in names)
                if (name is { Length: > 0 and <= 64 } && !Contains(name)) base.Add(name);
        }
    }
}
