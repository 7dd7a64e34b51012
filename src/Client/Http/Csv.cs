using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Http;

/// <summary>Reports as CSV (RFC 4180, UTF-8 with a mark for spreadsheets). A cell that a spreadsheet would take for a formula is made harmless (must-hold 22).</summary>
internal static class Csv
{
    private const string Formula = "=+-@\t\r＝＋－＠";

    public static async Task WriteAsync(HttpContext http, string name, IReadOnlyList<string> columns, IEnumerable<JsonObject> rows)
    {
        var text = new StringBuilder("\uFEFF").AppendJoin(',', columns).Append("\r\n");
        foreach (var row in rows) text.AppendJoin(',', columns.Select(c => Cell(row[c]))).Append("\r\n");
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.WriteAsync(text.ToString(), Encoding.UTF8, CancellationToken.None);
    }

    public static string Cell(JsonNode? value) => value switch
    {
        null => "",
        JsonValue v when v.TryGetValue<string>(out var text) => Cell(text),
        JsonValue v when v.TryGetValue<decimal>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => Cell(value.ToJsonString()),
    };

    public static string Cell(string text)
    {
        if (text.Length > 0 && Formula.Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n\t") < 0 && text == text.Trim() ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
