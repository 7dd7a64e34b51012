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
    private const int Usually = 10;

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

    [Theory]
    [InlineData("sqlite", FaultyHall.BeforeCommit)]
    [InlineData("postgres", FaultyHall.BeforeCommit)]
    [InlineData("sqlite", FaultyHall.AfterCommit)]
    [InlineData("postgres", FaultyHall.AfterCommit)]
    public async Task A_death_at_the_worst_moment_of_a_commit_is_as_harmless_as_any(string kind, string fault)
    {
        await using var series = await CrashSeries.BeginAsync(kind, output);
        foreach (var block in new[] { 1, 7, 40 })
        {
            await using var process = await series.StartFaultyAsync($"{fault}:{block}");
            await series.WorkAsync(() => process.EndAsync());
            await series.CheckAsync();
        }

        await series.FinishAsync();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_death_after_delivery_and_before_the_checkpoint_only_delivers_again(string kind)
    {
        await using var series = await CrashSeries.BeginAsync(kind, output);
        await using (var process = await series.StartFaultyAsync($"{FaultyHall.BeforeCheckpoint}:1"))
        {
            await series.WorkAsync(() => process.EndAsync());
        }

        await series.CheckAsync();
        await series.FinishAsync();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Answers_to_commits_that_get_lost_are_found_again_and_nobody_is_told_a_guess(string kind)
    {
        await using var series = await CrashSeries.BeginAsync(kind, output);
        await using (var process = await series.StartFaultyAsync($"{FaultyHall.LostAnswers}:3"))
        {
            await series.WorkAsync(() => series.UntilAcknowledgedAsync(120));
            (await process.StopAsync()).Should().Be(0);
        }

        await series.CheckAsync();
        await series.FinishAsync();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_hall_that_answers_before_it_commits_is_caught(string kind)
    {
        await using var series = await CrashSeries.BeginAsync(kind, output);
        await using (var process = await series.StartFaultyAsync($"{FaultyHall.AnswerFirst}:5"))
        {
            await series.WorkAsync(() => series.UntilAcknowledgedAsync(30));
            await process.KillAsync();
        }

        var checker = new Checker.LedgerChecker(await series.TablesAsync());
        checker.Check(series.History).Should().Contain(v => v.Rule == Checker.Rules.AcknowledgedOnce, "what was acknowledged is not there");
    }
}
