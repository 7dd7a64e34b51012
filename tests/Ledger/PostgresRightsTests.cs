using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Tests.Ledger.Stores;
using Npgsql;
using NodaTime;

namespace HallGrains.Tests.Ledger;

/// <summary>
/// The role that serves: it may append and read, and it can neither change nor remove what is written, nor add past the function that chains it. The tables
/// belong to another role, which brings them up to date.
/// </summary>
public sealed class PostgresRightsTests(ServedLedger served) : IClassFixture<ServedLedger>
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    public static TheoryData<string> Edits
    {
        get
        {
            var edits = new TheoryData<string>();
            foreach (var table in new[] { "entries", "blocks", "commands", "private_parts", "heads", "summary", "meta", "schemaversions" })
            {
                edits.Add($"delete from {table}");
                edits.Add($"truncate {table}");
                edits.Add($"insert into {table} select * from {table} limit 0");
                edits.Add($"begin; lock table {table} in access exclusive mode; commit");
                edits.Add($"drop table {table}");
            }

            edits.Add("update entries set actor = actor");
            edits.Add("update blocks set root = root");
            edits.Add("update commands set made = made");
            edits.Add("update private_parts set sealed = sealed");
            edits.Add("update heads set block = block");
            edits.Add("update summary set owner = owner");
            edits.Add("update meta set value = value");
            edits.Add("update checkpoints set body = body");
            edits.Add("delete from checkpoints");
            edits.Add("truncate checkpoints");
            edits.Add("update person_key set wrapped = wrapped");
            edits.Add("truncate person_key");
            edits.Add("alter table entries disable trigger all");
            edits.Add("alter function ledger_merkle(bytea[]) owner to current_user");
            edits.Add("select hall_rights()");
            edits.Add("create table public.entries2 (x int)");
            edits.Add("set session_replication_role = replica");
            return edits;
        }
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task The_role_that_serves_cannot(string sql)
    {
        (await FluentActions.Awaiting(() => TestPostgres.ExecuteAsync(served.Silo, sql)).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(Denied);

        (await new LedgerVerifier(served.Ledger.Reader).VerifyAsync()).FirstBroken.Should().BeNull();
    }

    [Fact]
    public async Task The_role_that_serves_appends_signs_erases_repairs_and_keeps_its_place()
    {
        var (ledger, stream) = (served.Ledger, "case/served");
        var written = await ledger.AppendAsync(Request(stream, 0, "c1"));
        await ledger.AppendAsync(Request(stream, 1, "c2"));
        await FluentActions.Awaiting(() => ledger.AppendAsync(Request(stream, 1, "c3"))).Should().ThrowAsync<LedgerConflictException>();
        (await ledger.Proofs.AddCheckpointAsync(100, "signed")).Should().BeTrue();
        (await ledger.Proofs.AddCheckpointAsync(100, "signed otherwise")).Should().BeFalse();
        await ledger.SaveAsync("hall/0", 1);
        (await ledger.RaiseAsync(TimeSpan.FromDays(1))).Should().Be(TimeSpan.FromDays(1));
        (await ledger.RaiseAsync(TimeSpan.FromHours(1))).Should().Be(TimeSpan.FromDays(1));
        var row = (await ledger.FindSummaryAsync(stream))!;
        (await ledger.Stored.RepairSummariesAsync([new(written.Partition, stream, 2, row with { Owner = "YXCS002" })])).Should().Equal(true);
        (await ledger.EraseAsync("p-served")).Should().BeTrue();
        (await ledger.ReadLastAsync(stream))!.Erased.Should().BeTrue();
        await TestPostgres.ExecuteAsync(served.Place.OwnerConnection, "delete from checkpoints where number = 100");
        (await new LedgerVerifier(ledger.Reader).VerifyAsync()).FirstBroken.Should().BeNull();
    }

    [Fact]
    public async Task Who_may_edit_history_is_known()
    {
        (await LedgerFactory.MayEditHistoryAsync(served.Place.Options)).Should().BeFalse();
        (await LedgerFactory.MayEditHistoryAsync(served.Place.Options with { ConnectionString = served.Place.OwnerConnection })).Should().BeTrue();
        var login = await served.Place.LoginAsync("hallgrains_silo");
        await TestPostgres.ExecuteAsync(served.Place.OwnerConnection, $"grant delete on commands to {new NpgsqlConnectionStringBuilder(login).Username}");
        (await LedgerFactory.MayEditHistoryAsync(served.Place.Options with { ConnectionString = login })).Should().BeTrue();
        await TestPostgres.ExecuteAsync(served.Place.OwnerConnection, $"revoke delete on commands from {new NpgsqlConnectionStringBuilder(login).Username}");
    }

    [Fact]
    public async Task A_table_that_comes_later_is_readable_after_migrate()
    {
        await TestPostgres.ExecuteAsync(served.Place.OwnerConnection, "create table later (x int)");
        await SchemaScripts.GrantAsync(served.Place.OwnerConnection);
        await SchemaScripts.GrantAsync(served.Place.OwnerConnection);
        await TestPostgres.ExecuteAsync(served.Silo, "select * from later");
        (await FluentActions.Awaiting(() => TestPostgres.ExecuteAsync(served.Silo, "insert into later values (1)")).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(Denied);
    }

    [Fact]
    public async Task An_upgrade_is_the_owners_and_a_silo_says_so()
    {
        await using var place = await ServedPlace.CreateAsync();
        await TestPostgres.ExecuteAsync(place.OwnerConnection, "delete from schemaversions where scriptname like '%0003-waiting%'; drop index summary_waiting");
        (await FluentActions.Awaiting(() => LedgerFactory.PrepareAsync(place.Options)).Should().ThrowAsync<HallCannotStartException>()).Which.Message.Should().Contain("migrate").And.Contain("0003-waiting");
        await LedgerFactory.PrepareAsync(place.Options with { ConnectionString = place.OwnerConnection });
        await LedgerFactory.PrepareAsync(place.Options);
    }

    [Fact]
    public async Task Only_the_owner_changes_the_fingerprint_of_the_keys() =>
        (await FluentActions.Awaiting(() => served.Ledger.Proofs.AddCheckpointAsync(101, "signed", "other keys")).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(Denied);

    [Fact]
    public async Task An_auditor_reads_the_ledger_verifies_it_and_sees_no_key()
    {
        var auditor = await served.Place.LoginAsync("hallgrains_auditor");
        await using var store = new Silo.Ledger.Postgres.PostgresStore(served.Place.Options with { ConnectionString = auditor });

        var verified = await new LedgerVerifier(store).VerifyAsync();
        (verified.FirstBroken, verified.Entries > 0).Should().Be((null, true));

        foreach (var sql in new[] { "select * from person_key", "insert into entries select * from entries limit 0", "select ledger_raise_demo_offset(1)", "update summary set owner = owner",
            "select ledger_repair(0, 'x', null, 0, '', '', '', '', '', '', '', '', false, '', '', '', '')" })
            (await FluentActions.Awaiting(() => TestPostgres.ExecuteAsync(auditor, sql)).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(Denied);
    }

    private static AppendRequest Request(string stream, int expected, string commandId) => new(stream, expected, new("guide", commandId, "b"), "YXCS",
        [new("InquiryOpened", 1, Instant.FromUtc(2026, 11, 24, 1, 0), "YXCS001", "{}", new("p-served", "秦小满"))],
        new SummaryRow { Stream = stream, Version = expected + 1, State = "inquiry", Hall = "YXCS", Owner = "YXCS001", Card = "none" });
}

/// <summary>One ledger that is served as it should be.</summary>
public sealed class ServedLedger : IAsyncLifetime
{
    internal ServedPlace Place { get; private set; } = null!;

    internal ServiceLedger Ledger { get; private set; } = null!;

    internal string Silo => Place.Options.ConnectionString!;

    public async Task InitializeAsync()
    {
        Place = await ServedPlace.CreateAsync();
        Ledger = await LedgerFactory.StartAsync(Place.Options);
        await Ledger.AppendAsync(new("case/first", 0, new("guide", "c", "b"), "YXCS", [new("InquiryOpened", 1, Instant.FromUtc(2026, 11, 24, 1, 0), "YXCS001", "{}", new("p-1", "秦小满"))], new SummaryRow { Stream = "case/first", Version = 1 }));
    }

    public async Task DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Place.DisposeAsync();
    }
}

/// <summary>A database whose tables belong to one role and that is served by another.</summary>
internal sealed class ServedPlace : TestStore
{
    private readonly List<string> _logins = [];

    private ServedPlace(string owner) => OwnerConnection = owner;

    public string OwnerConnection { get; }

    public override LedgerOptions Options => _options!;

    private LedgerOptions? _options;

    public static async Task<ServedPlace> CreateAsync()
    {
        var owner = await TestPostgres.CreateDatabaseAsync();
        var place = new ServedPlace(owner);
        var migrate = new LedgerOptions { Database = "postgres", ConnectionString = owner, DataDirectory = place.Folder };
        await LedgerFactory.PrepareAsync(migrate);
        await SchemaScripts.GrantAsync(owner);
        place._options = migrate with { ConnectionString = await place.LoginAsync("hallgrains_silo") };
        return place;
    }

    /// <summary>A new login with the rights of a role.</summary>
    public async Task<string> LoginAsync(string role)
    {
        var login = "t_" + Guid.NewGuid().ToString("N");
        await TestPostgres.ExecuteAsync(OwnerConnection, $"create role {login} login in role {role}");
        _logins.Add(login);
        return new NpgsqlConnectionStringBuilder(OwnerConnection) { Username = login }.ConnectionString;
    }

    public override Task TamperAsync(Tamper with) => TestPostgres.ExecuteAsync(OwnerConnection, with.Sql);

    public override async ValueTask DisposeAsync()
    {
        await TestPostgres.DropDatabaseAsync(OwnerConnection);
        var server = new NpgsqlConnectionStringBuilder(OwnerConnection) { Database = "postgres" }.ConnectionString;
        foreach (var login in _logins) await TestPostgres.ExecuteAsync(server, $"drop role {login}");
        await base.DisposeAsync();
    }
}
