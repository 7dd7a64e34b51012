using System.IO.Compression;
using System.Xml.Linq;
using HallGrains.Silo.Logs;
using HallGrains.Tests.Logs;

namespace HallGrains.Tests.Unit.Logs;

/// <summary>Real logs: what the readers find is all there is, and exactly as it is written.</summary>
public sealed class SharedLogsTests
{
    [SharedLogsTheory]
    [MemberData(nameof(SharedLogs.All), MemberType = typeof(SharedLogs))]
    public void What_is_read_has_every_expected_measure(string log)
    {
        var measures = LogMeasures.Of(ReadLogs.ToXes(ReadLogs.OfFile(SharedLogs.PathOf(log))));

        Measures.Differences(Measures.ReadExpected(SharedLogs.ExpectedOf(log)), measures).Should().BeEmpty();
    }

    [SharedLogsTheory]
    [MemberData(nameof(SharedLogs.Xes), MemberType = typeof(SharedLogs))]
    public void What_is_read_and_written_again_is_the_same_log(string log)
    {
        var source = Load(SharedLogs.PathOf(log));

        var written = ReadLogs.ToXes(ReadLogs.OfFile(SharedLogs.PathOf(log)));

        var withVersion = source.Root!.Attribute("xes.version") is not null;
        CanonicalXes.Lines(written, withVersion).Should().Equal(CanonicalXes.Lines(source));
    }

    [SharedLogsFact]
    public void Packed_or_not_a_log_is_the_same_log()
    {
        var packed = SharedLogs.PathOf("receipt.xes.gz");
        using var unpacked = new TemporaryFile(Unpack(packed));

        LogFile.Open(unpacked.Path, ReadLogs.Limits).Hash.Should().Be(LogFile.Open(packed, ReadLogs.Limits).Hash)
            .And.Be("a7361161f0ade43c86daf38628b8e3ac3f360322507a6b81b3ea3295727681ec");
    }

    private static byte[] Unpack(string path)
    {
        using var to = new MemoryStream();
        using var from = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        from.CopyTo(to);
        return to.ToArray();
    }

    private static XDocument Load(string path)
    {
        using var bytes = new MemoryStream(path.EndsWith(".gz", StringComparison.Ordinal) ? Unpack(path) : File.ReadAllBytes(path));
        return XDocument.Load(bytes);
    }
}
