using System.Collections.Immutable;
using HallGrains.Cluster.Registries;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;
using static HallGrains.Cluster.Registries.RegistryCluster;

namespace HallGrains.Cluster.Cases;

/// <summary>The demo city at nine o'clock with its people at their posts, and cases made through the grains.</summary>
public sealed class CaseCluster : IAsyncLifetime
{
    internal const string Guide = "YXCS019", Handler = "YXCS015", Reviewer = "YXCS009", Decider = "YXCS005", Stranger = "YXNP004";
    private int _commands;

    internal RegistryCluster City { get; } = new();

    internal ISecrets Secrets => City.Service<ISecrets>();

    internal ILedger Ledger => City.Ledger;

    public async Task InitializeAsync()
    {
        await City.InitializeAsync();
        City.Advance(Duration.FromHours(1));
        await GoOnDuty();
    }

    public Task DisposeAsync() => City.DisposeAsync();

    internal async Task GoOnDuty()
    {
        foreach (var staff in new[] { Guide, Handler, Reviewer, Decider, Stranger, "YXCS003" })
            (await City.Staff(staff).SetDutyAsync(Meta(staff), new(true))).Refusal.Should().BeNull();
    }

    internal CommandMeta Meta(string staff) => By(staff, $"c{Interlocked.Increment(ref _commands)}");

    internal static Caller Me(string staff) => new(staff, staff, [Roles.Staff]);

    internal Caller Person(string number) => Caller.Anonymous with { RetrievalCode = Secrets.RetrievalCode(number, 1) };

    internal ICaseGrain Case(string number) => City.Grains.GetGrain<ICaseGrain>(number);

    internal static OpenInquiry Question { get; } = new("YXCS", null, null, "onsite", new("秦小满", "unemployed"), "失业了能领什么？", "UNE-BENEFIT");

    internal Task<Outcome<CaseView>> Open(CommandMeta meta, OpenInquiry? question = null) =>
        City.Grains.GetGrain<IIntakeGrain>($"YXCS/{IIntakeGrain.Lane(meta.Caller.Account, meta.CommandId)}").OpenAsync(meta, question ?? Question);

    internal async Task<string> Opened(string by = Guide) => (await Open(Meta(by))).View!.CaseNumber;

    internal async Task<Outcome<CaseView>> Do(string number, string by, CaseCommand command)
    {
        var outcome = await Case(number).ExecuteAsync(Meta(by), command);
        outcome.Refusal.Should().BeNull("{0} by {1} was to be done, not {2}", command.GetType().Name, by, outcome.Refusal?.Code);
        return outcome;
    }

    internal async Task<string> Refused(string number, string by, CaseCommand command) => (await Case(number).ExecuteAsync(Meta(by), command)).Refusal!.Code;

    internal static OfferHandoff Offer(string to) => new(new(Staff: to), HandoffKinds.TransferInside, "失业窗口办理");

    internal async Task<string> OfferedTo(string number, string to, string by = Guide) => (await Do(number, by, Offer(to))).Made["handoffId"];

    internal static AcceptHandoff Accept(string handoff) => new() { HandoffId = handoff };

    internal async Task<ImmutableArray<InboxItem>> Inbox(string staff, string number) =>
        [.. (await City.Staff(staff).InboxAsync(Me(staff))).Items.Where(i => i.CaseNumber == number)];

    internal async Task<bool> Owns(string staff, string number) =>
        (await City.Staff(staff).CaseloadAsync(Me(staff))).Cases.Any(c => c.CaseNumber == number);

    internal async Task<IReadOnlyList<LedgerEntry>> Entries(string number) => await Ledger.ReadStreamAsync($"case/{number}");

    /// <summary>Another process carries out a command on this case and dies at once after its commit: nobody is told, and no activation here knows.</summary>
    internal async Task CommittedElsewhere(string number, string by, CaseCommand command)
    {
        var stream = $"case/{number}";
        var state = CaseState.None;
        foreach (var e in await Ledger.ReadStreamAsync(stream))
            state = CaseFold.Evolve(state, new(EntryCodec.Standard.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, e.Account, e.CommandId, e.Erased));
        var gatherer = new CaseFactsGatherer(City.Grains, City.Service<HallHoursCache>(), Secrets, City.Service<HallGrains.Grains.Shell.StreamServices>());
        var facts = await gatherer.GatherAsync(state, Me(by), command, false);
        var decision = CaseRules.Decide(state, command, facts);
        decision.Refusal.Should().BeNull();
        var (version, entries) = (state.Version, ImmutableArray.CreateBuilder<NewEntry>());
        foreach (var draft in decision.Entries)
        {
            state = CaseFold.Evolve(state, new(draft.Body, state.Version + 1, facts.Now, facts.Now, by, by, "elsewhere", false));
            entries.Add(EntryCodec.Standard.Encode(draft.Body, facts.Now, by, $"case-{number}"));
        }

        await Ledger.AppendAsync(new(stream, version, new(by, "elsewhere", "body"), state.Hall, entries.ToImmutable(), CaseSummary.Of(state, facts) with { Stream = stream, Version = state.Version }));
    }
}
