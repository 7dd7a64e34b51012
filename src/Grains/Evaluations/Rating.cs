using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Evaluations;

/// <summary>What every rating has in common: its content, how long it is invited, when those it is about may see it (§8.2-8.4).</summary>
public static class Rating
{
    public const int InvitationDays = 10;
    private const int MostTags = 10;

    /// <summary>服务效率 / 服务水平 / 服务态度 / 设施 / 指南准确 (§8.4), the four of 3.3a, and attitude (2.5a). A closed list: free words are the comment's, which is private.</summary>
    public static ImmutableArray<string> Tags { get; } =
        ["服务效率", "服务水平", "服务态度", "设施", "指南准确", "微笑", "话语", "办事", "效率", "热情", "礼貌", "冷淡", "生硬"];

    /// <summary>Attitude tags that speak for the window, and against it.</summary>
    internal static ImmutableHashSet<string> Warm { get; } = ["微笑", "话语", "热情", "礼貌"];

    internal static ImmutableHashSet<string> Cold { get; } = ["冷淡", "生硬"];

    internal static Validation Check(Validation fields, int grade, ImmutableArray<string> tags, string? comment)
    {
        fields.If(grade is < 1 or > 5, "grade", "not-1-to-5");
        return CheckTags(fields, tags).Note("comment", comment, required: false);
    }

    internal static Validation CheckTags(Validation fields, ImmutableArray<string> tags) => fields
        .If(tags.Length > MostTags, "tags", "more-than-10")
        .If(tags.Any(t => !Tags.Contains(t)), "tags", "not-one-of: " + string.Join(", ", Tags));

    internal static ImmutableArray<string> Given(ImmutableArray<string>? tags) => tags is { IsDefault: false } given ? [.. given.Distinct()] : [];

    /// <summary>Last instant to use an invitation: 24:00 of the tenth working day, as limits of the citizen end (§6.1).</summary>
    public static Instant Until(Instant from, HallHours hours) => DueDate.WorkingDays(hours, from, InvitationDays, end: DayEnd.Midnight).At!.Value;

    /// <summary>A rating reaches staff on the next working day at the earliest, so that nobody knows whose it was (§8.3).</summary>
    public static bool IsOut(Instant ratedAt, Instant now, HallHours hours) =>
        HallHours.DateOf(now) >= hours.Calendar.NextWorkingDay(HallHours.DateOf(ratedAt));
}
