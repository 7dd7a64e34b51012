using HallGrains.Faults.Crash;
using HallGrains.Gateway.EndToEnd;
using HallGrains.Tests;
using HallGrains.Tests.Ledger.Stores;
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
        await using var first = await HallProcess.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);

        var (exit, _, error) = await HallProcess.RunAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);

        exit.Should().NotBe(0);
        error.Should().Contain("Another process uses the data directory").And.Contain(database.Data).And.NotContain("   at ");
        using var hall = new HallClient(first.Url);
        ((int)(await hall.GetAsync("/health/ready")).Status).Should().Be(200, "the first one is not disturbed");
    }

    [Fact]
    public async Task Sqlite_locked_by_another_program()
    {
        await using var database = await Database.CreateAsync("sqlite");
        var other = new SqliteConnection($"Data Source={Path.Combine(database.Data, "hall.db")};Pooling=False");
        await using var _ = other;
        await ThroughAsync(database, null, async () =>
        {
            await other.OpenAsync();
            await ExecuteAsync(other, "begin immediate");
        }, () => ExecuteAsync(other, "rollback"), readsGoOn: true);
    }

    [SmallDiskFact]
    public async Task Sqlite_on_a_full_disk()
    {
        await using var database = await Database.CreateAsync("sqlite");
        using var disk = SmallDisk.Mount(database.Data, 48);
        await ThroughAsync(database, null, () => Done(disk.Fill), () => Done(disk.Free), readsGoOn: true);
    }

    [SmallDiskFact]
    public async Task Sqlite_on_a_read_only_disk_refuses_to_start_and_serves_when_it_may_write_again()
    {
        // Under a running hall the kernel refuses to turn the disk: its files are open for writing.
        await using var database = await Database.CreateAsync("sqlite");
        using var disk = SmallDisk.Mount(database.Data, 48);
        await using var series = await CrashSeries.BeginAsync(database, output);
        disk.ReadOnly(true);
        var (exit, _, error) = await HallProcess.RunAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);
        exit.Should().NotBe(0);
        error.Should().Contain(database.Data);
        disk.ReadOnly(false);
        await using var process = await series.StartAsync();
        await series.WorkAsync(() => series.UntilAcknowledgedAsync(20));
        await series.CheckAsync();
    }

    [Fact]
    public async Task Postgres_with_its_heads_locked()
    {
        await using var database = await Database.CreateAsync("postgres");
        await using var other = new NpgsqlConnection(database.Connection);
        NpgsqlTransaction? transaction = null;
        await ThroughAsync(database, null, async () =>
        {
            await other.OpenAsync();
            transaction = await other.BeginTransactionAsync();
            await ExecuteAsync(other, "select * from heads for update");
        }, () => transaction!.RollbackAsync(), readsGoOn: true);
    }

    [Fact]
    public async Task Postgres_that_turns_read_only()
    {
        await using var database = await Database.CreateAsync("postgres");
        var name = new NpgsqlConnectionStringBuilder(database.Connection!).Database;
        await ThroughAsync(database, null, () => SetAsync("on"), () => SetAsync("off"), readsGoOn: true);

        async Task SetAsync(string on)
        {
            await ServerAsync($"alter database {name} set default_transaction_read_only = {on}");
            await ServerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        }
    }

    [Fact]
    public async Task Postgres_that_says_its_disk_is_full()
    {
        await using var database = await Database.CreateAsync("postgres");
        await ThroughAsync(database, null,
            () => DatabaseAsync(database, "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$; create trigger full_disk before insert on entries execute function full_disk()"),
            () => DatabaseAsync(database, "drop trigger full_disk on entries"), readsGoOn: true);
    }

    [Fact]
    public async Task Postgres_away_and_back()
    {
        await using var database = await Database.CreateAsync("postgres");
        await using var cable = new CutProxy(database.Connection!);
        await ThroughAsync(database, cable.ConnectionString, () => Done(() =>
        {
            cable.Refuse = true;
            cable.CutAll();
        }), () => Done(() => cable.Refuse = false), readsGoOn: false);
    }

    private async Task ThroughAsync(Database database, string? connection, Func<Task> begin, Func<Task> end, bool readsGoOn)
    {
        await using var series = await CrashSeries.BeginAsync(database, output, connection);
        await using (var process = await series.StartAsync())
        {
            await series.WorkAsync(async () =>
            {
                await series.UntilAcknowledgedAsync(30);
                await begin();
                try
                {
                    await series.UntilBusyAsync(8);
                    (await series.StatusAsync("/health/live")).Should().Be(200);
                    if (readsGoOn) (await series.StatusAsync("cases?hall=YXCS", "YXCS005")).Should().Be(200);
                }
                finally
                {
                    await end();
                }

                await series.UntilAcknowledgedAsync(30);
            });
            await series.CheckAsync();
            (await process.StopAsync()).Should().Be(0, "it never ended by itself");
        }

        await series.FinishAsync();
    }

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
