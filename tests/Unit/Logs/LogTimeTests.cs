using HallGrains.Silo.Logs;
using NodaTime.Text;

namespace HallGrains.Tests.Unit.Logs;

public sealed class LogTimeTests
{
    [Theory]
    [InlineData("2011-03-27T03:30:00.000+02:00", "2011-03-27T01:30:00Z", "2011-03-27T03:30:00.000+02:00")]
    [InlineData("2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z")]
    [InlineData("2024-02-29T23:59:59.999", "2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999")]
    [InlineData("2011-10-11 13:45:40.276000+02:00", "2011-10-11T11:45:40.276Z", "2011-10-11T13:45:40.276000+02:00")]
    [InlineData("2024-01-01 10:00", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00")]
    [InlineData("2024-01-01T10:00:00-0330", "2024-01-01T13:30:00Z", "2024-01-01T10:00:00-03:30")]
    [InlineData("2024-01-01T10:00:00+08", "2024-01-01T02:00:00Z", "2024-01-01T10:00:00+08:00")]
    [InlineData("2024-01-01T24:00:00Z", "2024-01-02T00:00:00Z", "2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T10:00:00,5Z", "2024-01-01T10:00:00.5Z", "2024-01-01T10:00:00.5Z")]
    public void The_offset_counts_and_without_one_it_is_utc(string text, string instant, string xml)
    {
        LogTime.TryParse(text, out var parsed).Should().BeTrue();
        parsed.Should().Be(InstantPattern.ExtendedIso.Parse(instant).Value);
        LogTime.ToXml(text).Should().Be(xml);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2023-02-29T10:00:00Z")]
    [InlineData("2024-13-01T10:00:00Z")]
    [InlineData("2024-01-01T25:00:00Z")]
    [InlineData("2024-01-01T24:00:01Z")]
    [InlineData("2024-01-01T10:60:00Z")]
    [InlineData("2024-01-01T10:00:00.Z")]
    [InlineData("2024-01-01T10:00:00+19:00")]
    [InlineData("2024-01-01T10:00:00Z ")]
    [InlineData("２０２４-01-01T10:00:00Z")]
    [InlineData("01/02/2024 10:00:00")]
    public void What_is_not_a_time_is_not_guessed(string text)
    {
        LogTime.TryParse(text, out _).Should().BeFalse();
    }
}
