using NodaTime;

namespace HallGrains.Silo.Logs;

/// <summary>
/// Times of event logs: <c>yyyy-MM-dd</c>, <c>T</c> or a blank, <c>HH:mm</c> with optional seconds and fraction, then <c>Z</c>, an offset
/// (<c>+01:00</c>, <c>+0100</c>, <c>+01</c>) or nothing, which is UTC. Only ASCII digits.
/// </summary>
internal static class LogTime
{
    public static bool TryParse(string? text, out Instant instant)
    {
        instant = default;
        if (text is null) return false;
        var s = text.AsSpan();
        if (s.Length < 16 || s[4] != '-' || s[7] != '-' || s[10] is not ('T' or 't' or ' ') || s[13] != ':') return false;
        if (!Number(s[..4], out var year) || !Number(s[5..7], out var month) || !Number(s[8..10], out var day) || !Number(s[11..13], out var hour) || !Number(s[14..16], out var minute)) return false;
        var rest = s[16..];
        var second = 0;
        var nanos = 0L;
        if (rest.Length >= 3 && rest[0] == ':')
        {
            if (!Number(rest[1..3], out second)) return false;
            rest = rest[3..];
            if (rest.Length > 0 && rest[0] is '.' or ',' && !Fraction(ref rest, out nanos)) return false;
        }

        if (!OffsetOf(rest, out var offsetSeconds)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month) || minute > 59 || second > 59) return false;
        // XML Schema writes the end of a day as 24:00:00.
        if (hour > 24 || (hour == 24 && (minute | second) != 0) || (hour == 24 && nanos != 0)) return false;
        instant = new LocalDateTime(year, month, day, 0, 0).InUtc().ToInstant()
            + Duration.FromSeconds((hour * 3600L) + (minute * 60L) + second - offsetSeconds) + Duration.FromNanoseconds(nanos);
        return true;
    }

    /// <summary>The same time as XML Schema wants it: a <c>T</c> between date and time, a colon in the offset; otherwise the very characters.</summary>
    public static string ToXml(string text)
    {
        if (!TryParse(text, out _)) return text;
        var xml = string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11)).Replace(',', '.').Replace('z', 'Z');
        if (xml.Length == 16 || xml[16] != ':') xml = xml.Insert(16, ":00");
        var sign = xml.AsSpan(11).LastIndexOfAny('+', '-');
        if (sign < 0) return xml;
        var digits = xml.Length - 11 - sign - 1;
        return digits == 2 ? xml + ":00" : digits == 4 ? xml.Insert(xml.Length - 2, ":") : xml;
    }

    private static bool Fraction(ref ReadOnlySpan<char> rest, out long nanos)
    {
        nanos = 0;
        var digits = 0;
        while (1 + digits < rest.Length && char.IsAsciiDigit(rest[1 + digits])) digits++;
        if (digits == 0) return false;
        for (var i = 0; i < 9; i++) nanos = (nanos * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool OffsetOf(ReadOnlySpan<char> s, out int seconds)
    {
        seconds = 0;
        if (s.IsEmpty || s is "Z" or "z") return true;
        if (s[0] is not ('+' or '-')) return false;
        var minute = 0;
        var digits = s[1..];
        if (digits.Length == 5 && digits[2] == ':') { if (!Number(digits[3..], out minute)) return false; }
        else if (digits.Length == 4) { if (!Number(digits[2..], out minute)) return false; }
        else if (digits.Length != 2) return false;
        if (!Number(digits[..2], out var hour) || hour > 18 || minute > 59) return false;
        seconds = ((hour * 3600) + (minute * 60)) * (s[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Number(ReadOnlySpan<char> s, out int value)
    {
        value = 0;
        foreach (var c in s)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
