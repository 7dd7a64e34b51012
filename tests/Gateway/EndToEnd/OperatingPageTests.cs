using System.Diagnostics;
using System.Text.RegularExpressions;
using HallGrains.Tests;
using Npgsql;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The blocks of docs/operating.md as they stand there: installed, served, backed up, put back, verified.</summary>
public sealed partial class OperatingPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "operating.md"));

    [Fact]
    public async Task The_commands_for_SQLite_work_as_written()
    {
        var folder = Directory.CreateTempSubdirectory("hall-page").FullName;
        try
        {
            var variables = new Dictionary<string, string> { ["DATA"] = Path.Combine(folder, "data"), ["BACKUP"] = Path.Combine(folder, "backup"), ["CHECKPOINTS"] = Path.Combine(folder, "elsewhere") };
            string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--data", variables["DATA"], "--checkpoints", variables["CHECKPOINTS"]];
            string number;
            await using (var hall = await HallProcess.StartAsync(serve))
            {
                number = await OpenAsync(hall);
                hall.Said.Should().NotContain("could edit history").And.NotContain("\"EventId\":2034");
                (await RunAsync("sqlite-backup", variables)).Should().Contain("BACKUP: ").And.Contain("with the keys");
                (await HallProcess.RunAsync(["backup", "--data", variables["DATA"], "--to", variables["BACKUP"]])).ExitCode.Should().Be(1, "never over another");
                await hall.StopAsync();
            }

            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(variables["BACKUP"], "keys", "master.key")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            (await RunAsync("sqlite-restore", variables)).Should().Contain("OK").And.Contain("REBUILT: ");
            await using var again = await HallProcess.StartAsync(serve);
            await ThereAsync(again, number);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_commands_for_PostgreSQL_work_as_written()
    {
        var server = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("HALL_TEST_POSTGRES") ?? throw new InvalidOperationException("HALL_TEST_POSTGRES is not set: run the tests with `bash test.sh`."));
        var folder = Directory.CreateTempSubdirectory("hall-page").FullName;
        var id = Guid.NewGuid().ToString("N")[..10];
        var variables = new Dictionary<string, string>
        {
            ["DATA"] = Path.Combine(folder, "data"), ["BACKUP"] = Path.Combine(folder, "backup"), ["CHECKPOINTS"] = Path.Combine(folder, "data", "checkpoints"),
            ["DB"] = "hall_" + id, ["OWNER"] = "owner_" + id, ["APP"] = "app_" + id,
            ["PGHOST"] = server.Host!, ["PGPORT"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), ["PGUSER"] = server.Username!, ["PGPASSWORD"] = server.Password ?? "",
        };
        string Connection(string user, string database) => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user, Database = database, MaxPoolSize = 40 }.ToString();
        string[] Serve(string user, string database) =>
        [
            "serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), "--data", variables["DATA"],
            "--database", "postgres", "--connection", Connection(user, database), "--least-rights",
        ];
        try
        {
            (await RunAsync("postgres-setup", variables)).Should().Contain("MIGRATED: ");
            string number;
            await using (var hall = await HallProcess.StartAsync(Serve(variables["APP"], variables["DB"])))
            {
                number = await OpenAsync(hall);
                hall.Said.Should().NotContain("\"EventId\":2034");
                await hall.StopAsync();
            }

            var refused = await HallProcess.RunAsync(Serve(variables["OWNER"], variables["DB"]));
            (refused.ExitCode, refused.Error.Contains("may change and remove", StringComparison.Ordinal)).Should().Be((1, true), refused.Error);
            await using (var powerful = await HallProcess.StartAsync(Serve(variables["OWNER"], variables["DB"])[..^1]))
            {
                powerful.Said.Should().Contain("\"EventId\":2034");
                await powerful.StopAsync();
            }

            await RunAsync("postgres-backup", variables);
            (await RunAsync("postgres-restore", variables)).Should().Contain("OK").And.Contain("MIGRATED: ");
            await using var again = await HallProcess.StartAsync(Serve(variables["APP"], variables["DB"] + "_restored"));
            await ThereAsync(again, number);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ToString());
            await admin.OpenAsync();
            foreach (var sql in new[] { $"drop database if exists {variables["DB"]}_restored with (force)", $"drop database if exists {variables["DB"]} with (force)", $"drop role if exists {variables["APP"]}", $"drop role if exists {variables["OWNER"]}" })
            {
                await using var drop = new NpgsqlCommand(sql, admin);
                await drop.ExecuteNonQueryAsync();
            }
        }
    }

    private static async Task<string> OpenAsync(HallProcess process)
    {
        using var hall = new HallClient(process.Url);
        await hall.DoAsync("staff/YXCS019/duty", new { on = true }, MainPath.Guide);
        var number = (string)(await hall.DoAsync("cases", MainPath.OpenBody, MainPath.Guide))["caseNumber"]!;
        ((int)(await hall.PostAsync("demo/clock", new { advance = "PT10M" }, "admin")).Status).Should().Be(200);
        ((int)(await hall.PostAsync("ledger/checkpoints", new { }, "auditor")).Status).Should().Be(201);
        return number;
    }

    private static async Task ThereAsync(HallProcess process, string number)
    {
        using var hall = new HallClient(process.Url);
        ((string)(await hall.GetAsync($"cases/{number}", MainPath.Guide)).Body!["owner"]!).Should().Be(MainPath.Guide);
        ((bool)(await hall.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
        await hall.DoAsync("staff/YXCS008/duty", new { on = true }, "YXCS008");
    }

    /// <summary>A block of the page, under the function the page begins with.</summary>
    private static async Task<string> RunAsync(string name, Dictionary<string, string> variables)
    {
        var function = Function().Match(Page).Value;
        var block = Block().Matches(Page).Single(m => m.Groups[1].Value == name).Groups[2].Value;
        var start = new ProcessStartInfo("bash", ["-e", "-u", "-o", "pipefail", "-c", function + "\n" + block]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HALL_DLL"] = Path.Combine(AppContext.BaseDirectory, "HallGrains.Silo.dll");
        foreach (var (variable, value) in variables) start.Environment[variable] = value;
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var error = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.Should().Be(0, $"{name}: every line must work\n{await output}\n{await error}");
        return await output;
    }

    [GeneratedRegex(@"^    (hall\(\) .*)$", RegexOptions.Multiline)]
    private static partial Regex Function();

    [GeneratedRegex(@"<!-- run: ([a-z-]+) -->\s*```sh\n(.*?)```\s*<!-- /run -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
