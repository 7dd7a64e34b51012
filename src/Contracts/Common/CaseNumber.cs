using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace HallGrains.Contracts.Common;

/// <summary>
/// Case number 办件编号 <c>HHHH-YYYYMMDD-NNNNNN-C</c>: hall, day, sequence, check character (ISO 7064 MOD 37-36). Given at the
/// first contact, never changed, also across halls (domain-rules §1).
/// </summary>
public readonly record struct CaseNumber
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

    private CaseNumber(string text) => Text = text;

    public string Text { get; }

    /// <summary>The hall that gave the number, not always the one that has the case.</summary>
    public string Hall => Text[..Text.IndexOf('-', StringComparison.Ordinal)];

    /// <param name="sequence">1-999999, unique within hall and day.</param>
    public static CaseNumber Create(string hall, LocalDate day, int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, 999_999);
        var body = string.Create(CultureInfo.InvariantCulture, $"{hall}-{day.Year:0000}{day.Month:00}{day.Day:00}-{sequence:000000}");
        return new($"{body}-{Check(body)}");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out CaseNumber number)
    {
        number = default;
        if (text is null || text.Length is < 19 or > 40) return false;
        var parts = text.Split('-');
        if (parts.Length != 4 || parts[0].Length is < 2 or > 12 || parts[1].Length != 8 || parts[2].Length != 6 || parts[3].Length != 1) return false;
        if (!parts[0].All(char.IsAsciiLetterOrDigit) || parts[0].Any(char.IsAsciiLetterLower)) return false;
        if (!parts[1].All(char.IsAsciiDigit) || !parts[2].All(char.IsAsciiDigit)) return false;
        if (Check(text[..^2]) != parts[3][0]) return false;
        number = new(text);
        return true;
    }

    public override string ToString() => Text;

    /// <summary>ISO 7064 MOD 37-36 hybrid system over letters and digits; hyphens are left out.</summary>
    private static char Check(string body)
    {
        const int m = 36;
        var p = m;
        foreach (var c in body)
        {
            if (c == '-') continue;
            var s = (p + Alphabet.IndexOf(c, StringComparison.Ordinal)) % m;
            p = (s == 0 ? m : s) * 2 % (m + 1);
        }

        return Alphabet[(m + 1 - p) % m];
    }
}
