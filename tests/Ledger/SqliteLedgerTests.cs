using HallGrains.Contracts.Common;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
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

    [Fact]
    public async Task The_file_has_a_write_ahead_log_that_is_checkpointed()
    {
        await using var ledger = await OpenAsync();
        var text = new string('x', 20_000);
        for (var i = 0; i < 400; i++)
        {
            var request = Request("case/1", i, commandId: $"c{i}");
            await ledger.AppendAsync(request with { Entries = [request.Entries[0] with { Data = $"\"{text}\"" }] });
        }

        new FileInfo(Place.Options.SqliteFile).Length.Should().BeGreaterThan(4_000_000);
        new FileInfo(Place.Options.SqliteFile + "-wal").Length.Should().BeLessThan(6_000_000);
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
    public async Task A_ledger_verifies_without_its_keys_beside_a_running_hall()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1", secret: "x"));

        (await new LedgerVerifier(Silo.Ledger.Sqlite.SqliteStore.OpenReader(Place.Options.SqliteFile)).VerifyAsync()).Should().BeEquivalentTo(new { Ok = true, Entries = 1L });
    }
}
