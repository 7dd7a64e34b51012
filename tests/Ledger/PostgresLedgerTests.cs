using HallGrains.Contracts.Common;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Tests.Ledger.Contract;
using HallGrains.Tests.Ledger.Stores;
using Npgsql;

namespace HallGrains.Tests.Ledger;

public sealed class PostgresLedgerTests : LedgerContract
{
    private string Database => Place.Options.ConnectionString!;

    internal override async Task<TestStore> CreatePlaceAsync() => await PostgresPlace.CreateAsync();

    internal override Task PoisonAsync() => TestPostgres.ExecuteAsync(Database, "alter table entries add check (kind <> 'Poison')");

    [Fact]
    public async Task Two_processes_write_one_ledger_without_a_flaw()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        var entries = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(w => Task.Run(async () =>
        {
            var (mine, random) = (w % 2 == 0 ? one : other, new Random(w));
            for (var i = 0; i < 20; i++)
            {
                var stream = $"case/{random.Next(20)}";
                var version = (await mine.FindSummaryAsync(stream))?.Version ?? 0;
                try
                {
                    await mine.AppendAsync(Request(stream, version, 1, $"{w}-{i}", secret: "x", person: $"p-{random.Next(5)}"));
                    Interlocked.Increment(ref entries);
                }
                catch (LedgerConflictException)
                {
                }
            }
        })));

        (await VerifyAsync(one)).Should().BeEquivalentTo(new { Ok = true, Entries = (long)entries });
        for (var s = 0; s < 20; s++) (await other.ReadStreamAsync($"case/{s}")).Should().OnlyContain(e => e.Private == "x");
    }

    [Fact]
    public async Task A_block_reads_no_table_from_end_to_end_though_it_was_planned_when_they_were_empty()
    {
        // A session that ends has told the server's counters what it read.
        await using (var ledger = await OpenAsync())
            for (var i = 0; i < 60; i++) await ledger.AppendAsync(Request($"case/{i % 12}", i / 12, 1, $"c{i}"));
        await TestPostgres.UntilAsync(Database, "select n_tup_ins = 60 from pg_stat_user_tables where relname = 'commands'");
        await TestPostgres.UntilAsync(Database, "select n_tup_ins = 60 from pg_stat_user_tables where relname = 'entries'");
        var read = await TestPostgres.ScalarAsync<long>(Database, "select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('commands', 'summary', 'entries', 'private_parts')");
        read.Should().Be(0, "the time of a block must not grow with the ledger");
    }

    [Fact]
    public async Task Short_reads_share_few_sessions_so_that_none_is_cold_when_its_turn_comes()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1"));
        var read = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => ledger.FindSummaryAsync("case/1")));
        read.Should().OnlyContain(row => row!.Version == 1);
        var sessions = await TestPostgres.ScalarAsync<long>(Database, "select count(*) from pg_stat_activity where application_name = 'hallgrains' and datname = current_database()");
        sessions.Should().BeInRange(1, Math.Max(4, 2 * Environment.ProcessorCount));
    }

    [Fact]
    public async Task Two_processes_sign_one_chain()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        var signers = new[] { (one, Signer(one)), (other, Signer(other)) };

        await Task.WhenAll(signers.Select((s, w) => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await s.Item1.AppendAsync(Request($"case/{w}-{i}"));
                await s.Item2.MakeAsync("demand");
            }
        })));

        (await new LedgerVerifier(one.Reader, new CheckpointFiles(Path.Combine(Place.Options.DataDirectory, "checkpoints"))).VerifyAsync()).FirstBroken.Should().BeNull();
    }

    [Fact]
    public async Task A_dump_put_back_elsewhere_verifies_and_an_old_one_is_found()
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        for (var i = 0; i < 20; i++) await ledger.AppendAsync(Request($"case/{i}", secret: "x"));
        await signer.MakeAsync("demand");
        await using var copy = await PostgresPlace.CreateAsync();
        var (from, to) = (new NpgsqlConnectionStringBuilder(Database), new NpgsqlConnectionStringBuilder(copy.Options.ConnectionString));
        var uri = (NpgsqlConnectionStringBuilder c) => $"postgresql://{c.Username}:{Uri.EscapeDataString(c.Password ?? "")}@{c.Host}:{c.Port}/{c.Database}";
        using (var dump = System.Diagnostics.Process.Start("bash", ["-o", "pipefail", "-c", $"pg_dump '{uri(from)}' | psql -q -v ON_ERROR_STOP=1 '{uri(to)}' > /dev/null"])) await dump.WaitForExitAsync();
        var files = new CheckpointFiles(Path.Combine(Place.Options.DataDirectory, "checkpoints"));
        await using var store = new Silo.Ledger.Postgres.PostgresStore(copy.Options);

        (await new LedgerVerifier(store, files).VerifyAsync()).Should().BeEquivalentTo(new { Ok = true, Entries = 20L, Checkpoints = 1 });

        await ledger.AppendAsync(Request("case/later"));
        await signer.MakeAsync("demand");
        (await new LedgerVerifier(store, files).VerifyAsync()).FirstBroken.Should().BeEquivalentTo(new { Partition = ledger.PartitionOf("case/later"), Checkpoint = 2L });
    }

    [Fact]
    public async Task Two_processes_may_start_a_new_ledger_together()
    {
        var both = await Task.WhenAll(Task.Run(() => OpenAsync()), Task.Run(() => OpenAsync()));

        both[0].Meta.Should().Be(both[1].Meta);
        foreach (var ledger in both) await ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_held_head_is_busy_after_the_lock_time_out()
    {
        await using var ledger = await OpenAsync(o => o with { LockTimeout = TimeSpan.FromMilliseconds(200) });
        await using var holder = new NpgsqlConnection(Database);
        await holder.OpenAsync();
        await using (var transaction = await holder.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("select * from heads for update", holder);
            await hold.ExecuteNonQueryAsync();
            await ledger.Awaiting(l => l.AppendAsync(Request("case/1"))).Should().ThrowAsync<LedgerBusyException>();
        }

        (await ledger.AppendAsync(Request("case/1"))).LastVersion.Should().Be(1);
    }

    [Fact]
    public async Task A_backend_ended_while_it_waits_wrote_nothing_and_the_writer_comes_back()
    {
        await using var ledger = await OpenAsync();
        await using var holder = new NpgsqlConnection(Database);
        await holder.OpenAsync();
        await using (var transaction = await holder.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("select * from heads for update", holder);
            await hold.ExecuteNonQueryAsync();
            var append = ledger.AppendAsync(Request("case/1"));
            await TestPostgres.UntilAsync(Database, "select exists(select from pg_stat_activity where wait_event_type = 'Lock' and query like '%ledger_append%' and datname = current_database())");
            await TestPostgres.ExecuteAsync(Database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hallgrains-writer' and datname = current_database()");
            await FluentActions.Awaiting(() => append).Should().ThrowAsync<LedgerBusyException>();
        }

        (await ledger.AppendAsync(Request("case/1"))).LastVersion.Should().Be(1);
        (await VerifyAsync(ledger)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task A_cable_cut_during_the_commit_does_not_leave_a_commit_to_come()
    {
        await using var proxy = new CutProxy(Database);
        await using var ledger = await OpenAsync(o => o with { ConnectionString = proxy.ConnectionString });
        await ledger.AppendAsync(Request("case/1"));
        await using var holder = new NpgsqlConnection(Database);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select * from heads for update", holder);
        await hold.ExecuteNonQueryAsync();
        var append = ledger.AppendAsync(Request("case/1", 1, commandId: "cut"));
        await TestPostgres.UntilAsync(Database, "select exists(select from pg_stat_activity where wait_event_type = 'Lock' and query like '%ledger_append%' and datname = current_database())");

        // The backend still waits for the lock; it knows nothing of the cut, and would commit once the lock is free.
        proxy.CutAll();
        await FluentActions.Awaiting(() => append).Should().ThrowAsync<LedgerBusyException>();
        await transaction.RollbackAsync();

        (await ledger.ReadLastAsync("case/1"))!.Version.Should().Be(1);
        (await ledger.AppendAsync(Request("case/1", 1, commandId: "cut"))).LastVersion.Should().Be(2);
    }

    [Fact]
    public async Task A_commit_whose_answer_never_came_is_answered_as_committed()
    {
        await using var proxy = new CutProxy(Database);
        await using var ledger = await OpenAsync(o => o with { ConnectionString = proxy.ConnectionString });
        await ledger.AppendAsync(Request("case/1"));
        proxy.CutAtNextAnswer("ledger_append");

        (await ledger.AppendAsync(Request("case/1", 1, commandId: "lost"))).LastVersion.Should().Be(2);

        proxy.Cuts.Should().Be(1);
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 2L });
    }

    [Fact]
    public async Task A_database_that_is_away_is_busy_and_no_reason_to_end()
    {
        await using var proxy = new CutProxy(Database);
        await using var ledger = await OpenAsync(o => o with { ConnectionString = proxy.ConnectionString, LookUpTimeout = TimeSpan.FromMilliseconds(300) });
        await ledger.AppendAsync(Request("case/1"));
        proxy.Refuse = true;
        proxy.CutAll();

        // The writer finds out by sending: of this one command it cannot know.
        await ledger.Awaiting(l => l.AppendAsync(Request("case/1", 1, commandId: "first"))).Should().ThrowAsync<LedgerOutcomeUnknownException>();
        for (var i = 0; i < 3; i++) await ledger.Awaiting(l => l.AppendAsync(Request($"case/{i + 2}"))).Should().ThrowAsync<LedgerBusyException>();
        await ledger.Awaiting(l => l.ReadStreamAsync("case/1")).Should().ThrowAsync<LedgerBusyException>();

        proxy.Refuse = false;
        (await ledger.AppendAsync(Request("case/1", 1, commandId: "back"))).LastVersion.Should().Be(2);
        (await ledger.ReadStreamAsync("case/1")).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_server_told_to_forget_is_refused()
    {
        await TestPostgres.ExecuteAsync(Database, $"alter database {new NpgsqlConnectionStringBuilder(Database).Database} set synchronous_commit = off");

        (await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<HallCannotStartException>()).Which.Message.Should().Contain("synchronous_commit");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so()
    {
        (await FluentActions.Awaiting(() => OpenAsync(o => o with { ConnectionString = "Host=127.0.0.1;Port=1;Username=x;Database=x" })).Should().ThrowAsync<HallCannotStartException>())
            .Which.Message.Should().Contain("PostgreSQL");
    }
}
