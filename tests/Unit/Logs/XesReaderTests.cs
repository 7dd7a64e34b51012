using System.IO.Compression;
using System.Text;
using HallGrains.Silo.Logs;

namespace HallGrains.Tests.Unit.Logs;

public sealed class XesReaderTests
{
    private const string Event = "<event><string key='concept:name' value='a'/><date key='time:timestamp' value='2024-01-01T10:00:00Z'/></event>";

    [Theory]
    [InlineData("")]
    [InlineData(" xmlns='http://www.xes-standard.org/'")]
    [InlineData(" xmlns='http://www.xes-standard.org'")]
    public void Elements_are_matched_by_local_name(string ns)
    {
        var items = ReadLogs.OfText($"<log{ns}><trace><string key='concept:name' value='1'/>{Event}</trace></log>");

        items.Select(i => i.GetType()).Should().Equal(typeof(LogOpened), typeof(TraceOpened), typeof(EventFound), typeof(TraceClosed), typeof(LogClosed));
    }

    [Fact]
    public void A_prefixed_log_is_read_too()
    {
        var items = ReadLogs.OfText("<x:log xmlns:x='http://www.xes-standard.org/'><x:trace><x:event><x:string key='concept:name' value='a'/></x:event></x:trace></x:log>");

        items.OfType<EventFound>().Single().Name().Should().Be("a");
    }

    [Fact]
    public void A_dtd_is_refused()
    {
        var items = ReadLogs.OfText($"<!DOCTYPE log [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><log><trace><event><string key='concept:name' value='&x;'/></event></trace></log>");

        items.Should().ContainSingle().Which.Should().BeOfType<LogBroken>().Which.Reason.Should().Contain("DTD");
    }

    [Fact]
    public void Names_are_never_trimmed_and_line_breaks_in_values_survive()
    {
        var items = ReadLogs.OfText("<log><trace><event><string key='concept:name' value='受理 '/><string key='note' value='one&#10;two'/></event></trace></log>");

        var written = ReadLogs.ToXes(items);

        written.Descendants("string").Select(s => s.Attribute("value")!.Value).Should().Equal("受理 ", "one\ntwo");
    }

    [Fact]
    public void Attributes_after_the_first_event_are_kept()
    {
        var items = ReadLogs.OfText($"<log><trace>{Event}<string key='late' value='x'/></trace><string key='also' value='late'/></log>");

        items.OfType<TraceClosed>().Single().Late.Single().Key.Should().Be("late");
        items.OfType<LogClosed>().Single().Declarations.Single().Key.Should().Be("also");
    }

    [Fact]
    public void Lists_containers_and_unknown_elements_keep_their_nesting_and_own_attributes()
    {
        const string inner = "<list key='l'><values><string key='v' value='1'><int key='n' value='2'/></string></values></list><container key='c'><id key='i' value='3'/></container><boolean key='b' value='true' unit='x'/>";

        var written = ReadLogs.ToXes(ReadLogs.OfText($"<log><trace><event>{inner}</event></trace></log>"));

        Tests.Logs.CanonicalXes.Lines(written, false).Should().Equal(
            Tests.Logs.CanonicalXes.Lines(System.Xml.Linq.XDocument.Parse($"<log><trace><event>{inner}</event></trace></log>")));
    }

    [Fact]
    public void An_event_outside_of_any_trace_is_refused_with_its_line()
    {
        var items = ReadLogs.OfText($"<log>\n{Event}\n<trace>{Event}</trace></log>");

        items.OfType<ItemRefused>().Single().Line.Should().Be(2);
        items.OfType<EventFound>().Should().ContainSingle();
    }

    [Fact]
    public void Complete_traces_before_a_break_are_read_and_the_break_has_a_line()
    {
        var items = ReadLogs.OfText($"<log>\n<trace>{Event}</trace>\n<trace>{Event}\n<event><string key='a'</trace></log>");

        items.OfType<TraceClosed>().Should().ContainSingle();
        items[^1].Should().BeOfType<LogBroken>().Which.Line.Should().Be(4);
    }

    [Theory]
    [InlineData("<log><trace>")]
    [InlineData("<log><trace></trace></log><more/>")]
    [InlineData("<html></html>")]
    [InlineData("<log><trace><event><string key='a' value='&undefined;'/></event></trace></log>")]
    public void What_is_not_a_whole_log_is_broken(string text)
    {
        ReadLogs.OfText(text)[^1].Should().BeOfType<LogBroken>();
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("<container key='c'>", 50)) + string.Concat(Enumerable.Repeat("</container>", 50));

        ReadLogs.OfText($"<log><trace>{deep}</trace></log>")[^1].Should().BeOfType<LogBroken>().Which.Reason.Should().Contain("nested");
    }

    [Fact]
    public void One_value_is_bounded_before_it_is_in_memory()
    {
        var items = ReadLogs.OfText($"<log><trace><event><string key='a' value='{new string('x', 5000)}'/></event></trace></log>", ReadLogs.Limits with { MaxTagBytes = 4096 });

        items[^1].Should().BeOfType<LogBroken>().Which.Reason.Should().Contain("tag");
    }

    [Fact]
    public void A_packed_bomb_is_refused_by_its_ratio()
    {
        var bomb = Pack(Encoding.UTF8.GetBytes("<log>" + new string(' ', 4 << 20) + "</log>"));

        var open = () => ReadLogs.OfBytes(bomb, LogLimits.Upload);

        open.Should().Throw<LogUnreadableException>();
    }

    [Fact]
    public void Damaged_packing_is_said_to_be_so()
    {
        var packed = Pack(Encoding.UTF8.GetBytes("<log><trace/></log>"));
        packed[^12] ^= 0xFF;
        packed[12] ^= 0xFF;

        var open = () => ReadLogs.OfBytes(packed);

        open.Should().Throw<LogUnreadableException>();
    }

    [Fact]
    public void An_empty_log_has_no_cases()
    {
        ReadLogs.OfText("<log xes.version='1.0'/>").Select(i => i.GetType()).Should().Equal(typeof(LogOpened), typeof(LogClosed));
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.SmallestSize)) gzip.Write(bytes);
        return to.ToArray();
    }
}
