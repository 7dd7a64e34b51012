using System.Collections.Frozen;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// The lawful reasons of a pause 扣除时间 (domain-rules §6.4, 行政许可法 45) and the longest each may last, in working days. Nothing else is
/// lawful: "system down", "leader away", "overload" are no reasons.
/// </summary>
public static class PauseReasons
{
    /// <summary>不可抗力: lawful for every item, with L4.</summary>
    public const string ForceMajeure = "force-majeure";

    private const int Ordinary = 30;

    private static readonly FrozenDictionary<string, int> LongestDays = new Dictionary<string, int>
    {
        ["hearing"] = 20, // 行政许可法 47: held within 20 days
        ["tender"] = Ordinary,
        ["auction"] = Ordinary,
        ["inspection"] = Ordinary,
        ["testing"] = Ordinary,
        ["quarantine"] = Ordinary,
        ["appraisal"] = 60,
        ["expert-review"] = 60,
        ["supplement"] = 30,
        ["judicial-conclusion"] = Ordinary,
        ["public-notice"] = Ordinary,
        [ForceMajeure] = Ordinary,
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> Codes => LongestDays.Keys;

    /// <summary>Whether the code is a lawful reason for an item that allows these ones.</summary>
    public static bool IsLawful(string code, IEnumerable<string> allowedByItem) =>
        LongestDays.ContainsKey(code) && (code == ForceMajeure || allowedByItem.Contains(code));

    /// <summary>When a pause with this reason must end at the latest: the timekeeper resumes then and tells the head.</summary>
    /// <exception cref="ArgumentException">The code is no lawful reason.</exception>
    public static Instant LatestEnd(string code, Instant from, HallHours hours) => LongestDays.TryGetValue(code, out var days)
        ? hours.RegularClose(DayMath.NthWorking(hours, DayMath.EventDay(hours, from), days, PauseList.None)!.Value)
        : throw new ArgumentException($"'{code}' is no lawful reason of a pause.", nameof(code));
}
