using System.Globalization;
using HallGrains.Silo.Ledger;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;
using Xunit.Abstractions;

namespace HallGrains.Schedules;

/// <summary>
/// The group-committing writer and its queue under schedules that Coyote chooses: who runs next, and what the database does, is decided by a seed, not by the
/// machine. HALL_SCHEDULES sets how many are explored of each scene, HALL_SCHEDULE_SEED repeats a run. That the search finds what is there to be found is shown
/// by faults put in on purpose.
/// </summary>
public sealed class WriterSchedules(ITestOutputHelper output)
{
    private static uint Schedules { get; } = uint.TryParse(Environment.GetEnvironmentVariable("HALL_SCHEDULES"), CultureInfo.InvariantCulture, out var n) ? n : 100;

    private static uint Seed { get; } = uint.TryParse(Environment.GetEnvironmentVariable("HALL_SCHEDULE_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : (uint)Environment.TickCount & 0xFFFF;

    [Fact]
    public void Callers_who_collide_on_one_stream_are_each_answered_once_and_truly() => Holds(() => Scene.RunAsync(new()));

    [Fact]
    public void A_stop_in_the_middle_leaves_nobody_without_an_answer() => Holds(() => Scene.RunAsync(new() { Stop = true }));

    [Fact]
    public void A_stop_that_has_no_time_left_answers_busy_to_what_waits() => Holds(() => Scene.RunAsync(new() { Stop = true, InAHurry = true }));

    [Fact]
    public void Whatever_the_database_does_no_answer_is_a_guess() => Holds(() => Scene.RunAsync(new() { Trouble = true }));

    [Theory]
    [InlineData(Sabotage.AnswersFirst)]
    [InlineData(Sabotage.ForgetsOne)]
    [InlineData(Sabotage.LooksUpNothing)]
    public void A_fault_put_in_is_found(Sabotage fault)
    {
        var report = Explore(() => Scene.RunAsync(new() { Trouble = fault == Sabotage.LooksUpNothing, Fault = fault }));
        report.BugReports.Should().ContainSingle("{0} is a fault (seed {1})", fault, Seed).Which.Should().Contain("was answered");
        output.WriteLine($"{fault}: found in schedule {report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths}; seed {Seed}");
    }

    private void Holds(Func<Task> scene)
    {
        var report = Explore(scene);
        report.NumOfFoundBugs.Should().Be(0, "{0} (seed {1})", string.Join('\n', report.BugReports), Seed);
        output.WriteLine($"{report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths} schedules, violations: 0; seed {Seed} (again: HALL_SCHEDULE_SEED={Seed})");
    }

    private static TestReport Explore(Func<Task> scene)
    {
        // The queue's own waiting is the framework's: it is let through, everything else is controlled.
        var configuration = Configuration.Create().WithTelemetryEnabled(false).WithTestingIterations(Schedules).WithRandomGeneratorSeed(Seed)
            .WithPartiallyControlledConcurrencyAllowed(true).WithMaxSchedulingSteps(5000).WithDeadlockTimeout(2000);
        using var engine = TestingEngine.Create(configuration, scene);
        engine.Run();
        return engine.TestReport;
    }
}
