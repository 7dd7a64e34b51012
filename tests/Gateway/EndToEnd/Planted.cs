using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Values of persons as they are planted, each found again wherever it turns up: its middle stands nowhere else in the world.</summary>
internal sealed class Planted
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..6];
    private readonly List<(string What, string Needle)> _values = [];

    public IReadOnlyList<(string What, string Needle)> Values => _values;

    /// <summary>Free text with a mark in it.</summary>
    public string Text(string what)
    {
        var needle = string.Create(CultureInfo.InvariantCulture, $"zq{_run}{_values.Count:00}");
        _values.Add((what, needle));
        return $"𠮷{needle}氏";
    }

    public string Phone(string what)
    {
        var needle = string.Create(CultureInfo.InvariantCulture, $"1{Convert.ToInt32(_run[..4], 16) % 7 + 3}{Convert.ToInt32(_run, 16) % 10_000_000:0000000}{_values.Count:00}");
        _values.Add((what, needle));
        return needle;
    }

    /// <summary>A number that passes its check; of no place.</summary>
    public string IdNumber(string what)
    {
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var body = string.Create(CultureInfo.InvariantCulture, $"99990019{60 + Convert.ToInt32(_run[..2], 16) % 40}0{1 + Convert.ToInt32(_run[2..4], 16) % 9}1{Convert.ToInt32(_run[4..5], 16) % 9}{100 + _values.Count:000}");
        var number = body + "10X98765432"[body.Select((c, i) => (c - '0') * weights[i]).Sum() % 11];
        _values.Add((what, number));
        return number;
    }

    /// <summary>What the hall gave out and nobody else may have.</summary>
    public string Secret(string what, string value)
    {
        _values.Add((what, value));
        return value;
    }

    public IEnumerable<string> FoundIn(string where, string text) => _values.Where(v => text.Contains(v.Needle, StringComparison.OrdinalIgnoreCase)).Select(v => $"{v.What} in {where}: …{Around(text, v.Needle)}…");

    /// <summary>Every character that the database holds, whatever its table: the files themselves on SQLite, every row of every table on PostgreSQL.</summary>
    public static async Task<IReadOnlyList<(string Where, string Text)>> StoredAsync(Database database)
    {
        var found = new List<(string, string)>();
        foreach (var file in Directory.EnumerateFiles(database.Data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "hall.lock"))
        {
            // Latin-1 keeps every byte a character: marks are found in whatever they are embedded.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            found.Add((Path.GetRelativePath(database.Data, file), await reader.ReadToEndAsync()));
        }

        if (database.Connection is not { } connection) return found;
        await using var source = NpgsqlDataSource.Create(connection);
        var tables = new List<string>();
        await using (var command = source.CreateCommand("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"))
        await using (var rows = await command.ExecuteReaderAsync())
            while (await rows.ReadAsync()) tables.Add(rows.GetString(0));
        foreach (var table in tables)
        {
            var text = new StringBuilder();
            await using var command = source.CreateCommand($"select * from \"{table}\"");
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                for (var i = 0; i < rows.FieldCount; i++)
                    if (!await rows.IsDBNullAsync(i)) text.Append(rows.GetValue(i) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Convert.ToString(rows.GetValue(i), CultureInfo.InvariantCulture)).Append('\n');
            found.Add(("table " + table, text.ToString()));
        }

        return found;
    }

    private static string Around(string text, string needle)
    {
        var at = text.IndexOf(needle, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 120)..Math.Min(text.Length, at + needle.Length + 40)].ReplaceLineEndings(" ");
    }
}
