using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using HallGrains.Checker;
using HallGrains.Faults.Hosting;
using HallGrains.Gateway.EndToEnd;
using Xunit.Abstractions;

namespace HallGrains.Faults.Crash;

/// <summary>One hall over one database through many deaths, its clients, and the checker after each.</summary>
internal sealed class CrashSeries : IAsyncDisposable
{
    private const int Clerks = 8;
    private static readonly TimeSpan RepairedWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(15);
    private readonly Database _database;
    private readonly bool _mine;
    private readonly ITestOutputHelper _output;
    private readonly Clerk[] _clerks;
    private readonly HallClient _hall;
    private int _lives;

    private CrashSeries(Database database, bool mine, string? connection, int seed, ITestOutputHelper output)
    {
        (_database, _mine, _output, Seed, Random) = (database, mine, output, seed, new(seed));
        Place = new(database.Data, database.Kind, connection ?? database.Connection, $"http://127.0.0.1:{Ports.Free()}", Ports.Free(), Ports.Free());
        _hall = new(Place.Urls);
        _clerks = [.. Enumerable.Range(0, Clerks).Select(i => new Clerk(i, seed, History))];
        Say($"seed {seed} (again: HALL_CRASH_SEED={seed})");
    }

    public int Seed { get; }

    public Random Random { get; }

    public EndToEndPlace Place { get; }

    public History History { get; } = new();

    /// <summary>Deaths in the middle of work, deaths while starting.</summary>
    public (int Working, int Starting) Deaths { get; private set; }

    public static int SeedOfRun { get; } = int.TryParse(Environment.GetEnvironmentVariable("HALL_CRASH_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Environment.TickCount & 0xFFFF;

    private string[] Serve =>
    [
        "serve", "--demo", "--urls", Place.Urls, "--silo-port", Place.SiloPort, "--gateway-port", Place.GatewayPort, "--data", Place.Data,
        .. Place.Connection is { } c ? new[] { "--database", "postgres", "--connection", c } : [],
    ];

    public static async Task<CrashSeries> BeginAsync(string kind, ITestOutputHelper output) => await BeginAsync(await Database.CreateAsync(kind), mine: true, output, null);

    /// <param name="database">Stays the caller's.</param>
    /// <param name="connection">What the hall is told, where that is not the database itself but a cable to it.</param>
    public static Task<CrashSeries> BeginAsync(Database database, ITestOutputHelper output, string? connection) => BeginAsync(database, mine: false, output, connection);

    private static async Task<CrashSeries> BeginAsync(Database database, bool mine, ITestOutputHelper output, string? connection)
    {
        var series = new CrashSeries(database, mine, connection, SeedOfRun, output);
        // The first start makes schema, keys and city, and is not a round; tokens outlive the process.
        await using var first = await HallHere.StartAsync(series.Serve);
        foreach (var user in Clerk.People.Append("admin").Append("auditor")) await series._hall.TokenAsync(user);
        await series.GoOnDutyAsync();
        return series;
    }

    public Task<HallProcess> StartAsync() => HallProcess.StartAsync(Serve);

    public Task<HallProcess> StartFaultyAsync(string fault) => HallProcess.StartProgramAsync(FaultyHall.Program, FaultyHall.Arguments(fault, Place));

    /// <summary>One life: start, work, kill -9 at a random moment. Now and then the moment is before it serves, and now and then a day has passed.</summary>
    public async Task DieOnceAsync()
    {
        if (Random.Next(8) == 0)
        {
            await HallProcess.StartAndKillAsync(TimeSpan.FromMilliseconds(Random.Next(200, 4000)), Serve);
            Deaths = (Deaths.Working, Deaths.Starting + 1);
            return;
        }

        await using var process = await StartAsync();
        if (Random.Next(10) == 0)
        {
            await _hall.PostAsync("/api/v1/demo/clock", new { advance = "PT24H" }, "admin");
            await GoOnDutyAsync();
        }

        await WorkAsync(async () =>
        {
            await AnsweredAsync(Random.Next(0, 160));
            await Task.Delay(Random.Next(0, 25));
            // Now and then the time moves while it dies: cards fall in the middle of it.
            if (Random.Next(6) == 0) _ = MoveAsync("PT9H");
            await process.KillAsync();
        });
        Deaths = (Deaths.Working + 1, Deaths.Starting);
    }

    /// <summary>All clients work until the given end comes.</summary>
    public async Task WorkAsync(Func<Task> end)
    {
        var life = new Life(++_lives);
        var work = Task.WhenAll(_clerks.Select(c => Task.Run(() => c.WorkAsync(_hall, life))));
        try
        {
            await end();
        }
        finally
        {
            life.Over = true;
        }

        await work;
    }

    /// <summary>So many answers more: the moment is random among commits, however fast the machine is today.</summary>
    private async Task AnsweredAsync(int more)
    {
        var (target, late) = (History.Attempts.Count + more, Stopwatch.StartNew());
        while (History.Attempts.Count < target && late.Elapsed < LongestLife) await Task.Delay(2);
    }

    /// <summary>Until so many commands more were acknowledged.</summary>
    public async Task UntilAcknowledgedAsync(int more)
    {
        var target = Acknowledged + more;
        var late = Stopwatch.StartNew();
        while (Acknowledged < target)
        {
            if (late.Elapsed > TimeSpan.FromMinutes(2)) throw new InvalidOperationException($"Only {Acknowledged - target + more} of {more} commands were acknowledged.");
            await Task.Delay(20);
        }
    }

    /// <summary>Until so many commands more were told "busy": the hall says so instead of guessing.</summary>
    public async Task UntilBusyAsync(int more)
    {
        var target = Busy() + more;
        var late = Stopwatch.StartNew();
        while (Busy() < target)
        {
            if (late.Elapsed > TimeSpan.FromMinutes(2)) throw new InvalidOperationException("Nobody was told that the hall is busy.");
            await Task.Delay(50);
        }

        int Busy() => History.Attempts.Count(a => a is { Seen: Seen.Refused, Status: 503 } || a.Status == 504);
    }

    public async Task<int> StatusAsync(string path, string? user = null) => (int)(await _hall.GetAsync(path, user)).Status;

    public int Acknowledged => History.Attempts.Count(a => a is { Seen: Seen.Acknowledged, Replayed: false });

    public async Task<LedgerChecker> CheckAsync()
    {
        var checker = new LedgerChecker(await TablesAsync());
        Violations(checker.Check(History)).Should().BeEmpty("seed {0}", Seed);
        return checker;
    }

    public Task<LedgerTables> TablesAsync() => _database.Connection is { } c ? LedgerTables.ReadPostgresAsync(c) : LedgerTables.ReadSqliteAsync(Path.Combine(_database.Data, "hall.db"));

    /// <summary>
    /// The end of every series: the hall comes back, each acknowledged command asked again gets its first outcome and writes nothing, all that fell due is
    /// recorded once, and every view equals the entries within the time that must-hold 25 gives.
    /// </summary>
    public async Task FinishAsync()
    {
        await using (await HallHere.StartAsync(Serve))
        {
            await GoOnDutyAsync();
            var before = (await TablesAsync()).Commands.Count;
            var replayed = await ReplayAllAsync();
            (await TablesAsync()).Commands.Should().HaveCount(before, "a repeated command writes nothing (seed {0})", Seed);
            await MoveAsync("PT600H");
            var (checker, violations) = await SettledAsync();
            Violations(violations).Should().BeEmpty("seed {0}", Seed);
            var cards = (await TablesAsync()).Entries.Count(e => e.Kind is "YellowCarded" or "RedCarded");
            cards.Should().BePositive("25 days have passed");
            var attempts = History.Attempts;
            Say($"{_database.Kind}: {Deaths.Working} deaths under load, {Deaths.Starting} while starting; {attempts.Count} tries by {Clerks} clients: {attempts.Count(a => a.Seen == Seen.Acknowledged)} acknowledged, "
                + $"{attempts.Count(a => a.Seen == Seen.Refused)} refused, {attempts.Count(a => a.Seen == Seen.Unknown)} unknown; {replayed} commands replayed; {checker.Cases.Count} cases, {cards} cards; violations: 0; seed {Seed}");
        }

        var (exit, output, error) = await HallProcess.RunAsync(["verify", .. _database.Arguments]);
        exit.Should().Be(0, "{0}{1}", output, error);
    }

    /// <summary>Views follow the commit; they have a minute after a death.</summary>
    public async Task<(LedgerChecker Checker, IReadOnlyList<Violation> Violations)> SettledAsync()
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var tables = await TablesAsync();
            var checker = new LedgerChecker(tables);
            // The ledger itself is never late; what is made from it may be.
            Violations(checker.Check(History)).Should().BeEmpty("seed {0}", Seed);
            var violations = await new ViewChecker(tables, checker.Cases, GetAsync).CheckAsync(new Dictionary<string, string> { ["YXCS"] = "YXCS005" });
            if (violations.Count == 0 || since.Elapsed > RepairedWithin) return (checker, violations);
            await Task.Delay(500);
        }
    }

    public async Task MoveAsync(string by)
    {
        try
        {
            await _hall.PostAsync("/api/v1/demo/clock", new { advance = by }, "admin");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            // It died while moving.
        }
    }

    public async Task GoOnDutyAsync()
    {
        foreach (var person in Clerk.People) await _hall.DoAsync($"staff/{person}/duty", new { on = true }, person);
    }

    public void Say(string line)
    {
        _output.WriteLine(line);
        // Also where the whole run is read: a seed that only a passing test knows is of no use later.
        Console.WriteLine(line);
    }

    public async ValueTask DisposeAsync()
    {
        _hall.Dispose();
        if (_mine) await _database.DisposeAsync();
    }

    private async Task<int> ReplayAllAsync()
    {
        var first = History.Attempts.Where(a => a.Seen == Seen.Acknowledged).GroupBy(a => (a.Account, a.CommandId)).Select(g => g.First()).ToList();
        var life = ++_lives;
        await Parallel.ForEachAsync(first, new ParallelOptions { MaxDegreeOfParallelism = Clerks }, async (a, _) =>
        {
            var (path, body) = (a.Body.Split('\n', 2)[0], a.Body.Split('\n', 2)[1]);
            var answer = await _hall.PostAsync(path, body, a.Account, a.CommandId);
            ((int)answer.Status).Should().BeOneOf([200, 201], "{0}:{1} was acknowledged before: {2}", a.Account, a.CommandId, answer.Text);
            answer.Replayed.Should().BeTrue("{0}:{1} was acknowledged before", a.Account, a.CommandId);
            foreach (var (field, value) in a.Made)
                if (answer.Body![field] is { } now) ((string)now!).Should().Be(value, "{0} of {1}:{2}", field, a.Account, a.CommandId);
            History.Add(a with { Life = life, Replayed = true, Version = null });
        });
        return first.Count;
    }

    private async Task<JsonNode?> GetAsync(string path, string user)
    {
        var answer = await _hall.GetAsync(path, user);
        return (int)answer.Status == 404 ? null : (int)answer.Status == 200 ? answer.Body : throw new InvalidOperationException($"{path} as {user}: {answer.Text}");
    }

    private static List<string> Violations(IReadOnlyList<Violation> violations) => [.. violations.Take(20).Select(v => v.ToString())];
}
