using System.Globalization;
using HallGrains.Faults.Hosting;
using HallGrains.Tests;
using Xunit.Abstractions;

namespace HallGrains.Faults.Crash;

/// <summary>
/// kill -9 of the embedded process at random moments under load, on both databases, judged by the checker (must-hold 1-9, 25). HALL_CRASH_ROUNDS sets how
/// often, HALL_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Usually = 6;

    private static int Rounds { get; } = int.TryParse(Environment.GetEnvironmentVariable("HALL_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var n) ? n : Usually;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task A_hall_killed_at_random_moments_loses_nothing_doubles_nothing_and_mends_itself(string kind)
    {
        await using var series = await CrashSeries.BeginAsync(kind, output);
        for (var round = 0; round < Rounds; round++)
        {
            await series.DieOnceAsync();
            await series.CheckAsync();
        }

        series.Acknowledged.Should().BeGreaterThan(Rounds, "a load is a load");
        await series.FinishAsync();
    }

    /// <summary>Before the commit; after it and before the answer; after a delivery and before its checkpoint; and a life in which every third answer to a COMMIT is lost.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task A_death_at_the_worst_moment_is_as_harmless_as_any(string kind)
    {
        await using var series = await CrashSeries.BeginAsync(kind, output);
        foreach (var fault in new[] { $"{FaultyHall.BeforeCommit}:1", $"{FaultyHall.AfterCommit}:1", $"{FaultyHall.BeforeCommit}:40", $"{FaultyHall.AfterCommit}:7", $"{FaultyHall.BeforeCheckpoint}:1" })
        {
            await using var process = await series.StartFaultyAsync(fault);
            await series.WorkAsync(() => process.EndAsync().WaitAsync(TimeSpan.FromMinutes(2)));
            await series.CheckAsync();
        }

        await using (var process = await series.StartFaultyAsync($"{FaultyHall.LostAnswers}:3"))
        {
            await series.WorkAsync(() => series.UntilAcknowledgedAsync(80));
            (await process.StopAsync()).Should().Be(0);
        }

        await series.CheckAsync();
        await series.FinishAsync();
    }

    [Fact]
    public async Task A_hall_that_answers_before_it_commits_is_caught()
    {
        await using var series = await CrashSeries.BeginAsync("sqlite", output);
        await using (var process = await series.StartFaultyAsync($"{FaultyHall.AnswerFirst}:5"))
        {
            try
            {
                await series.WorkAsync(() => series.UntilAcknowledgedAsync(30));
            }
            catch (InvalidOperationException)
            {
                // A client asked for what had been acknowledged to it, and it was not there.
            }

            await process.KillAsync();
        }

        var checker = new Checker.LedgerChecker(await series.TablesAsync());
        checker.Check(series.History).Should().Contain(v => v.Rule == Checker.Rules.AcknowledgedOnce, "what was acknowledged is not there");
    }
}
