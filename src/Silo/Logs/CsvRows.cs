using System.Globalization;
using System.Text;
using System.Xml;
using CsvHelper;
using CsvHelper.Configuration;

namespace HallGrains.Silo.Logs;

/// <param name="Cells">As many as there are columns; null when the row is refused.</param>
internal readonly record struct CsvRow(int Line, string[]? Cells, string? Refused);

/// <summary>The rows of a CSV file, one after the other; which columns they have.</summary>
internal sealed class CsvRows : IDisposable
{
    public const string CaseColumn = "case:" + LogKeys.Name;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly BoundedStream _stream;
    private readonly CsvParser _parser;
    private bool _badData;

    /// <exception cref="LogUnreadableException">No header, or not that of an event log.</exception>
    public CsvRows(LogFile file)
    {
        var delimiter = DelimiterOf(file);
        _stream = file.Read(tagged: false);
        var text = new StreamReader(_stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, 1 << 15);
        _parser = new(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            BadDataFound = _ => _badData = true,
            MaxFieldSize = file.Limits.MaxTagBytes,
            IgnoreBlankLines = true,
        });
        if (!ReadRecord() || _badData) throw new LogUnreadableException("There is no header row.", 1);
        Columns = [.. _parser.Record!.Select((name, i) => name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"column-{i + 1}"))];
        if (Columns.Length > file.Limits.MaxAttributes) throw new LogUnreadableException("There are too many columns.", 1);
        Case = Column(CaseColumn);
        Column(LogKeys.Name);
        Time = Column(LogKeys.Time);
    }

    public string[] Columns { get; }

    /// <summary>Column of the case id.</summary>
    public int Case { get; }

    public int Time { get; }

    public long Position => _stream.Total;

    /// <exception cref="LogUnreadableException">The rest cannot be read.</exception>
    public IEnumerable<CsvRow> Rows()
    {
        while (true)
        {
            var line = _parser.RawRow + 1;
            _badData = false;
            if (!ReadRecord()) yield break;
            var cells = _parser.Record!;
            var refused = _badData ? "A quote stands where none may stand."
                : cells.Length != Columns.Length ? string.Create(CultureInfo.InvariantCulture, $"The row has {cells.Length} cells, the header {Columns.Length}.")
                : cells[Case].Length == 0 ? $"The row has no {CaseColumn}: it belongs to no case."
                : !cells.All(IsXml) ? "A cell holds a control character."
                : null;
            yield return new(line, refused is null ? cells : null, refused);
        }
    }

    public void Dispose()
    {
        _parser.Dispose();
        _stream.Dispose();
    }

    private bool ReadRecord()
    {
        try
        {
            return _parser.Read();
        }
        catch (DecoderFallbackException e)
        {
            throw new LogUnreadableException("The file is not UTF-8.", _parser.RawRow + 1, e);
        }
        catch (CsvHelperException e)
        {
            throw new LogUnreadableException("A cell is too long.", _parser.RawRow + 1, e);
        }
    }

    private int Column(string name)
    {
        var i = Array.IndexOf(Columns, name);
        return i >= 0 ? i : throw new LogUnreadableException($"The header has no column '{name}'.", 1);
    }

    // What is imported can be given back as XES: XML has no place for most control characters.
    private static bool IsXml(string cell)
    {
        for (var i = 0; i < cell.Length; i++)
        {
            if (XmlConvert.IsXmlChar(cell[i])) continue;
            if (i + 1 >= cell.Length || !XmlConvert.IsXmlSurrogatePair(cell[i + 1], cell[i])) return false;
            i++;
        }

        return true;
    }

    private static char DelimiterOf(LogFile file)
    {
        using var stream = file.Read(tagged: false);
        using var reader = new StreamReader(stream, Encoding.UTF8, true, 4096);
        var counts = new int[Delimiters.Length];
        var quoted = false;
        for (var n = 0; n < file.Limits.MaxTagBytes; n++)
        {
            var c = reader.Read();
            if (c < 0 || (!quoted && c is '\n' or '\r')) break;
            if (c == '"') quoted = !quoted;
            else if (!quoted && Array.IndexOf(Delimiters, (char)c) is >= 0 and var i) counts[i]++;
        }

        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
