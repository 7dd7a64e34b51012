using System.Collections.Immutable;
using System.Xml;
using HallGrains.Contracts.Cases;

namespace HallGrains.Silo.Logs;

/// <summary>
/// Reads XES (IEEE 1849) event by event, so memory does not depend on the size of the log nor of a trace. Elements are matched by local name: logs
/// have the standard's namespace, a misspelt one, or none. DTDs are refused and nothing outside of the file is ever opened.
/// </summary>
internal sealed class XesReader : ILogReader
{
    private readonly BoundedStream _stream;
    private readonly LogLimits _limits;
    private readonly XmlReader _xml;
    private readonly IXmlLineInfo _lines;
    private readonly Queue<LogItem> _ready = new();
    private readonly List<LogAttribute> _declarations = [];
    private readonly List<LogAttribute> _traceAttributes = [];
    private Place _place = Place.Start;
    private bool _logOpened;
    private bool _traceOpened;
    private int _traceLine;
    private int _declared;

    public XesReader(BoundedStream stream, LogLimits limits)
    {
        _stream = stream;
        _limits = limits;
        _xml = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CloseInput = true,
        });
        _lines = (IXmlLineInfo)_xml;
    }

    private enum Place
    {
        Start,
        Log,
        Trace,
        End,
    }

    public long Position => _stream.Total;

    private int Line => _lines.LineNumber;

    public IEnumerable<LogItem> Items()
    {
        while (true)
        {
            while (_ready.TryDequeue(out var item))
            {
                yield return item;
                if (item is LogClosed or LogBroken) yield break;
            }

            Step();
        }
    }

    public void Dispose()
    {
        _xml.Dispose();
        _stream.Dispose();
    }

    private void Step()
    {
        try
        {
            switch (_place)
            {
                case Place.Start: ReadRoot(); break;
                case Place.Log: ReadInLog(); break;
                case Place.Trace: ReadInTrace(); break;
                default: _ready.Enqueue(Closed()); break;
            }
        }
        catch (XmlException e)
        {
            _ready.Enqueue(new LogBroken(e.Message, e.LineNumber));
        }
        catch (LogUnreadableException e)
        {
            _ready.Enqueue(new LogBroken(e.Message, e.Line > 0 ? e.Line : Line));
        }
    }

    private void ReadRoot()
    {
        _xml.MoveToContent();
        if (_xml.NodeType != XmlNodeType.Element || _xml.LocalName != "log") throw new LogUnreadableException($"The root element is '{_xml.LocalName}', not 'log'.", Line);
        var empty = _xml.IsEmptyElement;
        _declarations.AddRange(OwnAttributes());
        _place = empty ? Place.End : Place.Log;
        if (empty) OpenLog();
    }

    private void ReadInLog()
    {
        if (!_xml.Read()) throw new LogUnreadableException("The log ends too early.", Line);
        if (_xml.NodeType == XmlNodeType.EndElement)
        {
            OpenLog();
            _place = Place.End;
            // What follows the root must be read too: a file cut or continued there is broken.
            while (_xml.Read()) { }
            return;
        }

        if (_xml.NodeType != XmlNodeType.Element) return;
        switch (_xml.LocalName)
        {
            case "trace":
                OpenLog();
                _traceLine = Line;
                _traceAttributes.Clear();
                _traceOpened = false;
                if (_xml.IsEmptyElement) CloseTrace();
                else _place = Place.Trace;
                break;
            case "event":
                OpenLog();
                _ready.Enqueue(new ItemRefused("An event outside of any trace belongs to no case.", Line));
                Attributes(_limits.MaxAttributes);
                break;
            default:
                var left = _limits.MaxDeclarations - _declared;
                var before = left;
                _declarations.Add(Attribute(1, ref left));
                _declared += before - left;
                break;
        }
    }

    private void ReadInTrace()
    {
        if (!_xml.Read()) throw new LogUnreadableException("The log ends too early.", Line);
        if (_xml.NodeType == XmlNodeType.EndElement)
        {
            CloseTrace();
            _place = Place.Log;
            return;
        }

        if (_xml.NodeType != XmlNodeType.Element) return;
        if (_xml.LocalName == "event")
        {
            OpenTrace();
            var line = Line;
            _ready.Enqueue(new EventFound(Attributes(_limits.MaxAttributes), line));
            return;
        }

        if (_traceAttributes.Count >= _limits.MaxAttributes) throw new LogUnreadableException($"A trace has more than {_limits.MaxAttributes} attributes.", Line);
        var left = _limits.MaxAttributes;
        _traceAttributes.Add(Attribute(1, ref left));
    }

    private void OpenLog()
    {
        if (_logOpened) return;
        _logOpened = true;
        _ready.Enqueue(new LogOpened([.. _declarations], 1));
        _declarations.Clear();
    }

    private void OpenTrace()
    {
        if (_traceOpened) return;
        _traceOpened = true;
        _ready.Enqueue(new TraceOpened([.. _traceAttributes], _traceLine));
        _traceAttributes.Clear();
    }

    private void CloseTrace()
    {
        OpenTrace();
        _ready.Enqueue(new TraceClosed([.. _traceAttributes], Line));
        _traceAttributes.Clear();
    }

    private LogClosed Closed() => new([.. _declarations], Line);

    /// <summary>The attributes of the element the reader stands on; afterwards it stands on its end.</summary>
    private ImmutableArray<LogAttribute> Attributes(int most)
    {
        if (_xml.IsEmptyElement) return [];
        var found = ImmutableArray.CreateBuilder<LogAttribute>();
        var left = most;
        while (_xml.Read() && _xml.NodeType != XmlNodeType.EndElement)
            if (_xml.NodeType == XmlNodeType.Element) found.Add(Attribute(1, ref left));
        return found.ToImmutable();
    }

    private LogAttribute Attribute(int depth, ref int left)
    {
        if (depth > _limits.MaxDepth) throw new LogUnreadableException($"Attributes are nested deeper than {_limits.MaxDepth}.", Line);
        if (--left < 0) throw new LogUnreadableException("Too many attributes in one place.", Line);
        var type = _xml.LocalName;
        var empty = _xml.IsEmptyElement;
        var key = _xml.GetAttribute("key");
        var value = _xml.GetAttribute("value");
        List<LogAttribute>? children = null;
        foreach (var own in OwnAttributes())
            if (own is not { Key: null, Type: "@key" or "@value" or "@xmlns" }) (children ??= []).Add(own);
        if (!empty)
            while (_xml.Read() && _xml.NodeType != XmlNodeType.EndElement)
                if (_xml.NodeType == XmlNodeType.Element) (children ??= []).Add(Attribute(depth + 1, ref left));
        return new(type, key, value, children is null ? null : [.. children]);
    }

    /// <summary>The element's XML attributes as children <c>@name</c>; the key is the namespace of a prefixed one.</summary>
    private List<LogAttribute> OwnAttributes()
    {
        var own = new List<LogAttribute>();
        for (var more = _xml.MoveToFirstAttribute(); more; more = _xml.MoveToNextAttribute())
            if (_xml.Prefix != "xmlns")
                own.Add(new("@" + _xml.LocalName, _xml.Prefix.Length == 0 ? null : _xml.NamespaceURI, _xml.Value));
        _xml.MoveToElement();
        return own;
    }
}
