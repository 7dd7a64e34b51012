using System.Diagnostics;
using System.Text.Json.Nodes;
using HallGrains.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Proofs as people get them: checkpoints, receipts and papers over HTTP, checked afterwards with no hall, no database and no network.</summary>
public sealed class ProofTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.5d")]
    [Clause("5.3f")]
    [Clause("3.1e")]
    [Clause("5.2g")]
    public async Task A_receipt_made_before_a_kill_proves_the_case_ever_after(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        var (checkpoints, file) = (Path.Combine(database.Data, "checkpoints"), Path.Combine(database.Data, "receipt.json"));
        string number, code;
        JsonNode receipt;
        await using (var first = await HallProcess.StartAsync(serve))
        {
            using var hall = new HallClient(first.Url);
            var path = new MainPath(hall);
            await path.BringOnDutyAsync();
            await path.OpenAndHandOverAsync();
            await path.ApplyAndAcceptAsync();
            (number, code) = (path.Number, path.Code);
            await PapersAsync(hall, path);

            var shown = await hall.GetAsync($"cases/{number}/receipt", code: code);
            ((int)shown.Status).Should().Be(200, shown.Text);
            shown.Text.Should().NotContain("秦小满").And.NotContain("999900199003070010").And.NotContain("13800005678");
            receipt = shown.Body!;
            await File.WriteAllTextAsync(file, shown.Text);
            ((int)(await hall.GetAsync($"cases/{number}/receipt", MainPath.Handler)).Status).Should().Be(200, "the owner");
            ((int)(await hall.GetAsync($"cases/{number}/receipt", "auditor")).Status).Should().Be(200);
            (await hall.GetAsync($"cases/{number}/receipt", "YXCS014")).Code.Should().Be("not-permitted", "a colleague without need");
            (await hall.GetAsync($"cases/{number}/receipt", code: "ABCDEFGHJKMN")).Code.Should().Be("not-found");
            (await hall.GetAsync($"cases/{number}/receipt")).Code.Should().Be("not-signed-in");

            await CheckpointsAsync(hall);
            await first.KillAsync();
        }

        await ChecksAsync(database, file, (string)receipt["checkpoint"]!, number);

        await using (var second = await HallProcess.StartAsync(serve))
        {
            using var hall = new HallClient(second.Url);
            var again = (await hall.GetAsync($"cases/{number}/receipt", code: code)).Body!;
            again["entries"]!.AsArray().Select(e => (string)e!["hash"]!).Should().StartWith(receipt["entries"]!.AsArray().Select(e => (string)e!["hash"]!));
            var verified = (await hall.GetAsync("ledger/verify", "auditor")).Body!;
            ((bool)verified["ok"]!).Should().BeTrue(verified.ToJsonString());
            ((int)verified["checkpoints"]!).Should().BeGreaterThan(1);
            await hall.DoAsync("staff/YXCS014/duty", new { on = false }, "YXCS014");
            (await second.StopAsync()).Should().Be(0);
        }

        (await File.ReadAllTextAsync(Directory.GetFiles(checkpoints, "checkpoint-*.txt").Max()!)).Should().Contain("reason stop");
        (await CommandHere.RunAsync(["verify", "--receipt", file])).ExitCode.Should().Be(0, "a receipt holds for ever");
        await KeysAndBackupsAsync(database, checkpoints, file);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("2.3b")]
    [Clause("3.1e")]
    [Clause("5.3c")]
    public async Task A_denial_in_print_names_the_review_within_sixty_days_and_where_to_complain(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        await using var process = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
        using var hall = new HallClient(process.Url);
        var path = new MainPath(hall);
        await path.BringOnDutyAsync();
        await path.OpenAndHandOverAsync();
        await path.ApplyAndAcceptAsync();
        (await hall.GetAsync($"cases/{path.Number}/documents/decision", code: path.Code)).Code.Should().Be("not-found", "there is none yet");
        await path.ReviewAndDecideAsync(granted: false);

        var paper = await hall.GetAsync($"cases/{path.Number}/documents/decision", code: path.Code);

        ((int)paper.Status).Should().Be(200, paper.Text);
        var phone = (string)JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("data", "halls.json")))!["halls"]!.AsArray().Single(h => (string)h!["code"]! == "YXCS")!["complaintPhone"]!;
        paper.Text.Should().Contain("不予办理决定书").And.Contain("60日内").And.Contain("行政复议").And.Contain("最迟2027年1月23日").And.Contain("行政诉讼").And.Contain(phone)
            .And.Contain("缴费不满一年").And.Contain("失业保险条例第十四条").And.Contain("可申请行政复议").And.Contain(MainPath.Decider).And.Contain("2026年11月24日").And.Contain("盖章");
    }

    // What is printed for whom, with its place in the ledger.
    private static async Task PapersAsync(HallClient hall, MainPath path)
    {
        var mine = await Paper("receipt");
        mine.Should().Contain("收件凭证").And.Contain("秦小满").And.Contain("999900199003070010").And.Contain(MainPath.Handler).And.Contain("2026年11月24日");
        var owner = (string)(await hall.GetAsync($"cases/{path.Number}", MainPath.Handler)).Body!["ownerName"]!;
        mine.Should().Contain(owner, "a paper names who answers for the matter");
        var entries = (await hall.GetAsync($"cases/{path.Number}/receipt", code: path.Code)).Body!["entries"]!.AsArray();
        mine.Should().Contain((string)entries.Single(e => (string)e!["kind"]! == "ApplicationReceived")!["hash"]!);
        (await Paper("notices")).Should().Contain("四告知单").And.Contain("失业保险条例 14").And.Contain("申领表、身份证或社保卡").And.Contain("六号窗口或网上办理").And.Contain("承诺5个工作日")
            .And.Contain("今日受理的承诺办结日").And.Contain("居民身份证或社会保障卡");
        (await Paper("supplement")).Should().Contain("unemployment-form").And.Contain("现场填写").And.Contain("id-or-card").And.Contain("出示原件", "what was asked stays in print after it was supplied");
        (await Paper("acceptance")).Should().Contain("受理通知书").And.Contain("2026年12月1日 17:00");

        var audited = (await hall.GetAsync($"cases/{path.Number}/documents/receipt", "auditor")).Text;
        audited.Should().Contain("秦*满").And.Contain("999900********0010").And.NotContain("秦小满").And.NotContain("13800005678");
        foreach (var none in new[] { "refusal", "decision", "nonsense" }) (await hall.GetAsync($"cases/{path.Number}/documents/{none}", code: path.Code)).Code.Should().Be("not-found");
        (await hall.GetAsync($"cases/{path.Number}/documents/receipt", "YXCS014")).Code.Should().Be("not-permitted");

        async Task<string> Paper(string kind)
        {
            var answer = await hall.GetAsync($"cases/{path.Number}/documents/{kind}", code: path.Code);
            ((int)answer.Status).Should().Be(200, answer.Text);
            answer.Text.Should().StartWith("<!doctype html>").And.Contain(path.Number).And.Contain("检查点哈希");
            return answer.Text;
        }
    }

    private static async Task CheckpointsAsync(HallClient hall)
    {
        var made = await hall.PostAsync("ledger/checkpoints", new { }, "auditor");
        ((int)made.Status).Should().Be(201, made.Text);
        var number = (long)made.Body!["number"]!;
        ((long)(await hall.PostAsync("ledger/checkpoints", new { }, "auditor")).Body!["number"]!).Should().BeGreaterThanOrEqualTo(number);
        (await hall.PostAsync("ledger/checkpoints", new { }, MainPath.Handler)).Code.Should().Be("not-permitted");
        (await hall.GetAsync("ledger/checkpoints", "admin")).Code.Should().Be("not-permitted");
        var page = (await hall.GetAsync("ledger/checkpoints?limit=1", "auditor")).Body!;
        ((long)page["items"]!.AsArray().Single()!["number"]!).Should().Be(1);
        var rest = (await hall.GetAsync($"ledger/checkpoints?limit=200&cursor={(string)page["next"]!}", "auditor")).Body!["items"]!.AsArray();
        ((string)rest.Single(c => (long)c!["number"]! == number)!["text"]!).Should().StartWith("hallgrains-checkpoint 1\n").And.Be((string)made.Body["text"]!);
    }

    private static async Task ChecksAsync(Database database, string file, string signed, string number)
    {
        var kept = Directory.GetFiles(Path.Combine(database.Data, "checkpoints"), "checkpoint-*.txt").Single(f => File.ReadAllText(f) == signed);
        var (exit, output, error) = await CommandHere.RunAsync(["verify", "--receipt", file, "--checkpoint", kept, "--public-key", Directory.GetFiles(Path.GetDirectoryName(kept)!, "key-*.pem").Single()]);
        exit.Should().Be(0, output + error);
        output.Should().StartWith("OK: ").And.Contain("case/" + number);
        var (otherExit, otherOutput, _) = await CommandHere.RunAsync(["verify", "--receipt", file, "--checkpoint", Path.Combine(Path.GetDirectoryName(kept)!, "checkpoint-000000001.txt"), "--json"]);
        otherExit.Should().Be(2);
        ((bool)JsonNode.Parse(otherOutput)!["ok"]!).Should().BeFalse();

        var forged = file + ".forged";
        await File.WriteAllTextAsync(forged, (await File.ReadAllTextAsync(file)).Replace(MainPath.Handler, "YXCS001", StringComparison.Ordinal));
        (await CommandHere.RunAsync(["verify", "--receipt", forged])).ExitCode.Should().Be(2);
        await File.WriteAllTextAsync(forged, "{");
        (await CommandHere.RunAsync(["verify", "--receipt", forged])).ExitCode.Should().Be(1);

        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, "python3")))) return;
        using var python = Process.Start(new ProcessStartInfo("python3", [Repository.PathOf("docs", "check-receipt.py"), file, kept]) { RedirectStandardOutput = true })!;
        (await python.StandardOutput.ReadToEndAsync()).Should().StartWith("OK: ");
        await python.WaitForExitAsync();
    }

    // Stopped: a new key, a checkpoint on demand, an old copy found, a changed entry named.
    private static async Task KeysAndBackupsAsync(Database database, string checkpoints, string receipt)
    {
        var yesterday = Path.Combine(database.Data, "yesterday.db");
        if (database.Connection is null) File.Copy(Path.Combine(database.Data, "hall.db"), yesterday);
        var rotated = await CommandHere.RunAsync(["admin", "rotate-signing-key", .. database.Arguments]);
        rotated.ExitCode.Should().Be(0, rotated.Error);
        rotated.Output.Should().Contain(" and ");
        (await CommandHere.RunAsync(["checkpoint", .. database.Arguments])).Output.Should().StartWith("CHECKPOINT ");
        var whole = await CommandHere.RunAsync(["verify", "--json", "--checkpoints", checkpoints, .. database.Arguments]);
        whole.ExitCode.Should().Be(0, whole.Output + whole.Error);
        (await CommandHere.RunAsync(["verify", "--receipt", receipt])).ExitCode.Should().Be(0, "what the old key signed still holds");
        (await CommandHere.RunAsync(["verify", "--checkpoints", Path.Combine(database.Data, "none"), .. database.Arguments])).ExitCode.Should().Be(1);

        if (database.Connection is null)
        {
            // The copy knows nothing of what came later.
            await using (var hall = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]))
            {
                using var client = new HallClient(hall.Url);
                await client.DoAsync("staff/YXCS008/duty", new { on = false }, "YXCS008");
            }

            (await CommandHere.RunAsync(["verify", "--file", yesterday])).ExitCode.Should().Be(0);
            var old = await CommandHere.RunAsync(["verify", "--file", yesterday, "--checkpoints", checkpoints]);
            old.ExitCode.Should().Be(2);
            old.Output.Should().Contain("an older state was put back");
        }

        await ExecuteAsync(database, "update entries set actor = 'YXCS001' where stream like 'case/%' and version = 3");
        var broken = await CommandHere.RunAsync(["verify", "--json", .. database.Arguments]);
        broken.ExitCode.Should().Be(2);
        var named = JsonNode.Parse(broken.Output)!["firstBroken"]!;
        ((string)named["stream"]!).Should().StartWith("case/");
        ((int)named["version"]!).Should().Be(3);
    }

    private static async Task ExecuteAsync(Database database, string sql)
    {
        await using System.Data.Common.DbConnection connection = database.Connection is { } c ? new NpgsqlConnection(c) : new SqliteConnection($"Data Source={Path.Combine(database.Data, "hall.db")};Pooling=False");
        await connection.OpenAsync();
        if (database.Connection is null) await HistoryGuard.DropAsync(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
