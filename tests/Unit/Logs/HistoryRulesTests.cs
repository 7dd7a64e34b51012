using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Tests.Unit.Logs;

public sealed class HistoryRulesTests
{
    private const string Log = "7380171d51ca";
    private static readonly string Hall = ImportedHistory.HallOf(Log);
    private static readonly Instant Start = Instant.FromUtc(2024, 1, 1, 9, 0);

    [Fact]
    public void The_first_resource_named_is_the_first_owner_without_a_handoff()
    {
        var entries = Decided(CaseState.None, Part(1, true, null, "A", "A")).Select(e => e.Body).ToList();

        entries.Select(e => e.GetType().Name).Should().Equal("HistoryBegan", "HistoryRecorded", "HistoryRecorded", "HistoryRecorded", "HistoryEnded");
        entries.OfType<HistoryBegan>().Single().Owner.Should().Be(ImportedHistory.UnknownStaff);
        entries.OfType<HistoryRecorded>().Select(e => e.Owner).Should().Equal(ImportedHistory.UnknownStaff, "A", "A");
    }

    [Fact]
    public void Each_change_of_resource_is_offered_and_accepted_at_that_instant()
    {
        var entries = Decided(CaseState.None, Part(1, true, "A", "B", null, "A"));

        entries.Select(e => e.Body.GetType().Name).Should().Equal(
            "HistoryBegan", "HistoryRecorded", "HandoffOffered", "HandoffAccepted", "HistoryRecorded", "HistoryRecorded",
            "HandoffOffered", "HandoffAccepted", "HistoryRecorded", "HistoryEnded");
        var accepted = entries.Where(e => e.Body is HandoffAccepted).ToList();
        accepted.Select(e => (HandoffAccepted)e.Body).Select(h => (h.HandoffId, h.From, h.To, h.Kind)).Should().Equal(("h1", "A", "B", "history"), ("h2", "B", "A", "history"));
        accepted.Select(e => e.OccurredAt).Should().Equal(Start + Duration.FromHours(1), Start + Duration.FromHours(3));
    }

    [Fact]
    public void An_event_by_nobody_stays_with_the_last_one_named()
    {
        var entries = Decided(CaseState.None, Part(1, true, "A", null, null));

        entries.Select(e => e.Body).OfType<HistoryRecorded>().Select(e => e.Owner).Should().Equal("A", "A", "A");
    }

    [Fact]
    public void A_long_case_in_parts_folds_to_the_same_as_in_one()
    {
        string?[] workers = [null, "A", "B", null, "B", "A"];
        var whole = Fold(CaseState.None, Decided(CaseState.None, Part(1, true, workers)));

        var first = Fold(CaseState.None, Decided(CaseState.None, Part(1, false, workers[..3])));
        var parts = Fold(first, Decided(first, Part(4, true, workers[3..]) with { Attributes = [] }));

        parts.Should().BeEquivalentTo(whole);
        parts.Owner.Should().Be("A");
        parts.Owners.Select(o => o.Owner).Should().Equal(ImportedHistory.UnknownStaff, "A", "B", "A");
        parts.Status.Should().Be(CaseStates.Archived);
        parts.History!.Complete.Should().BeTrue();
    }

    [Fact]
    public void A_part_that_does_not_follow_what_is_recorded_is_refused()
    {
        var first = Fold(CaseState.None, Decided(CaseState.None, Part(1, false, "A", "B")));
        var whole = Fold(first, Decided(first, Part(3, true, "A")));

        HistoryRules.Decide(CaseState.None, Part(3, true, "A"), Caller.System).Refusal!.Code.Should().Be(Codes.StageOrder);
        HistoryRules.Decide(first, Part(4, true, "A"), Caller.System).Refusal!.Code.Should().Be(Codes.StageOrder);
        HistoryRules.Decide(first, Part(3, true, "A") with { Trace = 2 }, Caller.System).Refusal!.Code.Should().Be(Codes.StageOrder);
        HistoryRules.Decide(whole, Part(4, true, "A"), Caller.System).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void Nobody_but_the_system_writes_history()
    {
        HistoryRules.Decide(CaseState.None, Part(1, true, "A"), new("admin", null, [Roles.Admin])).Refusal!.Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    public void A_case_without_events_has_an_owner_too()
    {
        var state = Fold(CaseState.None, Decided(CaseState.None, Part(1, true)));

        state.Owner.Should().Be(ImportedHistory.UnknownStaff);
        state.History.Should().Be(new HistoryHeld(Log, 1, 0, true, null));
    }

    [Fact]
    public void An_event_without_a_time_is_dated_like_the_one_before_it()
    {
        var part = Part(1, true, "A", "A");
        part = part with { Events = [part.Events[0], part.Events[1] with { Time = null, At = null }] };

        Decided(CaseState.None, part).Where(e => e.Body is HistoryRecorded).Select(e => e.OccurredAt).Should().Equal(Start, Start);
    }

    [Fact]
    public void The_fullest_part_fits_one_append()
    {
        var workers = Enumerable.Range(0, HistoryPart.MaxEvents).Select(i => FormattableString.Invariant($"w{i}")).ToArray();

        Decided(CaseState.None, Part(1, true, workers)).Should().HaveCountLessThanOrEqualTo(500);
    }

    [Fact]
    public void Case_numbers_follow_the_file_also_beyond_a_million_traces()
    {
        var numbers = new[] { 1, 2, 999_999, 1_000_000, 2_000_001 }.Select(t => ImportedHistory.NumberOf(Log, t).Text).ToList();

        numbers.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
        numbers.Should().AllSatisfy(n => CaseNumber.TryParse(n, out _).Should().BeTrue());
    }

    private static HistoryPart Part(int first, bool last, params string?[] workers) => new(
        Log, Hall, 1, first, last, [new("string", "concept:name", "1")],
        [
            .. workers.Select((w, i) =>
            {
                var at = Start + Duration.FromHours(first - 1 + i);
                return new HistoryEvent("a", at.ToString(), at, w, [new("string", "concept:name", "a")]);
            }),
        ],
        []);

    private static ImmutableArray<EntryDraft> Decided(CaseState state, HistoryPart part)
    {
        var decision = HistoryRules.Decide(state, part, Caller.System);
        decision.Refusal.Should().BeNull();
        return decision.Entries;
    }

    // Versions are left out: the same case in parts has an entry less or more.
    private static CaseState Fold(CaseState state, ImmutableArray<EntryDraft> entries) =>
        entries.Aggregate(state, (s, e) => CaseFold.Evolve(s, new(e.Body, s.Version + 1, e.OccurredAt ?? Start, Start, e.Actor ?? "", "system", "", false)));
}
