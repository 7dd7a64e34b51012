using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Staff;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Staff.StaffBench;

namespace HallGrains.Unit.Staff;

/// <summary>Inbox and caseload: told by version, made again from the summary rows.</summary>
public class DeskTests
{
    private const string Case = "YXCS-20261124-000001-K";

    private static DeskTold Told(int version, bool owns, params InboxItem[] waiting) =>
        new("case/" + Case, version, owns, owns ? new(Case, "received", null, "UNE-BENEFIT", "none", null, version) : null, [.. waiting]);

    private static InboxItem Offer(string id, int version) => new("offer", id, Case, Now, Now, "YXCS011", version);

    [Fact]
    public void An_offer_waits_until_it_is_taken_and_then_the_case_is_in_the_load()
    {
        var desk = new Desk("YXCS015");
        desk.Tell(Told(3, owns: false, Offer("h1", 3)));
        desk.Inbox.Should().ContainSingle().Which.Id.Should().Be("h1");
        desk.Caseload.Should().BeEmpty();
        desk.Tell(Told(4, owns: true));
        desk.Inbox.Should().BeEmpty();
        desk.Caseload.Should().ContainSingle().Which.CaseVersion.Should().Be(4);
        desk.Tell(Told(5, owns: false));
        desk.Caseload.Should().BeEmpty();
    }

    [Fact]
    public void A_late_word_does_not_bring_back_what_is_over()
    {
        var desk = new Desk("YXCS015");
        desk.Tell(Told(5, owns: false));
        desk.Tell(Told(3, owns: true, Offer("h1", 3)));
        desk.Tell(Told(5, owns: true));
        desk.Inbox.Should().BeEmpty();
        desk.Caseload.Should().BeEmpty();
    }

    [Fact]
    public void Of_two_words_laid_down_in_the_same_instant_the_newer_stays()
    {
        var desk = new Desk("YXCS015");
        const int Cases = 30_000;
        var reached = new int[2];
        var older = new Thread(() => Tell(me: 0, version: 1));
        older.Start();
        Tell(me: 1, version: 2);
        older.Join();
        desk.Caseload.Should().HaveCount(Cases).And.OnlyContain(c => c.CaseVersion == 2);

        // Both come to each case at once: who only looks and then writes loses the newer word of some of them.
        void Tell(int me, int version)
        {
            for (var i = 1; i <= Cases; i++)
            {
                var word = new DeskTold($"case/{i}", version, true, new($"{i}", "received", null, null, "none", null, version), []);
                Volatile.Write(ref reached[me], i);
                for (var wait = default(SpinWait); Volatile.Read(ref reached[1 - me]) < i;) wait.SpinOnce(sleep1Threshold: -1);
                desk.Tell(word);
            }
        }
    }

    [Fact]
    public void After_a_crash_the_rows_say_the_same()
    {
        var desk = new Desk("YXCS015");
        desk.Tell(new SummaryRow
        {
            Stream = $"case/{Case}", Version = 7, State = "in-stage", Stage = "recheck", Owner = "YXCS011", OfferedTo = "YXCS015", Item = "UNE-BENEFIT", Hall = "YXCS",
            Extra = """{"channel":"onsite","line":"unemployment","dueAt":"2026-12-01T17:00:00+08:00","offer":{"id":"h2","kind":"next-stage","from":"YXCS011","since":"2026-11-24T09:00:00+08:00","acceptBy":"2026-11-24T10:00:00+08:00"}}""",
        });
        desk.Tell(new SummaryRow { Stream = "case/B", Version = 2, State = "received", Owner = "YXCS015", Card = "yellow", Extra = """{"dueAt":"2026-11-20T09:00:00Z","waiting":[{"kind":"card","id":"c1","for":"YXCS015","since":"2026-11-20T09:00:00Z"}]}""" });
        desk.Tell(new SummaryRow { Stream = "case/C", Version = 9, State = "delivered", Owner = "YXCS015" });
        var offer = desk.Inbox.Should().ContainSingle(i => i.Kind == "offer").Subject;
        offer.Should().Be(new InboxItem("offer", "h2", Case, Now, DemoCity.At("2026-11-24 10:00"), "YXCS011", 7, "next-stage"));
        desk.Inbox.Should().ContainSingle(i => i.Kind == "card").Which.CaseNumber.Should().Be("B");
        desk.Caseload.Should().ContainSingle("an ended case weighs nothing").Which.Should()
            .Be(new CaseloadItem("B", "received", null, null, "yellow", DemoCity.At("2026-11-20 17:00"), 2));
    }

    [Theory]
    [InlineData("""{"agentOffer":{"id":"a1","to":"YXCS015","since":"2026-11-24T09:00:00+08:00"}}""", "agent-offer")]
    [InlineData("""{"waiting":[{"kind":"escalation","id":"e1","for":"YXCS015","since":"2026-11-24T01:00:00Z","dueAt":"2026-11-24T03:00:00Z"}]}""", "escalation")]
    [InlineData("""{"waiting":[{"kind":"escalation","id":"e1","for":"YXCS005","since":"2026-11-24T09:00:00Z"}]}""", null)]
    [InlineData("""{"waiting":[{"kind":7}]}""", null)]
    [InlineData("""{"waiting":[null,{"id":"e1"}]}""", null)]
    [InlineData("""{"agentOffer":7,"escalation":null,"dueAt":"yesterday"}""", null)]
    [InlineData("not json", null)]
    [InlineData("[]", null)]
    public void Rows_are_read_tolerantly(string extra, string? kind)
    {
        var desk = new Desk("YXCS015");
        desk.Tell(new SummaryRow { Stream = $"case/{Case}", Version = 1, State = "received", Owner = "YXCS015", Extra = extra });
        desk.Inbox.Select(i => i.Kind).Should().Equal(kind is null ? [] : [kind]);
        desk.Caseload.Should().ContainSingle();
    }

    [Fact]
    public void What_was_told_since_is_newer_than_its_row()
    {
        var desk = new Desk("YXCS015");
        desk.Tell(Told(8, owns: true));
        desk.Tell(new SummaryRow { Stream = $"case/{Case}", Version = 7, State = "received", Owner = "YXCS011", OfferedTo = "YXCS015", Extra = """{"offer":{"id":"h2"}}""" });
        desk.Inbox.Should().BeEmpty();
        desk.Caseload.Should().ContainSingle();
    }
}
