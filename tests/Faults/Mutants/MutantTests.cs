using HallGrains.Checker;
using HallGrains.Faults.Crash;
using HallGrains.Grains.Clocks;
using HallGrains.Silo.Ledger;
using HallGrains.Tests.Ledger.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit.Abstractions;

namespace HallGrains.Faults.Mutants;

/// <summary>
/// Who checks the checker: the ledger with one thing wrong, built of decorators here and never of product code, must be caught; the ledger as it is must not.
/// </summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int Lives = 3, Commands = 25;

    private static int Seed => CrashSeries.SeedOfRun;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task The_ledger_as_it_is_stands_the_same_market_without_a_violation(string kind)
    {
        var (violations, acknowledged) = await RunAsync(kind, (c, _) => c);
        violations.Should().BeEmpty("seed {0}", Seed);
        acknowledged.Should().BeGreaterThan(100);
        output.WriteLine($"{kind}: {acknowledged} commands acknowledged, violations: 0, seed {Seed}");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public Task A_removed_fence_is_caught(string kind) => CaughtAsync(kind, (c, door) => new FenceRemoved(c, door), Rules.OneOwner);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public Task An_answer_before_the_commit_is_caught(string kind) => CaughtAsync(kind, (c, _) => new AnswerBeforeCommit(c), Rules.AcknowledgedOnce);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public Task Command_ids_kept_in_memory_only_are_caught(string kind) => CaughtAsync(kind, (c, door) => new CommandIdInMemory(c, door), Rules.AcknowledgedOnce);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public Task Losers_per_row_are_caught(string kind) => CaughtAsync(kind, (c, door) => new LosersPerRow(c, door), Rules.WholeCommands);

    private async Task CaughtAsync(string kind, Func<IBlockCommitter, BackDoor, IBlockCommitter> mutate, string rule)
    {
        var (violations, _) = await RunAsync(kind, mutate);
        violations.Should().Contain(v => v.Rule == rule, "seed {0}", Seed);
        output.WriteLine($"{kind}: {violations.Count} violations, the first: {violations.First(v => v.Rule == rule)}; seed {Seed}");
    }

    private static async Task<(IReadOnlyList<Violation> Violations, int Acknowledged)> RunAsync(string kind, Func<IBlockCommitter, BackDoor, IBlockCommitter> mutate)
    {
        await using TestStore place = kind == "sqlite" ? new SqlitePlace() : await PostgresPlace.CreateAsync();
        var market = new Market(Seed);
        for (var life = 0; life < Lives; life++)
        {
            ILedgerStore? store = null;
            var door = new BackDoor(async stream => (await store!.FindSummaryAsync(stream))?.Version ?? 0, sql => SqlAsync(place, sql));
            var options = place.Options with { Committers = c => mutate(c, door) };
            store = place.Open(options);
            await using var ledger = new ServiceLedger(store, options, new HallClock(TimeProvider.System), NullLogger<ServiceLedger>.Instance);
            await ledger.StartAsync();
            await market.LiveAsync(ledger, Commands);
        }

        var tables = kind == "sqlite" ? await LedgerTables.ReadSqliteAsync(place.Options.SqliteFile) : await LedgerTables.ReadPostgresAsync(place.Options.ConnectionString!);
        return (new LedgerChecker(tables).Check(market.History), market.History.Attempts.Count(a => a is { Seen: Seen.Acknowledged, Replayed: false }));
    }

    private static async Task SqlAsync(TestStore place, string sql)
    {
        await using System.Data.Common.DbConnection connection = place is SqlitePlace
            ? new SqliteConnection($"Data Source={place.Options.SqliteFile};Pooling=False")
            : new NpgsqlConnection(new NpgsqlConnectionStringBuilder(place.Options.ConnectionString!) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        if (place is SqlitePlace) await HallGrains.Tests.HistoryGuard.DropAsync(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
