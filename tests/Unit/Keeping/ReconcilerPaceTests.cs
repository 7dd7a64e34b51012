using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger.Rows;

namespace HallGrains.Unit.Keeping;

/// <summary>Comparing rows with the ledger is nobody's hurry: rows a second where rows are cheap, a share of the time where they are not.</summary>
public sealed class ReconcilerPaceTests
{
    [Theory]
    [InlineData(ServeOptions.UsualReconcileRate, 2, 1000)]       // twenty rows a second
    [InlineData(ServeOptions.UsualReconcileRate, 200, 3800)]     // a twentieth of the time
    [InlineData(ServeOptions.UsualReconcileRate, 10_000, 190_000)]
    [InlineData(ServeOptions.UsualReconcileRate, 3_600_000, 300_000)]  // the machine stood still
    [InlineData(200, 2, 100)]
    [InlineData(200, 200, 200)]                                  // ten times the rows, ten times the share
    [InlineData(10_000, 200, 2)]                                 // whoever asks for all of it gets it
    public void A_page_that_took_long_is_followed_by_a_longer_rest(int rate, int tookMs, int restMs) =>
        RowReconciler.RestAfter(TimeSpan.FromMilliseconds(tookMs), rate).Should().BeCloseTo(TimeSpan.FromMilliseconds(restMs), TimeSpan.FromMilliseconds(0.1));
}
