using HallGrains.Contracts.Common;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Tests.Ledger.Contract;
using HallGrains.Tests.Ledger.Stores;
using Microsoft.Data.Sqlite;

namespace HallGrains.Tests.Ledger;

public sealed class SqliteLedgerTests : LedgerContract
{
    internal override Task<TestStore> CreatePlaceAsync() => Task.FromResult<TestStore>(new SqlitePlace());

    internal override Task PoisonAsync() =>
        Place.TamperAsync(new("create trigger poison before insert on entries when new.kind = 'Poison' begin select raise(abort, 'YXCS001 is poison'); end", _ => { }));

    [Fact]
    public async Task A_second_process_on_one_data_directory_is_refused()
    {
        await using var ledger = await OpenAsync();

        (await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<HallCannotStartException>()).Which.Message.Should().Contain("Another process");

        await ledger.AppendAsync(Request("case/1"));
    }

    [Theory]
    [InlineData("update entries set data = '{}'")]
    [InlineData("update entries set actor = actor where version = 2")]
    [InlineData("delete from entries where version = 2")]
    [InlineData("delete from entries")]
    [InlineData("insert or replace into entries select \"partition\", position, stream, version, kind, schema, occurred, recorded, 'YXCS099', account, command_id, hall, data, person_key, private_hash, hash from entries")]
    [InlineData("insert or replace into entries select \"partition\", position + 50, stream, version, kind, schema, occurred, recorded, 'YXCS099', account, command_id, hall, data, person_key, private_hash, hash from entries")]
    [InlineData("update or replace entries set version = version + 1")]
    [InlineData("update blocks set root = hash")]
    [InlineData("delete from blocks where number = 1")]
    [InlineData("insert or replace into blocks select \"partition\", number, first, last, hash, root from blocks")]
    [InlineData("update commands set body_hash = ''")]
    [InlineData("delete from commands")]
    [InlineData("insert or replace into commands select stream, account, command_id, '', first_version, last_version, made from commands")]
    [InlineData("update private_parts set sealed = x'00'")]
    [InlineData("delete from private_parts")]
    [InlineData("insert or replace into private_parts select \"partition\", position, x'00' from private_parts")]
    [InlineData("update checkpoints set body = ''")]
    [InlineData("delete from checkpoints")]
    public async Task No_one_edits_history_in_the_file_while_its_guard_stands(string sql)
    {
        await using var ledger = await OpenAsync();
        for (var v = 0; v < 3; v++) await ledger.AppendAsync(Request("case/t", v, commandId: $"c{v}", secret: "x"));
        await Signer(ledger).MakeAsync("demand");
        await using var intruder = new SqliteConnection($"Data Source={Place.Options.SqliteFile};Pooling=False");
        await intruder.OpenAsync();
        await using var command = intruder.CreateCommand();
        command.CommandText = sql;

        (await command.Awaiting(c => c.ExecuteNonQueryAsync()).Should().ThrowAsync<SqliteException>()).Which.Message.Should().Contain("never edited");

        await ledger.AppendAsync(Request("case/t", 3, commandId: "c3", secret: "x"));
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 4L });
    }

    [Fact]
    public async Task A_file_of_the_first_version_gets_its_guard_at_the_next_start()
    {
        await using (var ledger = await OpenAsync()) await ledger.AppendAsync(Request("case/t"));
        // As a file stood before the guard: without the triggers, and without the note that their script was run.
        await Place.TamperAsync(new("delete from SchemaVersions where ScriptName like '%0004-guard.sql'", _ => { }));
        await using var intruder = new SqliteConnection($"Data Source={Place.Options.SqliteFile};Pooling=False");
        await intruder.OpenAsync();
        await using var command = intruder.CreateCommand();
        command.CommandText = "update entries set actor = actor";
        (await command.ExecuteNonQueryAsync()).Should().Be(1);

        await using var again = await OpenAsync();

        await command.Awaiting(c => c.ExecuteNonQueryAsync()).Should().ThrowAsync<SqliteException>();
        await again.AppendAsync(Request("case/t", 1, commandId: "next"));
    }

    [Fact]
    public async Task The_file_has_a_write_ahead_log_that_is_checkpointed()
    {
        await using var ledger = await OpenAsync();
        var text = new string('x', 60_000);
        for (var i = 0; i < 400; i++)
        {
            var request = Request("case/1", i, commandId: $"c{i}");
            await ledger.AppendAsync(request with { Entries = [request.Entries[0] with { Data = $"\"{text}\"" }] });
        }

        new FileInfo(Place.Options.SqliteFile).Length.Should().BeGreaterThan(12_000_000);
        new FileInfo(Place.Options.SqliteFile + "-wal").Length.Should().BeLessThan(20_000_000);
    }

    [Fact]
    public async Task The_writers_loop_runs_on_the_thread_that_writes()
    {
        List<string?> threads = [];
        await using var ledger = await OpenAsync(o => o with { Committers = c => new KeyedCommitter(c, commit =>
        {
            threads.Add(Thread.CurrentThread.Name);
            return commit();
        }, []) });
        for (var i = 0; i < 20; i++) await ledger.AppendAsync(Request($"case/{i}"));

        threads.Should().HaveCount(20).And.AllBe("Ledger writer");
    }

    [Fact]
    public async Task Other_writes_have_their_turn_between_blocks_that_never_end()
    {
        var (n, saved) = (0, false);
        List<Task> appends = [];
        ServiceLedger? opened = null;
        await using var ledger = opened = await OpenAsync(o => o with { Committers = c => new KeyedCommitter(c, commit =>
        {
            // While a block is written the next command already waits.
            if (!Volatile.Read(ref saved)) appends.Add(opened!.AppendAsync(Request($"case/{++n}")));
            return commit();
        }, []) });
        await ledger.AppendAsync(Request("case/0"));
        try
        {
            await ledger.SaveAsync("ledger-0", 7).WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            Volatile.Write(ref saved, true);
        }

        (await ledger.LoadAsync("ledger-0")).Should().Be(7);
        await ledger.AppendAsync(Request("case/last"));
        await Task.WhenAll(appends);
    }

    [Fact]
    public async Task New_persons_keys_are_stored_with_the_block_that_others_wait_for()
    {
        List<(int Commands, int Keys)> blocks = [];
        await using var ledger = await OpenAsync(o => o with { Committers = c => new KeyedCommitter(c, commit => commit(), blocks) });

        // Which block a key meets is not ours to say; that it has one of its own each time would be no chance.
        var persons = 0;
        for (var round = 0; round < 50 && !blocks.Any(b => b is { Commands: > 0, Keys: > 0 }); round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 4 == 0
                ? ledger.AppendAsync(Request($"case/{round}-{i}", secret: $"secret {round}-{i}", person: $"p-{persons++}"))
                : ledger.AppendAsync(Request($"case/{round}-{i}"))));
        }

        blocks.Should().Contain(b => b.Commands > 0 && b.Keys > 0);
        blocks.Sum(b => b.Keys).Should().Be(persons, "each key is offered once");
        for (var i = 0; i < 40; i += 4) (await ledger.ReadStreamAsync($"case/0-{i}"))[0].Private.Should().Be($"secret 0-{i}");
    }

    [Fact]
    public async Task An_expected_key_is_stored_once_and_waited_for_by_whoever_needs_it()
    {
        var gate = new Gate();
        List<(int Commands, int Keys)> blocks = [];
        await using var ledger = await OpenAsync(o => o with { Committers = c => new KeyedCommitter(c, async commit =>
        {
            await gate.PassAsync();
            return await commit();
        }, blocks) });
        ledger.ExpectKey("p-new");
        await gate.Reached;
        var append = ledger.AppendAsync(Request("case/1", secret: "secret", person: "p-new"));
        gate.Open();
        await append;

        blocks.Should().Equal((0, 1), (1, 0));
        (await ledger.ReadStreamAsync("case/1"))[0].Private.Should().Be("secret");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_whose_block_was_lost_seals_nothing_until_it_is_known_which_one_is_stored(bool committed)
    {
        var lose = true;
        await using var ledger = await OpenAsync(o => o with { Committers = c => new KeyedCommitter(c, async commit =>
        {
            var lost = lose;
            lose = false;
            var result = lost && !committed ? null : await commit();
            return lost ? throw new IOException("lost") : result!;
        }, []) });

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1", secret: "first"))).Should().ThrowAsync<LedgerBusyException>();

        (await ledger.ReadStreamAsync("case/1")).Should().BeEmpty();
        await ledger.AppendAsync(Request("case/1", secret: "second"));
        await ledger.AppendAsync(Request("case/1", 1, commandId: "next", secret: "third"));
        await ledger.DisposeAsync();
        await using var again = await OpenAsync();
        (await again.ReadStreamAsync("case/1")).Select(e => e.Private).Should().Equal("second", "third");
    }

    [Fact]
    public async Task A_bad_value_in_the_block_of_a_key_sinks_neither_the_key_nor_its_neighbours()
    {
        var gate = new Gate();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new KeyedCommitter(c, async commit =>
        {
            await gate.PassAsync();
            return await commit();
        }, []) });
        await PoisonAsync();
        var first = ledger.AppendAsync(Request("case/first"));
        await gate.Reached;
        var person = ledger.AppendAsync(Request("case/1", secret: "secret"));
        var plain = ledger.AppendAsync(Request("case/2"));
        var poison = Request("case/3");
        var bad = ledger.AppendAsync(poison with { Entries = [poison.Entries[0] with { Kind = "Poison" }] });
        gate.Open();

        await Task.WhenAll(first, person, plain);
        await FluentActions.Awaiting(() => bad).Should().ThrowAsync<ArgumentException>();
        (await ledger.ReadStreamAsync("case/1"))[0].Private.Should().Be("secret");
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 3L });
    }

    [Fact]
    public async Task A_file_locked_by_another_program_is_busy()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1"));
        await using var other = new SqliteConnection($"Data Source={Place.Options.SqliteFile};Pooling=False");
        await other.OpenAsync();
        var transaction = other.BeginTransaction(deferred: false);

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1", 1, commandId: "next"))).Should().ThrowAsync<LedgerBusyException>();

        await transaction.RollbackAsync();
        (await ledger.AppendAsync(Request("case/1", 1, commandId: "next"))).LastVersion.Should().Be(2);
    }

    [Fact]
    public async Task Rows_that_belong_to_nothing_are_found()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/t", secret: "x"));
        var p = ledger.PartitionOf("case/t");

        await Place.TamperAsync(new($"insert into private_parts values ({p}, 77, x'00')", _ => { }));
        (await VerifyAsync(ledger)).FirstBroken.Should().BeEquivalentTo(new { Partition = p, What = "there is a private part that no entry knows" });
        await Place.TamperAsync(new("delete from private_parts where position = 77; insert into entries select 9, position, 'case/9', version, kind, schema, occurred, recorded, actor, account, command_id, hall, data, person_key, private_hash, hash from entries", _ => { }));
        (await VerifyAsync(ledger)).FirstBroken.Should().BeEquivalentTo(new { Partition = 9, What = "the ledger has no such partition" });
    }

    [Fact]
    public async Task Yesterdays_copy_of_the_file_is_found_by_the_checkpoints()
    {
        var copy = Path.Combine(Place.Options.DataDirectory, "yesterday.db");
        Checkpoint today;
        await using (var ledger = await OpenAsync())
        {
            await ledger.AppendAsync(Request("case/t"));
            await Signer(ledger).MakeAsync("demand");
        }

        File.Copy(Place.Options.SqliteFile, copy);
        await using (var ledger = await OpenAsync())
        {
            await ledger.AppendAsync(Request("case/t", 1, commandId: "today"));
            today = await Signer(ledger).MakeAsync("demand");
        }

        var files = new CheckpointFiles(Path.Combine(Place.Options.DataDirectory, "checkpoints"));
        (await new LedgerVerifier(Silo.Ledger.Sqlite.SqliteStore.OpenReader(copy)).VerifyAsync()).Ok.Should().BeTrue("alone it is whole");
        (await new LedgerVerifier(Silo.Ledger.Sqlite.SqliteStore.OpenReader(copy), files).VerifyAsync()).FirstBroken.Should().BeEquivalentTo(new { Block = 2L, Position = 2L, Checkpoint = today.Number });
        (await new LedgerVerifier(Silo.Ledger.Sqlite.SqliteStore.OpenReader(Place.Options.SqliteFile), files).VerifyAsync()).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task A_program_in_another_language_finds_the_ledger_whole_and_names_what_was_changed()
    {
        if (!HasPython) return;
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        for (var i = 0; i < 60; i++)
        {
            await ledger.AppendAsync(Request($"case/{i}", entries: 1 + i % 3, secret: i % 2 == 0 ? "x" : null));
            if (i is 10 or 40) await signer.MakeAsync("demand");
        }

        await signer.RotateAsync();
        string[] script = [Repository.PathOf("docs", "check-ledger.py"), Place.Options.SqliteFile, Path.Combine(Place.Options.DataDirectory, "checkpoints")];
        (await PythonAsync(script)).Should().Be((0, "OK: 120 entries, 4 checkpoints\n"));

        await Place.TamperAsync(await Forgery.OfAsync(ledger, 0, all => all.Select((e, i) => i == 0 ? e with { Data = "{}" } : e)));
        (await VerifyAsync(ledger)).FirstBroken!.Checkpoint.Should().Be(1);
        (await PythonAsync(script)).Output.Should().StartWith("BROKEN: partition 0, block ").And.Contain("not what checkpoint 1 signed");
        await Place.TamperAsync(new("update entries set data = '{\"n\":7}' where stream = 'case/5'", _ => { }));
        (await PythonAsync(script)).Output.Should().StartWith("BROKEN: ");
    }

    [Fact]
    public async Task A_ledger_verifies_without_its_keys_beside_a_running_hall()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1", secret: "x"));

        (await new LedgerVerifier(Silo.Ledger.Sqlite.SqliteStore.OpenReader(Place.Options.SqliteFile)).VerifyAsync()).Should().BeEquivalentTo(new { Ok = true, Entries = 1L });
    }
}
