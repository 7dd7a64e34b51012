using System.Text;
using HallGrains.Silo.Logs;

namespace HallGrains.Tests.Unit.Logs;

public sealed class CsvLogReaderTests
{
    private const string Header = "case:concept:name,concept:name,time:timestamp,org:resource,note,case:channel\n";

    [Fact]
    public void Rows_of_one_case_need_not_stand_together()
    {
        var items = ReadLogs.OfText(Header + "2,a,2024-01-01 10:00:00,x,,\n1,b,2024-01-01 11:00:00,x,,\n2,c,2024-01-01 12:00:00,y,,\n3,d,2024-01-01 12:00:00,,,\n1,e,2024-01-01 13:00:00,z,,\n");

        items.OfType<TraceOpened>().Select(t => t.Name()).Should().Equal("2", "1", "3");
        items.OfType<EventFound>().Select(e => e.Name()).Should().Equal("a", "c", "b", "e", "d");
    }

    [Fact]
    public void Scattered_rows_are_read_as_if_they_stood_together()
    {
        var rows = Enumerable.Range(0, 60_000).Select(i => FormattableString.Invariant($"c{i % 7000},a{i / 7000},2024-01-01 10:00:00,r{i % 3},{i},")).ToList();

        var scattered = ReadLogs.OfText(Header + string.Join('\n', rows));
        var together = ReadLogs.OfText(Header + string.Join('\n', rows.Select((r, i) => (r, i)).OrderBy(x => x.i % 7000).Select(x => x.r)));

        scattered.OfType<TraceOpened>().Should().HaveCount(7000);
        scattered.OfType<EventFound>().Select(e => e.Attribute("note").Value).Should().Equal(together.OfType<EventFound>().Select(e => e.Attribute("note").Value));
    }

    [Fact]
    public void An_empty_cell_is_an_absent_attribute_and_blanks_are_none()
    {
        var items = ReadLogs.OfText(Header + "1,受理 ,2024-01-01 10:00:00,,\" \",窗口\n");

        var found = items.OfType<EventFound>().Single();
        found.Attributes.Select(a => a.Key).Should().Equal("concept:name", "time:timestamp", "note");
        found.Name().Should().Be("受理 ");
        items.OfType<TraceOpened>().Single().Attributes.Select(a => (a.Key, a.Value)).Should().Equal(("concept:name", "1"), ("channel", "窗口"));
    }

    [Fact]
    public void A_case_attribute_that_changes_is_not_lost()
    {
        var items = ReadLogs.OfText(Header + "1,a,2024-01-01 10:00:00,x,,\n1,b,2024-01-01 10:00:00,x,,窗口\n1,c,2024-01-01 10:00:00,x,,网上\n");

        items.OfType<TraceClosed>().Single().Late.Should().ContainSingle().Which.Value.Should().Be("窗口");
        items.OfType<EventFound>().Last().Attribute("case:channel").Value.Should().Be("网上");
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    public void Other_delimiters_are_found_in_the_header(string delimiter)
    {
        var items = ReadLogs.OfText((Header + "1,a,2024-01-01 10:00:00,x,,\n").Replace(",", delimiter, StringComparison.Ordinal));

        items.OfType<EventFound>().Single().Name().Should().Be("a");
    }

    [Fact]
    public void Quoted_cells_may_hold_delimiters_quotes_and_line_breaks_and_lines_are_still_counted()
    {
        var items = ReadLogs.OfText(Header + "1,\"a,\"\"b\"\"\nc\",2024-01-01 10:00:00,x,,\n,no case,2024-01-01 10:00:00,x,,\n");

        items.OfType<EventFound>().Single().Name().Should().Be("a,\"b\"\nc");
        items.OfType<ItemRefused>().Single().Line.Should().Be(4);
    }

    [Theory]
    [InlineData(",a,2024-01-01 10:00:00,x,,")]
    [InlineData("1,a,2024-01-01 10:00:00")]
    [InlineData("1,a,2024-01-01 10:00:00,x,,,more")]
    [InlineData("1,a\u0001,2024-01-01 10:00:00,x,,")]
    public void A_row_that_cannot_be_taken_is_refused_with_its_line_and_the_others_are_read(string row)
    {
        var items = ReadLogs.OfText($"{Header}1,good,2024-01-01 10:00:00,x,,\n{row}\n1,good,2024-01-01 10:00:00,x,,\n");

        items.OfType<ItemRefused>().Single().Line.Should().Be(3);
        items.OfType<EventFound>().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("case:concept:name,time:timestamp\n1,2024-01-01 10:00:00\n")]
    [InlineData("concept:name,time:timestamp\na,2024-01-01 10:00:00\n")]
    [InlineData("case:concept:name,concept:name\n1,a\n")]
    [InlineData("nothing\n")]
    public void A_file_without_the_columns_of_an_event_log_is_none(string text)
    {
        ReadLogs.OfText(text).Should().ContainSingle().Which.Should().BeOfType<LogBroken>().Which.Reason.Should().Contain("no column");
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_read_up_to_there()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + "1,a,2024-01-01 10:00:00,x,,\n1,"), 0xFF, 0xFE, .. Encoding.UTF8.GetBytes(",2024-01-01 10:00:00,x,,\n")];

        ReadLogs.OfBytes(bytes)[^1].Should().BeOfType<LogBroken>();
    }

    [Fact]
    public void A_byte_order_mark_does_not_belong_to_the_first_column()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Header + "1,a,2024-01-01 10:00:00,x,,\n")];

        ReadLogs.OfBytes(bytes).OfType<TraceOpened>().Single().Name().Should().Be("1");
    }
}
