using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>What kind of opening a session is (norm 5.6h-k). Kebab-case in JSON, see <see cref="HallSession.TypeName"/>.</summary>
public enum SessionType
{
    /// <summary>正常班: only these make the length of a working day and end a day limit.</summary>
    Regular,

    /// <summary>午间不断岗.</summary>
    Noon,

    /// <summary>双休日服务: on rest days that are no holiday.</summary>
    Weekend,

    /// <summary>延时.</summary>
    Late,

    /// <summary>早间.</summary>
    Early,
}

/// <summary>
/// A session 开放时段 of a hall, as data/halls.json holds it. Regular, noon, late and early ones are held on working days, make-up
/// days included; weekend ones on rest days that are no holiday.
/// </summary>
/// <param name="Days">ISO weekdays, 1 = Monday.</param>
/// <param name="Open">First moment inside.</param>
/// <param name="Close">First moment outside: half-open [open, close).</param>
/// <param name="Lines">Service lines it is open for; <c>*</c> = all.</param>
public sealed record HallSession(
    ImmutableArray<int> Days, LocalTime Open, LocalTime Close, SessionType Type, ImmutableArray<string> Lines)
{
    public const string AllLines = "*";

    /// <summary>Whether the session serves the line; null asks for what is open to every line.</summary>
    public bool Serves(string? line) => Lines.Contains(AllLines) || (line is not null && Lines.Contains(line));

    public static string TypeName(SessionType type) => type switch
    {
        SessionType.Regular => "regular",
        SessionType.Noon => "noon",
        SessionType.Weekend => "weekend",
        SessionType.Late => "late",
        SessionType.Early => "early",
        _ => throw new UnreachableException($"session type {type}"),
    };

    /// <exception cref="FormatException">No session type has this name.</exception>
    public static SessionType ParseType(string name) => name switch
    {
        "regular" => SessionType.Regular,
        "noon" => SessionType.Noon,
        "weekend" => SessionType.Weekend,
        "late" => SessionType.Late,
        "early" => SessionType.Early,
        _ => throw new FormatException($"'{name}' is no type of session."),
    };
}

/// <summary>A stretch of opening on one day, half-open [open, close), overlapping sessions merged.</summary>
public readonly record struct OpenInterval(Instant Open, Instant Close);
