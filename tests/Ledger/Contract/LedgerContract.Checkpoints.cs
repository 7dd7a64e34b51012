using HallGrains.Contracts.Common;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Silo.Ledger.Keys;
using HallGrains.Silo.Ledger.Memory;
using HallGrains.Tests.Ledger.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    /// <summary>What a rewriter of history does; each leaves a ledger that agrees with itself from its first block to its last.</summary>
    private static readonly Dictionary<string, Func<List<StoredEntry>, IEnumerable<StoredEntry>>> Forgeries = new()
    {
        ["one entry rewritten, the chain made anew"] = all => all.Select((e, i) => i == 4 ? e with { Data = "{\"n\":99}" } : e),
        ["the whole chain rewritten"] = all => all.Select(e => e with { Actor = "YXCS099" }),
        ["a time changed"] = all => all.Select((e, i) => i == 4 ? e with { Occurred = e.Occurred.Replace("2026", "2025", StringComparison.Ordinal) } : e),
        ["an entry of the middle deleted"] = all => all.Where((_, i) => i != 4),
        ["the tail deleted"] = all => all.Take(4),
        ["a stream deleted"] = all => all.Where(e => e.Stream != "case/t"),
        ["an entry inserted"] = all => all.Take(4).Append(all[3] with { Data = "{\"n\":98}" }).Concat(all.Skip(4)),
        ["an entry moved"] = all => all.Take(3).Concat([all[4], all[3]]).Concat(all.Skip(5)),
        ["two streams swapped"] = all => all.Select(e => e with { Stream = e.Stream == "case/t" ? all.First(x => x.Stream != "case/t").Stream : e.Stream == all.First(x => x.Stream != "case/t").Stream ? "case/t" : e.Stream }),
        ["a private part changed"] = all => all.Select((e, i) => i == 4 ? e with { Sealed = [.. e.Sealed!.Reverse()] } : e),
        ["a private part taken away"] = all => all.Select((e, i) => i == 4 ? e with { Sealed = null } : e),
        ["everything deleted"] = _ => [],
    };

    public static TheoryData<string> ForgeryNames => [.. Forgeries.Keys];

    private string CheckpointFolder => Path.Combine(Place.Options.DataDirectory is { Length: > 0 } folder && Path.IsPathRooted(folder) ? folder : Path.GetDirectoryName(Place.Options.Keys)!, "checkpoints");

    private CheckpointFiles Files => new(CheckpointFolder);

    internal Checkpointer Signer(ServiceLedger ledger) =>
        new(ledger, Place.Options with { CheckpointDirectory = CheckpointFolder, CheckpointInterval = TimeSpan.Zero }, Clock, NullLogger<Checkpointer>.Instance);

    [Theory]
    [MemberData(nameof(ForgeryNames))]
    public async Task A_ledger_rewritten_without_a_flaw_is_found_by_a_checkpoint_and_only_by_it(string name)
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        await WriteAsync(ledger, "case/t", 3);
        var other = Enumerable.Range(0, 100).Select(i => $"case/o{i}").First(s => ledger.PartitionOf(s) == ledger.PartitionOf("case/t"));
        await WriteAsync(ledger, other, 1);
        var first = await signer.MakeAsync("demand");
        await WriteAsync(ledger, other, 3, from: 1);
        var second = await signer.MakeAsync("demand");
        (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).Should().BeEquivalentTo(new { Ok = true, Entries = 6L, Checkpoints = 2 });

        await Place.TamperAsync(await Forgery.OfAsync(ledger, ledger.PartitionOf("case/t"), Forgeries[name]));
        await Place.TamperAsync(new("delete from checkpoints", t => t.Signed.Clear()));

        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Checkpoints = 0 }, "the forger knows the format");
        var found = (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).FirstBroken!;
        found.Partition.Should().Be(ledger.PartitionOf("case/t"));
        var (block, checkpoint) = name switch
        {
            "one entry rewritten, the chain made anew" or "a time changed" or "the tail deleted" or "an entry inserted"
                or "a private part changed" or "a private part taken away" => (5L, second.Number),
            // Fewer blocks than were signed: the end is where they are missed.
            "an entry of the middle deleted" => (6L, second.Number),
            "a stream deleted" => (4L, first.Number),
            _ => (1L, first.Number),
        };
        found.Should().BeEquivalentTo(new { Block = block, Position = block, Checkpoint = checkpoint }, found.What);
    }

    [Fact]
    public async Task Yesterdays_backup_is_found_also_when_it_went_on()
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        await WriteAsync(ledger, "case/t", 2);
        await signer.MakeAsync("demand");
        await WriteAsync(ledger, "case/t", 5, from: 2);
        var today = await signer.MakeAsync("demand");
        var partition = ledger.PartitionOf("case/t");

        await Place.TamperAsync(await Forgery.OfAsync(ledger, partition, all => all.Take(2)));
        await Place.TamperAsync(new("delete from checkpoints where number > 1; delete from commands where first_version > 2", t => t.Signed.Remove(2)));

        (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).FirstBroken.Should().BeEquivalentTo(new { Partition = partition, Block = 3L, Position = 3L, Checkpoint = today.Number })
            .And.Subject.As<BrokenAt>().What.Should().Contain("an older state was put back");
        (await FluentActions.Awaiting(() => Signer(ledger).MakeAsync("demand")).Should().ThrowAsync<CheckpointRefusedException>("a new process finds the newer file")).Which.Message.Should().Contain("put back");
        await FluentActions.Awaiting(() => signer.MakeAsync("demand")).Should().ThrowAsync<CheckpointRefusedException>("the running one knows what it signed");

        for (var v = 2; v < 8; v++) await ledger.AppendAsync(Request("case/t", v, commandId: $"later{v}", secret: "x"));
        (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).FirstBroken.Should().BeEquivalentTo(new { Partition = partition, Block = 3L, Checkpoint = today.Number });
        await FluentActions.Awaiting(() => signer.MakeAsync("demand")).Should().ThrowAsync<CheckpointRefusedException>();
    }

    [Fact]
    public async Task Checkpoints_are_text_and_a_chain_and_say_nothing_twice()
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        var first = await signer.MakeAsync("start");
        (await signer.MakeAsync("interval")).Should().BeSameAs(first, "nothing was written since");
        await WriteAsync(ledger, "case/t", 2);
        Clock.Now -= Duration.FromHours(1);
        var second = await signer.MakeAsync("interval");

        second.Should().BeEquivalentTo(new { Number = 2L, Previous = first.Hash, first.Time, Reason = "interval" });
        var text = await File.ReadAllTextAsync(Path.Combine(CheckpointFolder, "checkpoint-000000002.txt"));
        text.Should().StartWith($"hallgrains-checkpoint 1\nledger {ledger.Meta.LedgerId}\nnumber 2\ntime 2026-11-24T01:00:00.000000000Z\nreason interval\nprevious {first.Hash}\npartition 0 block ")
            .And.Contain("\n\necdsa-p256-sha256 ");
        Checkpoint.Parse(text).Should().BeEquivalentTo(second);
        (await signer.ReadAsync(0, 10)).Select(c => c.Body).Should().Equal(first.Body, second.Body);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(Place.Options.Keys, "signing.pem")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("number 2", "number 4")]
    [InlineData("position 2", "position 3")]
    [InlineData("reason demand", "reason stop")]
    [InlineData("2026-11-24", "2026-11-23")]
    public async Task A_changed_checkpoint_does_not_hold(string from, string to)
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        await signer.MakeAsync("start");
        await WriteAsync(ledger, "case/t", 2);
        await signer.MakeAsync("demand");
        var file = Path.Combine(CheckpointFolder, "checkpoint-000000002.txt");
        var text = await File.ReadAllTextAsync(file);
        text.Should().Contain(from);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal));

        (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).Ok.Should().BeFalse();
    }

    [Fact]
    public async Task A_checkpoint_taken_out_of_the_chain_or_signed_by_a_stranger_is_named()
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        for (var i = 0; i < 3; i++)
        {
            await WriteAsync(ledger, $"case/{i}", 1);
            await signer.MakeAsync("demand");
        }

        var file = Path.Combine(CheckpointFolder, "checkpoint-000000002.txt");
        var kept = Checkpoint.Parse(await File.ReadAllTextAsync(file));
        File.Delete(file);
        await Place.TamperAsync(new("delete from checkpoints", t => t.Signed.Clear()));
        await Found("checkpoint 2 is missing");

        using var stranger = KeyFiles.InMemory().CreateSigner();
        await File.WriteAllTextAsync(file, kept.SignedBy(stranger).ToString());
        await Found("checkpoint 2 is signed with a key that the one before does not name");

        await File.WriteAllTextAsync(file, "hallgrains-checkpoint 1\n");
        await Found("checkpoint-000000002.txt is not a checkpoint");
        await File.WriteAllTextAsync(file, kept.ToString());
        (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).Ok.Should().BeTrue();
        (await new LedgerVerifier(ledger.Reader, Files, Checkpoint.PublicKey(stranger)).VerifyAsync()).FirstBroken!.What.Should().Contain("is not signed with the public key");

        async Task Found(string what) => (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).FirstBroken!.What.Should().Be(what);
    }

    [Fact]
    public async Task Silos_that_sign_at_once_make_one_chain()
    {
        await using var ledger = await OpenAsync();
        var signers = Enumerable.Range(0, 4).Select(_ => Signer(ledger)).ToList();

        await Task.WhenAll(signers.Select((s, w) => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await ledger.AppendAsync(Request($"case/{w}-{i}"));
                await s.MakeAsync("demand");
            }
        })));

        var result = await new LedgerVerifier(ledger.Reader, Files).VerifyAsync();
        result.FirstBroken.Should().BeNull();
        result.Checkpoints.Should().BeInRange(1, 40);
        (await signers[0].ReadAsync(0, 100)).Select(c => c.Number).Should().Equal(Enumerable.Range(1, result.Checkpoints).Select(n => (long)n));
    }

    [Fact]
    public async Task A_rotated_key_signs_on_and_what_the_old_one_signed_still_holds()
    {
        Checkpoint rotation;
        var old = await File.ReadAllTextAsync(await WithKeysAsync("signing.pem"));
        await using (var ledger = await OpenAsync())
        {
            var signer = Signer(ledger);
            var elsewhere = Signer(ledger);
            await WriteAsync(ledger, "case/t", 1);
            var before = await elsewhere.MakeAsync("demand");
            rotation = await signer.RotateAsync();
            rotation.Signatures.Select(s => s.Key).Should().Equal(before.Signatures[0].Key, rotation.NextKey);
            await WriteAsync(ledger, "case/t", 2, from: 1);
            (await elsewhere.MakeAsync("demand")).Signatures[0].Key.Should().Be(rotation.NextKey, "a silo that runs takes the new key up");
            (await new LedgerVerifier(ledger.Reader, Files, rotation.NextKey).VerifyAsync()).Should().BeEquivalentTo(new { Ok = true, Checkpoints = 3 });
        }

        await using (var again = await OpenAsync())
        {
            await WriteAsync(again, "case/t", 3, from: 2);
            (await Signer(again).MakeAsync("demand")).Signatures[0].Key.Should().Be(rotation.NextKey);
        }

        // Who stole the old key signs nothing with it: the ledger does not start with it, and its checkpoints fit no chain.
        await File.WriteAllTextAsync(Path.Combine(Place.Options.Keys, "signing.pem"), old);
        await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<HallCannotStartException>();
    }

    [Fact]
    public async Task A_rotation_that_was_cut_off_is_finished_by_the_next_start()
    {
        var signing = await WithKeysAsync("signing.pem");
        var old = await File.ReadAllTextAsync(signing);
        await using (var ledger = await OpenAsync()) await Signer(ledger).RotateAsync();

        // Cut off between the transaction and the file's move.
        File.Move(signing, Path.Combine(Place.Options.Keys, "signing-next.pem"));
        await File.WriteAllTextAsync(signing, old);
        await using (var ledger = await OpenAsync())
        {
            File.Exists(Path.Combine(Place.Options.Keys, "signing-next.pem")).Should().BeFalse();
            await WriteAsync(ledger, "case/t", 1);
            await Signer(ledger).MakeAsync("demand");
        }

        // Cut off before the transaction: the old key is good, and the next rotation takes the key that was made.
        var next = KeyFiles.PrepareNextSigner(Place.Options.Keys);
        await using (var ledger = await OpenAsync())
        {
            await Signer(ledger).RotateAsync();
            (await File.ReadAllTextAsync(signing)).Should().Be(next);
            (await new LedgerVerifier(ledger.Reader, Files).VerifyAsync()).FirstBroken.Should().BeNull();
        }
    }

    [Fact]
    public async Task A_database_that_is_away_costs_a_checkpoint_and_no_more()
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        await ledger.StopAsync();

        await signer.StartAsync();
        await FluentActions.Awaiting(() => signer.MakeAsync("demand")).Should().ThrowAsync<LedgerBusyException>();
    }

    private async Task<string> WithKeysAsync(string file)
    {
        await using (await OpenAsync()) { }
        return Path.Combine(Place.Options.Keys, file);
    }

    private async Task WriteAsync(ServiceLedger ledger, string stream, int to, int from = 0)
    {
        for (var v = from; v < to; v++) await ledger.AppendAsync(Request(stream, v, commandId: $"c{v}", secret: "王小明"));
    }
}
