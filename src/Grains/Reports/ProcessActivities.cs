using System.Collections.Frozen;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;

namespace HallGrains.Grains.Reports;

/// <summary>Which entries of a case are steps of the process, and what they are called there: stages by their name, other acts by their entry's.</summary>
public static class ProcessActivities
{
    private static readonly FrozenSet<string> Steps = new[]
    {
        nameof(HistoryRecorded), nameof(InquiryOpened), nameof(NoticesGiven), nameof(InquiryClosed), nameof(ApplicationReceived), nameof(SupplementRequested),
        nameof(SupplementReceived), nameof(Accepted), nameof(DeemedAccepted), nameof(Refused), nameof(StageFinished), nameof(ReviewReturned), nameof(Decided),
        nameof(Delivered), nameof(DeliveryFailed), nameof(Evaluated), nameof(Withdrawn), nameof(Archived),
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Only these kinds need decoding.</summary>
    public static bool IsStep(string kind) => Steps.Contains(kind);

    public static string NameOf(IEntry entry) => entry switch
    {
        HistoryRecorded e => e.Activity,
        StageFinished e => e.Stage,
        ReviewReturned e => e.Stage + "-returned",
        _ => Kebab(entry.GetType().Name),
    };

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
