using System.Collections.Immutable;
using System.Globalization;

namespace HallGrains.Grains.Halls;

/// <summary>Numbers on tickets: a letter for the line and a count for the line and day, <c>U001</c>. The same for the same hall and day on every machine.</summary>
internal static class TicketNumbers
{
    internal static string Next(HallDayState state, IEnumerable<string> lines, string line)
    {
        var prefix = state.Prefixes.TryGetValue(line, out var used) ? used : Prefixes(lines, state.Prefixes)[line];
        return prefix + (state.Taken.GetValueOrDefault(line) + 1).ToString("000", CultureInfo.InvariantCulture);
    }

    internal static string PrefixOf(string ticket) => ticket.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    /// <summary>
    /// A letter for each line, no two alike: its first one where no line before it in the alphabet begins so, then the first free one of its
    /// name, then any. Letters given out today stay with their lines.
    /// </summary>
    internal static ImmutableDictionary<string, string> Prefixes(IEnumerable<string> lines, ImmutableDictionary<string, string> given)
    {
        var prefixes = given.ToBuilder();
        var taken = given.Values.ToHashSet(StringComparer.Ordinal);
        string[] all = [.. lines.Distinct(StringComparer.Ordinal).Where(l => !given.ContainsKey(l)).Order(StringComparer.Ordinal)];
        foreach (var line in all)
        {
            if (Letters(line).FirstOrDefault() is { } first && taken.Add(first)) prefixes[line] = first;
        }

        foreach (var line in all.Where(l => !prefixes.ContainsKey(l)))
        {
            var letter = Letters(line).Concat(Alphabet).First(l => !taken.Contains(l));
            taken.Add(letter);
            prefixes[line] = letter;
        }

        return prefixes.ToImmutable();
    }

    private static IEnumerable<string> Letters(string line) => line.Where(char.IsAsciiLetter).Select(c => char.ToUpperInvariant(c).ToString());

    /// <summary>A to Z, then AA to ZZ: a hall of more than 26 lines still has a prefix for each.</summary>
    private static IEnumerable<string> Alphabet
    {
        get
        {
            for (var c = 'A'; c <= 'Z'; c++) yield return c.ToString();
            for (var c = 'A'; c <= 'Z'; c++)
                for (var d = 'A'; d <= 'Z'; d++) yield return $"{c}{d}";
        }
    }
}
