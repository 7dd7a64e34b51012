using System.Diagnostics.Metrics;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Rows;
using HallGrains.Tests.Ledger.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    private static readonly string[] Logs = ["log/a", "log/b", "log/c", "log/d", "log/e"];

    /// <summary>What became of a row, in SQL and in memory; each must end as it was.</summary>
    private static readonly Dictionary<string, Tamper> Spoilt = new()
    {
        ["owner"] = new("update summary set owner = 'YXCS099' where stream = 'log/a'", t => t.Summaries["log/a"] = t.Summaries["log/a"] with { Owner = "YXCS099" }),
        ["state"] = new("update summary set state = 'imported' where stream = 'log/a'", t => t.Summaries["log/a"] = t.Summaries["log/a"] with { State = "imported" }),
        ["due"] = new("update summary set next_due = '2026-11-24T01:00:00.000000000Z' where stream = 'log/a'", t => t.Summaries["log/a"] = t.Summaries["log/a"] with { NextDue = LedgerFormat.Time("2026-11-24T01:00:00.000000000Z") }),
        ["overdue"] = new("update summary set overdue = not overdue where stream = 'log/a'", t => t.Summaries["log/a"] = t.Summaries["log/a"] with { Overdue = true }),
        ["extra text"] = new("update summary set extra = '{}' where stream = 'log/b'", t => t.Summaries["log/b"] = t.Summaries["log/b"] with { Extra = "{}" }),
        ["version behind"] = new("update summary set version = 1 where stream = 'log/b'", t => t.Summaries["log/b"] = t.Summaries["log/b"] with { Version = 1 }),
        ["version ahead"] = new("update summary set version = 7 where stream = 'log/a'", t => t.Summaries["log/a"] = t.Summaries["log/a"] with { Version = 7 }),
        ["a row gone"] = new("delete from summary where stream = 'log/c'", t => t.Summaries.Remove("log/c")),
        ["all rows gone"] = new("delete from summary", t => t.Summaries.Clear()),
        ["a row of nothing"] = new("insert into summary select 'log/zz', \"partition\", version, state, stage, owner, agent, offered_to, hall, item, card, overdue, applicant, next_due, extra, updated from summary where stream = 'log/a'",
            t => t.Summaries["log/zz"] = t.Summaries["log/a"] with { Stream = "log/zz" }),
        ["another partition"] = new("update summary set \"partition\" = (\"partition\" + 1) % 4 where stream = 'log/a'", _ => { }),
        ["no partition"] = new("update summary set \"partition\" = 77 where stream = 'log/a'", _ => { }),
    };

    public static TheoryData<string> SpoiltRows => [.. Spoilt.Keys];

    [Theory]
    [MemberData(nameof(SpoiltRows))]
    public async Task A_spoilt_summary_row_is_made_anew_from_the_entries_and_counted(string what)
    {
        await using var ledger = await OpenAsync();
        await ImportsAsync(ledger);
        var right = await RowsAsync(ledger);
        (await WalkAsync(ledger)).Should().BeEquivalentTo(new { Compared = 5L, Repaired = 0L, Unreadable = 0L }, "honest rows are as the fold makes them");
        var spoilt = what.Contains("partition", StringComparison.Ordinal) && Place is MemoryPlace ? null : Spoilt[what];
        if (spoilt is null) return;

        await Place.TamperAsync(spoilt);
        using var counted = new Counted();
        var tally = await WalkAsync(ledger);

        (await RowsAsync(ledger)).Should().Equal(right);
        tally.Repaired.Should().Be(what == "all rows gone" ? 5 : 1);
        if (what is "a row gone") tally.Missing.Should().Be(1);
        if (what is "a row of nothing") tally.Extra.Should().Be(1);
        counted.Repaired.Should().BeGreaterThanOrEqualTo(tally.Repaired);
        (await WalkAsync(ledger)).Repaired.Should().Be(0);
        (await VerifyAsync(ledger)).FirstBroken.Should().BeNull();
        await AppendAsync(ledger, "log/a", 1, new EventLogClosed(1, 1, 0, null));
    }

    [Fact]
    public async Task A_repair_never_undoes_what_was_written_meanwhile()
    {
        await using var ledger = await OpenAsync();
        await ImportsAsync(ledger);
        var old = (await ledger.FindSummaryAsync("log/a"))!;
        var p = ledger.PartitionOf("log/a");
        await AppendAsync(ledger, "log/a", 1, new EventLogClosed(3, 9, 0, null));
        var now = (await ledger.FindSummaryAsync("log/a"))!;

        (await ledger.Stored.RepairSummariesAsync([new(p, "log/a", old.Version, old)])).Should().Equal(false);
        (await ledger.Stored.RepairSummariesAsync([new(p, "log/a", now.Version, old)])).Should().Equal([false], "the fold is behind");
        (await ledger.Stored.RepairSummariesAsync([new(p, "log/a", old.Version, now)])).Should().Equal([false], "the row was seen before the write");
        (await ledger.Stored.RepairSummariesAsync([new(p, "log/a", null, now)])).Should().Equal([false], "there is a row");
        (await ledger.Stored.RepairSummariesAsync([new(p, "log/a", now.Version, null)])).Should().Equal([false], "there are entries");
        (await ledger.FindSummaryAsync("log/a")).Should().Be(now);
        (await ledger.Stored.RepairSummariesAsync([new(p, "log/a", now.Version, now with { Owner = "x" }), new(p, "log/b", 9, now)])).Should().Equal(true, false);
    }

    [Fact]
    public async Task Rows_are_put_right_under_load_without_a_command_lost()
    {
        await using var ledger = await OpenAsync();
        await ImportsAsync(ledger);
        var done = new TaskCompletionSource();
        var walking = Task.Run(async () =>
        {
            var repaired = 0L;
            while (!done.Task.IsCompleted)
            {
                await Place.TamperAsync(Spoilt["owner"]);
                repaired += (await WalkAsync(ledger)).Repaired;
            }

            return repaired;
        });
        for (var i = 0; i < 60; i++) await AppendAsync(ledger, $"log/n{i}", 0, new EventLogOpened($"n{i}", "L-n", "xes"));
        for (var i = 0; i < 60; i++) await AppendAsync(ledger, $"log/n{i}", 1, new EventLogClosed(1, 1, 0, null));
        done.SetResult();

        (await walking).Should().BePositive();
        await WalkAsync(ledger);
        (await WalkAsync(ledger)).Repaired.Should().Be(0);
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 126L });
    }

    [Fact]
    public async Task A_row_whose_stream_cannot_be_read_is_left_alone_and_stops_nobody()
    {
        await using var ledger = await OpenAsync();
        await ImportsAsync(ledger);
        await ledger.AppendAsync(Request("log/unreadable"));
        await ledger.AppendAsync(Request("unknown/1"));
        var row = await ledger.FindSummaryAsync("log/unreadable");
        await Place.TamperAsync(Spoilt["a row gone"]);

        var tally = await WalkAsync(ledger);

        tally.Should().BeEquivalentTo(new { Missing = 1L, Extra = 0L, Different = 0L, Unreadable = 2L });
        (await ledger.FindSummaryAsync("log/unreadable")).Should().Be(row);
    }

    private async Task ImportsAsync(ServiceLedger ledger)
    {
        foreach (var log in Logs) await AppendAsync(ledger, log, 0, new EventLogOpened(log[4..], "L-" + log[4..], "xes"));
        await AppendAsync(ledger, "log/b", 1, new EventLogClosed(3, 9, 0, null));
    }

    /// <summary>A fold that is not told when an entry was recorded folds the same before its commit as after an activation; one that is told folds the ledger's own time.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_command_folds_is_what_an_activation_folds(bool told)
    {
        await using var ledger = await OpenAsync();
        var model = new StreamModel<Seen>("log/seen", new([]), static (s, r) => new(s.Folded.Add((r.Version, r.OccurredAt, r.RecordedAt))), _ => new SummaryRow { Stream = "", Hall = "YXCS" }, _ => "YXCS", _ => "")
        {
            FoldsRecordedTime = told,
        };
        var live = new StreamShell<Seen>(ledger, EntryCodec.Standard, Clock, model, () => { });
        await live.LoadAsync();
        for (var i = 1; i <= 3; i++)
            (await live.ExecuteAsync(Contracts.Common.CommandMeta.BySystem($"c{i}"), (_, now) => Decision.Append(System.Collections.Immutable.ImmutableArray.Create<EntryDraft>(new(new EventLogClosed(i, i, 0, null), now - NodaTime.Duration.FromHours(i)), new(new EventLogClosed(i, i, 0, null)))))).Refusal.Should().BeNull();

        var later = new StreamShell<Seen>(ledger, EntryCodec.Standard, Clock, model, () => { });
        await later.LoadAsync();

        later.State.Folded.Should().HaveCount(6).And.Equal(live.State.Folded);
        var recorded = (await ledger.ReadStreamAsync("log/seen")).Select(e => e.RecordedAt);
        live.State.Folded.Select(f => f.Recorded).Should().Equal(told ? recorded : Enumerable.Repeat(default(NodaTime.Instant), 6));
    }

    private sealed record Seen(System.Collections.Immutable.ImmutableArray<(int Version, NodaTime.Instant Occurred, NodaTime.Instant Recorded)> Folded);

    /// <summary>As the grain would write it.</summary>
    private async Task AppendAsync(ServiceLedger ledger, string stream, int expected, Contracts.Common.IEntry entry)
    {
        var shell = new StreamShell<EventLogState>(ledger, EntryCodec.Standard, Clock, EventLogModel(stream), () => { });
        await shell.LoadAsync();
        shell.Version.Should().Be(expected);
        var done = await shell.ExecuteAsync(Contracts.Common.CommandMeta.BySystem($"c{expected}"), (_, _) => Decision.Append(entry));
        done.Refusal.Should().BeNull();
    }

    private static StreamModel<EventLogState> EventLogModel(string stream) => EventLogRules.Model(stream["log/".Length..]);

    private static async Task<IReadOnlyList<SummaryRow>> RowsAsync(ServiceLedger ledger) => await ledger.QuerySummariesAsync(new() { Kind = "", Limit = 1000 });

    private async Task<RowTally> WalkAsync(ServiceLedger ledger)
    {
        var folds = new RowFolds(new StreamServices(ledger, EntryCodec.Standard, Clock, new()), null!, new HallHoursCache(new()), new HallSecrets(new byte[32], new byte[32]));
        var walk = new RowWalk(ledger, folds, NullLogger<RowWalk>.Instance);
        var tally = new RowTally();
        for (var p = 0; p < ledger.Partitions; p++)
        {
            for (var after = ""; after is not null;) after = await walk.RowsAsync(p, after, 2, tally);
            for (long? after = 0; after is { } position;) after = await walk.StreamsAsync(p, position, tally);
        }

        return tally;
    }

    /// <summary>What the metric says.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _repaired;

        public Counted()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "hall.ledger.rows.repaired") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _repaired, value));
            _listener.Start();
        }

        public long Repaired => Interlocked.Read(ref _repaired);

        public void Dispose() => _listener.Dispose();
    }
}
