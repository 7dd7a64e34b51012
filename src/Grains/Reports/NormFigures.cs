using System.Collections.Immutable;
using HallGrains.Contracts.Reports;

namespace HallGrains.Grains.Reports;

/// <summary>Which figure shows how far a clause of the norm is kept (0.2). Clauses that are a precondition need none: what they forbid cannot happen.</summary>
internal static class NormFigures
{
    public static ImmutableSortedDictionary<string, NormFigure> Of(ServiceReport service, QualityFigures quality, FairnessReport fairness, int secondSupplements)
    {
        var all = service.All;
        return new Dictionary<string, NormFigure>
        {
            ["0.1"] = new("one-visit-rate", (decimal?)all.OneVisitRate, all.Decided),
            ["2.3a"] = new("out-of-order-calls", fairness.OutOfOrder, fairness.Audiences.Sum(a => a.Called)),
            ["2.3c"] = new("out-of-order-calls", fairness.OutOfOrder, fairness.Audiences.Sum(a => a.Called)),
            ["2.4d"] = new("wait-minutes-p90", (decimal?)all.WaitMinutesP90, all.Served),
            ["2.5d"] = new("on-time-rate", (decimal?)all.OnTimeRate, all.Decided),
            ["3.3e"] = new("satisfaction", (decimal?)all.Satisfaction, all.Rated),
            ["5.3d"] = new("bounce-per-100", (decimal?)all.BouncePer100, all.Received),
            ["5.4d"] = new("on-time-rate", (decimal?)all.OnTimeRate, all.Decided),
            ["5.4f"] = new("on-time-rate", (decimal?)all.OnTimeRate, all.Decided),
            ["5.4g"] = new("green-channel-share", (decimal?)all.GreenShare, all.Decided),
            ["5.5c"] = new("error-rate", (decimal?)quality.ErrorRate, quality.Done),
            ["5.6c"] = new("second-supplement-count", secondSupplements, all.Received),
            ["5.6d"] = new("on-time-rate", (decimal?)all.OnTimeRate, all.Decided),
            ["5.6f"] = new("online-share", (decimal?)all.OnlineShare, all.Opened),
            ["6.4d"] = new("return-rate", (decimal?)quality.ReturnRate, quality.Done),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
