using System.Text;
using System.Xml.Linq;
using HallGrains.Contracts.Cases;
using HallGrains.Silo.Logs;

namespace HallGrains.Tests.Unit.Logs;

/// <summary>Reads logs out of files and strings, and writes what was read as XES.</summary>
internal static class ReadLogs
{
    public static readonly LogLimits Limits = LogLimits.CommandLine;

    public static List<LogItem> OfText(string text, LogLimits? limits = null) => OfBytes(Encoding.UTF8.GetBytes(text), limits);

    public static List<LogItem> OfBytes(byte[] bytes, LogLimits? limits = null)
    {
        using var file = new TemporaryFile(bytes);
        return OfFile(file.Path, limits);
    }

    public static List<LogItem> OfFile(string path, LogLimits? limits = null)
    {
        using var reader = LogFile.Open(path, limits ?? Limits).OpenReader();
        return [.. reader.Items()];
    }

    public static XDocument ToXes(List<LogItem> items)
    {
        using var stream = new MemoryStream();
        using (var xes = new XesWriter(stream))
        {
            xes.Begin([.. items.OfType<LogOpened>().Single().Declarations, .. items.OfType<LogClosed>().Single().Declarations]);
            foreach (var item in items)
            {
                switch (item)
                {
                    case TraceOpened t: xes.BeginTrace(t.Attributes); break;
                    case EventFound e: xes.Event(e.Attributes); break;
                    case TraceClosed t: xes.EndTrace(t.Late); break;
                }
            }

            xes.End();
        }

        stream.Position = 0;
        return XDocument.Load(stream);
    }

    public static string? Name(this EventFound e) => LogKeys.ValueOf(e.Attributes, LogKeys.Name);

    public static string? Name(this TraceOpened t) => LogKeys.ValueOf(t.Attributes, LogKeys.Name);

    public static LogAttribute Attribute(this EventFound e, string key) => e.Attributes.Single(a => a.Key == key);
}

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] bytes)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());
        File.WriteAllBytes(Path, bytes);
    }

    public TemporaryFile(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
