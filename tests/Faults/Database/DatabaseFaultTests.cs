using HallGrains.Faults.Crash;
using HallGrains.Gateway.EndToEnd;
using HallGrains.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit.Abstractions;

namespace HallGrains.Faults.DatabaseFaults;

/// <summary>
/// The database under a working hall is locked, full, read-only, away, and comes back (must-hold 23-25): commands are told so, the process lives, nothing is
/// half-written, and when it is over work goes on without a human.
/// </summary>
public sealed class DatabaseFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_second_process_on_one_sqlite_file_refuses_to_start_and_says_why()
    {
        await using var database = await Database.CreateAsync("sqlite");
        await using var first = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);

        var (exit, _, error) = await HallProcess.RunAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);

        exit.Should().NotBe(0);
        error.Should().Contain("Another process uses the data directory").And.Contain(database.Data).And.NotContain("   at ");
        using var hall = new HallClient(first.Url);
        ((int)(await hall.GetAsync("/health/ready")).Status).Should().Be(200, "the first one is not disturbed");
    }

    [Fact]
    public async Task Sqlite_locked_by_another_program_and_on_a_full_disk()
    {
        await using var database = await Database.CreateAsync("sqlite");
        using var disk = SmallDisk.Possible ? SmallDisk.Mount(database.Data, 64) : null;
        await using var other = new SqliteConnection($"Data Source={Path.Combine(database.Data, "hall.db")};Pooling=False");
        List<Trouble> troubles =
        [
            new("locked by another program", async () =>
            {
                await other.OpenAsync();
                await ExecuteAsync(other, "begin immediate");
            }, () => ExecuteAsync(other, "rollback"), true),
        ];
        if (disk is not null) troubles.Add(new("disk full", () => Done(disk.Fill), () => Done(disk.Free), true));
        await ThroughAsync(database, null, troubles);
    }

    [SmallDiskFact]
    public async Task Sqlite_on_a_read_only_disk_refuses_to_start_and_serves_when_it_may_write_again()
    {
        // Under a running hall the kernel refuses to turn the disk: its files are open for writing.
        await using var database = await Database.CreateAsync("sqlite");
        using var disk = SmallDisk.Mount(database.Data, 64);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments];
        await using (var first = await HallProcess.StartAsync(serve)) (await first.StopAsync()).Should().Be(0);
        disk.ReadOnly(true);
        var (exit, _, error) = await HallProcess.RunAsync(serve);
        exit.Should().NotBe(0);
        error.Should().Contain(database.Data).And.NotContain("   at ");
        disk.ReadOnly(false);
        await using var again = await HallHere.StartAsync(serve);
        using var hall = new HallClient(again.Url);
        await hall.DoAsync("staff/YXCS019/duty", new { on = true }, "YXCS019");
    }

    [Fact]
    public async Task Postgres_locked_read_only_full_away_and_back()
    {
        await using var database = await Database.CreateAsync("postgres");
        await using var cable = new CutProxy(database.Connection!);
        await using var other = new NpgsqlConnection(database.Connection);
        var name = new NpgsqlConnectionStringBuilder(database.Connection!).Database;
        NpgsqlTransaction? transaction = null;
        await ThroughAsync(database, cable.ConnectionString,
        [
            new("heads locked", async () =>
            {
                await other.OpenAsync();
                transaction = await other.BeginTransactionAsync();
                await ExecuteAsync(other, "select * from heads for update");
            }, async () =>
            {
                await transaction!.RollbackAsync();
                await other.CloseAsync();
            }, true),
            new("read-only", () => ReadOnlyAsync("on"), () => ReadOnlyAsync("off"), true),
            new("disk full",
                () => DatabaseAsync(database, "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$; create trigger full_disk before insert on entries execute function full_disk()"),
                () => DatabaseAsync(database, "drop trigger full_disk on entries"), true),
            new("away", () => Done(() =>
            {
                cable.Refuse = true;
                cable.CutAll();
            }), () => Done(() => cable.Refuse = false), false),
        ]);

        async Task ReadOnlyAsync(string on)
        {
            await ServerAsync($"alter database {name} set default_transaction_read_only = {on}");
            // Sessions take the setting when they begin.
            await ServerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        }
    }

    /// <summary>One process through all of them, one after the other, under load; then everything that was acknowledged is asked again.</summary>
    private async Task ThroughAsync(Database database, string? connection, IReadOnlyList<Trouble> troubles)
    {
        await using var series = await CrashSeries.BeginAsync(database, output, connection);
        await using (var process = await series.StartAsync())
        {
            await series.WorkAsync(async () =>
            {
                foreach (var trouble in troubles)
                {
                    await series.UntilAcknowledgedAsync(20);
                    await trouble.Begin();
                    try
                    {
                        await series.UntilBusyAsync(8);
                        (await series.StatusAsync("/health/live")).Should().Be(200, trouble.Name);
                        (await series.StatusAsync("cases?hall=YXCS", "YXCS005")).Should().Be(trouble.ReadsGoOn ? 200 : 503, "{0}: reads go on, or say that they cannot", trouble.Name);
                    }
                    finally
                    {
                        await trouble.End();
                    }

                    series.Say($"{trouble.Name}: {series.Acknowledged} acknowledged so far");
                }

                await series.UntilAcknowledgedAsync(20);
            });
            await series.CheckAsync();
            (await process.StopAsync()).Should().Be(0, "it never ended by itself");
        }

        await series.FinishAsync();
    }

    private sealed record Trouble(string Name, Func<Task> Begin, Func<Task> End, bool ReadsGoOn);

    private static Task Done(Action what)
    {
        what();
        return Task.CompletedTask;
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task DatabaseAsync(Database database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.Connection!) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    private static async Task ServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("HALL_TEST_POSTGRES")!) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
    }
}
