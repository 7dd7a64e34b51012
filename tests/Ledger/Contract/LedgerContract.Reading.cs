using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    private async Task AppendRowAsync(ServiceLedger ledger, SummaryRow row)
    {
        var request = Request(row.Stream, commandId: null);
        await ledger.AppendAsync(request with { Summary = row with { Version = 1 } });
    }

    [Fact]
    public async Task A_summary_row_is_read_as_it_was_written()
    {
        await using var ledger = await OpenAsync();
        var row = new SummaryRow
        {
            Stream = "case/1", Version = 1, State = "in-stage", Stage = "recheck", Owner = "YXCS015", Agent = "YXCS002", OfferedTo = "YXCS016", Hall = "YXCS", Item = "UNE-BENEFIT",
            Card = "yellow", Overdue = true, Applicant = "p-1", NextDue = Clock.Now + Duration.FromNanoseconds(1), Extra = """{"title":"失业"}""",
        };

        await AppendRowAsync(ledger, row);
        await AppendRowAsync(ledger, new() { Stream = "staff/YXCS015" });

        (await ledger.FindSummaryAsync("case/1")).Should().BeEquivalentTo(row with { UpdatedAt = Clock.Now });
        (await ledger.FindSummaryAsync("staff/YXCS015")).Should().BeEquivalentTo(new SummaryRow { Stream = "staff/YXCS015", Version = 1, UpdatedAt = Clock.Now });
        (await ledger.FindSummaryAsync("case/none")).Should().BeNull();
    }

    [Fact]
    public async Task Summaries_are_found_by_every_condition()
    {
        await using var ledger = await OpenAsync();
        await AppendRowAsync(ledger, new() { Stream = "case/A-1", State = "in-stage", Stage = "recheck", Owner = "o", Agent = "a", OfferedTo = "t", Hall = "H1", Item = "I", Card = "red", Overdue = true, Applicant = "p" });
        await AppendRowAsync(ledger, new() { Stream = "case/A-2", State = "inquiry", Hall = "H1", Card = "none" });
        await AppendRowAsync(ledger, new() { Stream = "case/B-3", State = "archived", Hall = "H2" });
        await AppendRowAsync(ledger, new() { Stream = "casework/1", Hall = "H1" });
        await AppendRowAsync(ledger, new() { Stream = "staff/o", Hall = "H1", Owner = "o" });
        var cases = new SummaryQuery { Kind = "case" };

        await Finds(cases, "case/A-1", "case/A-2", "case/B-3");
        await Finds(cases with { Hall = "H1" }, "case/A-1", "case/A-2");
        await Finds(cases with { Owner = "o" }, "case/A-1");
        await Finds(cases with { Agent = "a" }, "case/A-1");
        await Finds(cases with { OfferedTo = "t" }, "case/A-1");
        await Finds(cases with { State = "inquiry" }, "case/A-2");
        await Finds(cases with { States = ["inquiry", "archived", "unknown"] }, "case/A-2", "case/B-3");
        await Finds(cases with { States = [] });
        await Finds(cases with { Stage = "recheck" }, "case/A-1");
        await Finds(cases with { Item = "I" }, "case/A-1");
        await Finds(cases with { Card = "red" }, "case/A-1");
        await Finds(cases with { Card = "none" }, "case/A-2");
        await Finds(cases with { Overdue = true }, "case/A-1");
        await Finds(cases with { Overdue = false, Hall = "H1" }, "case/A-2");
        await Finds(cases with { Applicant = "p" }, "case/A-1");
        await Finds(cases with { Contains = "-3" }, "case/B-3");
        await Finds(cases with { Contains = "a-" });
        await Finds(cases with { Contains = "%" });
        await Finds(cases with { After = "case/A-1" }, "case/A-2", "case/B-3");
        await Finds(cases with { Limit = 2 }, "case/A-1", "case/A-2");
        await Finds(cases with { Hall = "' or 1=1 --" });

        await AppendRowAsync(ledger, new() { Stream = "case/C-4", Extra = """{"waiting":[{"kind":"assign","id":"d1","for":"s1"},{"kind":"notice","id":"d2","for":"s2"}]}""" });
        await AppendRowAsync(ledger, new() { Stream = "finding/F-1", Extra = """{"waiting":[{"kind":"rectify","id":"d1","for":"s1"}]}""" });
        await AppendRowAsync(ledger, new() { Stream = "finding/F-2", Extra = """{"for":"s1"}""" });
        await Finds(cases with { WaitingFor = "s1" }, "case/C-4");
        await Finds(new() { Kind = "", WaitingFor = "s1" }, "case/C-4", "finding/F-1");
        await Finds(new() { Kind = "", WaitingFor = "s2" }, "case/C-4");
        await Finds(new() { Kind = "", WaitingFor = "s" });

        async Task Finds(SummaryQuery query, params string[] streams) =>
            (await ledger.QuerySummariesAsync(query)).Select(r => r.Stream).Should().Equal(streams, query.ToString());
    }

    [Fact]
    public async Task Streams_of_a_hall_at_an_instant_are_those_it_had_recorded_of()
    {
        await using var ledger = await OpenAsync();
        await AppendRowAsync(ledger, new() { Stream = "case/ended-before", State = "archived" });
        await AppendRowAsync(ledger, new() { Stream = "case/open-all-along", State = "received" });
        await AppendRowAsync(ledger, new() { Stream = "casework/1", State = "received" });
        await AppendRowAsync(ledger, new() { Stream = "case/leaves", State = "received" });
        Clock.Now += Duration.FromDays(1);
        var at = Clock.Now;
        await AppendRowAsync(ledger, new() { Stream = "case/ends-later", State = "received" });
        Clock.Now += Duration.FromSeconds(1);
        await ledger.AppendAsync(Request("case/ends-later", 1, commandId: null) with { Summary = new() { Stream = "case/ends-later", Version = 2, State = "archived" } });
        await ledger.AppendAsync(Request("case/leaves", 1, commandId: null) with { Hall = "YXNP", Summary = new() { Stream = "case/leaves", Version = 2, State = "received" } });
        await AppendRowAsync(ledger, new() { Stream = "case/comes-later", State = "received" });

        (await ledger.StreamsOfAsync(new("case", "YXCS", at))).Should().Equal("case/ended-before", "case/ends-later", "case/leaves", "case/open-all-along");
        (await ledger.StreamsOfAsync(new("case", "YXCS", at, ["received"], at))).Should().Equal("case/ends-later", "case/leaves", "case/open-all-along");
        (await ledger.StreamsOfAsync(new("case", "YXNP", at))).Should().BeEmpty();
        (await ledger.StreamsOfAsync(new("case", "YXNP", Clock.Now))).Should().Equal("case/leaves");
    }

    [Fact]
    public async Task Pages_stay_as_they_are_while_rows_come_and_change()
    {
        await using var ledger = await OpenAsync();
        // Names that differ in case and in script: the order is that of code units, on every database.
        string[] names = ["case/1", "case/B", "case/a", "case/Z", "case/é", "case/办", "case/10", "case/2"];
        foreach (var name in names) await AppendRowAsync(ledger, new() { Stream = name, Hall = "H" });
        var seen = new List<string>();
        string? after = null;
        while (await ledger.QuerySummariesAsync(new() { Kind = "case", Hall = "H", After = after, Limit = 3 }) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(r => r.Stream));
            after = page[^1].Stream;
            await AppendRowAsync(ledger, new() { Stream = $"case/0{seen.Count}", Hall = "H" });
            await ledger.AppendAsync(Request(page[0].Stream, 1, commandId: null) with { Summary = page[0] with { Version = 2, State = "changed" } });
        }

        seen.Should().Equal(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_due_comes_soonest_first()
    {
        await using var ledger = await OpenAsync();
        var streams = Enumerable.Range(0, 200).Select(i => $"case/{i}").Where(s => ledger.PartitionOf(s) == 1).Take(6).ToArray();
        var now = Clock.Now;
        for (var i = 0; i < 5; i++) await AppendRowAsync(ledger, new() { Stream = streams[i], NextDue = now - Duration.FromMinutes(i) });
        await AppendRowAsync(ledger, new() { Stream = streams[5], NextDue = now + Duration.FromNanoseconds(1) });
        await ledger.AppendAsync(Request(streams[4], 1, commandId: null));

        (await ledger.ReadDueAsync(1, now, 10)).Should().Equal(Enumerable.Range(0, 4).Reverse().Select(i => new DueStream(streams[i], now - Duration.FromMinutes(i))));
        (await ledger.ReadDueAsync(1, now, 2)).Select(d => d.Stream).Should().Equal(streams[3], streams[2]);
        (await ledger.ReadDueAsync(0, now, 10)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_erased_person_is_forgotten_and_the_ledger_still_verifies()
    {
        await using (var ledger = await OpenAsync())
        {
            await ledger.AppendAsync(Request("case/1", secret: "王小明", person: "p-1"));
            await ledger.AppendAsync(Request("case/2", secret: "李四", person: "p-2"));

            (await ledger.EraseAsync("p-1")).Should().BeTrue();

            (await ledger.EraseAsync("p-1")).Should().BeFalse();
            (await ledger.ReadLastAsync("case/1")).Should().BeEquivalentTo(new { Private = (string?)null, Erased = true, PersonKey = "p-1" });
            await ledger.AppendAsync(Request("case/1", 1, commandId: "again", secret: "回来", person: "p-1"));
        }

        await using var reopened = await OpenAsync();
        (await reopened.ReadStreamAsync("case/1")).Select(e => (e.Private, e.Erased)).Should().Equal((null, true), ("回来", false));
        (await reopened.ReadLastAsync("case/2")).Should().BeEquivalentTo(new { Private = "李四", Erased = false });
        (await VerifyAsync(reopened)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Private_parts_are_nowhere_in_clear()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1", 0, 2, secret: "王小明"));

        await using var snapshot = await ledger.Reader.OpenSnapshotAsync();
        var stored = await snapshot.ReadEntriesAsync(ledger.PartitionOf("case/1"), 0, 10);

        stored.Should().HaveCount(2).And.OnlyContain(e => e.Sealed != null && !System.Text.Encoding.UTF8.GetString(e.Sealed).Contains('王') && !e.Data.Contains('王'));
        stored[0].Sealed.Should().NotEqual(stored[1].Sealed);
    }

    [Fact]
    public async Task Checkpoints_and_the_demos_offset_only_grow_and_survive()
    {
        await using (var ledger = await OpenAsync())
        {
            (await ledger.LoadAsync("ledger-0")).Should().Be(0);
            await ledger.SaveAsync("ledger-0", 17);
            await ledger.SaveAsync("ledger-0", 5);
            await ledger.SaveAsync("ledger-1", 1L << 40);
            (await ledger.ReadAsync()).Should().Be(TimeSpan.Zero);
            (await ledger.RaiseAsync(TimeSpan.FromDays(10))).Should().Be(TimeSpan.FromDays(10));
            (await ledger.RaiseAsync(TimeSpan.FromDays(9))).Should().Be(TimeSpan.FromDays(10));
        }

        await using var reopened = await OpenAsync();
        (await reopened.LoadAsync("ledger-0")).Should().Be(17);
        (await reopened.LoadAsync("ledger-1")).Should().Be(1L << 40);
        (await reopened.ReadAsync()).Should().Be(TimeSpan.FromDays(10));
    }

    [Fact]
    public async Task A_ledger_keeps_its_number_of_partitions()
    {
        await using (var ledger = await OpenAsync(o => o with { Partitions = 2 })) ledger.Partitions.Should().Be(2);

        await using var reopened = await OpenAsync(o => o with { Partitions = 8 });
        reopened.Partitions.Should().Be(2);
        reopened.Meta.LedgerId.Should().HaveLength(32);
    }
}
