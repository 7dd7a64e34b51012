using System.Collections.Immutable;
using System.Text;
using System.Xml;
using HallGrains.Contracts.Cases;

namespace HallGrains.Silo.Logs;

/// <summary>
/// Writes XES as a stream, in the order its schema wants: extensions, globals, classifiers, attributes, traces. Values are the characters they were read
/// as, but for times that are not written as XML Schema writes them (from CSV).
/// </summary>
internal sealed class XesWriter : IDisposable
{
    private readonly XmlWriter _xml;
    private string? _namespace;

    public XesWriter(Stream output) => _xml = XmlWriter.Create(output, new XmlWriterSettings
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        // A line break within a value comes back as a line break, not as a blank.
        NewLineHandling = NewLineHandling.Entitize,
        CloseOutput = false,
    });

    public void Begin(IReadOnlyCollection<LogAttribute> declarations)
    {
        _namespace = declarations.FirstOrDefault(d => d is { Type: "@xmlns", Key: null })?.Value;
        _xml.WriteStartDocument();
        _xml.WriteStartElement("log", _namespace);
        if (!declarations.Any(d => d.Type == "@xes.version")) _xml.WriteAttributeString("xes.version", "1.0");
        foreach (var d in declarations.Where(IsXmlAttribute))
            if (d.Type != "@xmlns") WriteXmlAttribute(d);
        foreach (var d in declarations.Where(d => !IsXmlAttribute(d)).OrderBy(Place)) Write(d);
    }

    public void BeginTrace(ImmutableArray<LogAttribute> attributes)
    {
        _xml.WriteStartElement("trace", _namespace);
        Write(attributes);
    }

    public void Event(ImmutableArray<LogAttribute> attributes)
    {
        _xml.WriteStartElement("event", _namespace);
        Write(attributes);
        _xml.WriteEndElement();
    }

    public void EndTrace(ImmutableArray<LogAttribute> late)
    {
        Write(late);
        _xml.WriteEndElement();
    }

    public void End()
    {
        _xml.WriteEndElement();
        _xml.WriteEndDocument();
        _xml.Flush();
    }

    public void Dispose() => _xml.Dispose();

    private static bool IsXmlAttribute(LogAttribute a) => a.Type.StartsWith('@');

    private static int Place(LogAttribute d) => d.Type switch { "extension" => 0, "global" => 1, "classifier" => 2, _ => 3 };

    private void Write(ImmutableArray<LogAttribute> attributes)
    {
        if (attributes.IsDefaultOrEmpty) return;
        foreach (var a in attributes) Write(a);
    }

    private void Write(LogAttribute a)
    {
        _xml.WriteStartElement(a.Type, _namespace);
        if (a.Key is not null) _xml.WriteAttributeString("key", a.Key);
        if (a.Value is not null) _xml.WriteAttributeString("value", a.Type == "date" ? LogTime.ToXml(a.Value) : a.Value);
        if (a.Children is { } children)
        {
            foreach (var c in children)
                if (IsXmlAttribute(c)) WriteXmlAttribute(c);
            foreach (var c in children)
                if (!IsXmlAttribute(c)) Write(c);
        }

        _xml.WriteEndElement();
    }

    private void WriteXmlAttribute(LogAttribute a) => _xml.WriteAttributeString(a.Type[1..], a.Key, a.Value);
}
