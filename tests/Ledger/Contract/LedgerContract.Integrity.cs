using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Memory;
using HallGrains.Tests.Ledger.Stores;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    /// <summary>What an intruder changes, in SQL that both databases know and in memory, and what the verifier must say of it.</summary>
    private static readonly Dictionary<string, (Tamper Tamper, string What, bool NamesEntry)> Intrusions = new()
    {
        ["data"] = (Entry("data = '{\"n\":3}'", e => e with { Data = "{\"n\":3}" }), "not what was hashed", true),
        ["actor"] = (Entry("actor = 'YXCS099'", e => e with { Actor = "YXCS099" }), "not what was hashed", true),
        ["occurred"] = (Entry("occurred = replace(occurred, '2026', '2025')", e => e with { Occurred = e.Occurred.Replace("2026", "2025", StringComparison.Ordinal) }), "not what was hashed", true),
        ["recorded"] = (Entry("recorded = replace(recorded, '2026', '2025')", e => e with { Recorded = e.Recorded.Replace("2026", "2025", StringComparison.Ordinal) }), "not what was hashed", true),
        ["hall"] = (Entry("hall = 'YXSN'", e => e with { Hall = "YXSN" }), "not what was hashed", true),
        ["person"] = (Entry("person_key = 'p-9'", e => e with { PersonKey = "p-9" }), "not what was hashed", true),
        ["hash"] = (Entry("hash = (select x.hash from entries x where x.stream = 'case/t' and x.version = 1)", e => e with { Hash = [.. e.Hash.Reverse()] }), "not what was hashed", true),
        ["private part changed"] = (new("update private_parts set sealed = (select x.hash from entries x where x.stream = 'case/t' and x.version = 1) where " + Place2("private_parts"),
            t => Change(t, e => e with { Sealed = [.. e.Sealed!.Reverse()] })), "private part is not what was hashed", true),
        ["private part gone"] = (new("delete from private_parts where " + Place2("private_parts"), t => Change(t, e => e with { Sealed = null })), "private part is missing", true),
        ["private part and its hash changed"] = (new("update private_parts set sealed = (select x.hash from entries x where x.stream = 'case/t' and x.version = 1) where " + Place2("private_parts") + "; "
            + "update entries set private_hash = (select x.hash from entries x where x.stream = 'case/t' and x.version = 1) where stream = 'case/t' and version = 2",
            t => Change(t, e => e with { Sealed = [1], PrivateHash = System.Security.Cryptography.SHA256.HashData([1]) })), "not what was hashed", true),
        ["entry appended"] = (new("insert into entries select \"partition\", 4, stream, 4, kind, schema, occurred, recorded, actor, account, 'c3', hall, data, person_key, private_hash, hash from entries where stream = 'case/t' and version = 3",
            t => All(t).Entries.Add(All(t).Entries[2] with { Position = 4, Version = 4 })), "in no block", true),
        ["entry moved"] = (new("update entries set position = 99 where stream = 'case/t' and version = 2; update entries set position = 2 where stream = 'case/t' and version = 3; update entries set position = 3 where stream = 'case/t' and version = 2",
            t => (All(t).Entries[1], All(t).Entries[2]) = (All(t).Entries[2] with { Position = 2 }, All(t).Entries[1] with { Position = 3 })), "not what was hashed", true),
        ["versions exchanged"] = (new("update entries set version = 99 where stream = 'case/t' and version = 2; update entries set version = 2 where stream = 'case/t' and version = 3; update entries set version = 3 where stream = 'case/t' and version = 99",
            t => (All(t).Entries[1], All(t).Entries[2]) = (All(t).Entries[1] with { Version = 3 }, All(t).Entries[2] with { Version = 2 })), "not what was hashed", true),
        ["stream renamed"] = (Entry("stream = 'case/u'", e => e with { Stream = "case/u" }), "not what was hashed", false),
        ["stream gone"] = (new("delete from entries where stream = 'case/t'; delete from summary where stream = 'case/t'", t =>
        {
            All(t).Entries.Clear();
            t.Summaries.Clear();
        }), "entry is missing", false),
        ["entry gone"] = (new("delete from entries where stream = 'case/t' and version = 2", t => All(t).Entries.RemoveAll(e => e.Version == 2)), "entry is missing", false),
        ["newest entry gone"] = (new("delete from entries where stream = 'case/t' and version = 3", t => All(t).Entries.RemoveAll(e => e.Version == 3)), "entry is missing", false),
        ["newest block gone"] = (new("delete from blocks where number = 3", t => All(t).Blocks.RemoveAll(b => b.Number == 3)), "in no block", true),
        ["block gone"] = (new("delete from blocks where number = 2", t => All(t).Blocks.RemoveAll(b => b.Number == 2)), "block is missing", false),
        ["root"] = (new("update blocks set root = hash where number = 2", t => Block(t, b => b with { Root = b.Hash })), "root is not that of its entries", false),
        ["link"] = (new("update blocks set hash = root where number = 2", t => Block(t, b => b with { Hash = b.Root })), "does not follow", false),
        ["head"] = (new("update heads set hash = (select root from blocks where number = 1) where position = 3", t => Head(t, h => h with { Hash = new byte[32] })), "head is not the last block", false),
        ["summary version"] = (new("update summary set version = 2", t => t.Summaries["case/t"] = t.Summaries["case/t"] with { Version = 2 }), "summary row says version 2", false),
        ["summary gone"] = (new("delete from summary", t => t.Summaries.Clear()), "no summary row", false),
    };

    public static TheoryData<string> IntrusionNames => [.. Intrusions.Keys];

    [Theory]
    [MemberData(nameof(IntrusionNames))]
    [Clause("5.5d")]
    public async Task A_change_behind_the_ledgers_back_is_found_and_named(string name)
    {
        var (tamper, what, namesEntry) = Intrusions[name];
        await using var ledger = await OpenAsync();
        for (var v = 0; v < 3; v++) await ledger.AppendAsync(Request("case/t", v, commandId: $"c{v}", secret: "王小明"));
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 3L, Blocks = 3L, FirstBroken = (BrokenAt?)null });

        await Place.TamperAsync(tamper);

        var result = await VerifyAsync(ledger);
        result.Ok.Should().BeFalse();
        result.FirstBroken!.What.Should().Contain(what);
        result.FirstBroken.Partition.Should().Be(ledger.PartitionOf("case/t"));
        if (namesEntry) result.FirstBroken.Stream.Should().Be("case/t");
        if (name is "stream renamed") result.FirstBroken.Should().BeEquivalentTo(new { Block = 2L, Position = 2L, Stream = "case/u", Version = 2 });
        if (name is "stream gone") result.FirstBroken.Should().BeEquivalentTo(new { Block = 1L, Position = 1L });
        if (name is "data") result.FirstBroken.Should().BeEquivalentTo(new { Block = 2L, Position = 2L, Version = 2 });
        if (name is "root" or "link" or "block gone") result.FirstBroken.Block.Should().Be(2);
    }

    [Fact]
    public async Task A_block_of_another_ledger_does_not_fit()
    {
        await using var ledger = await OpenAsync();
        for (var i = 0; i < 20; i++) await ledger.AppendAsync(Request($"case/{i}"));

        await Place.TamperAsync(new("update meta set value = '0123456789abcdef0123456789abcdef' where key = 'ledger-id'", t => t.Meta = t.Meta! with { LedgerId = "0123456789abcdef0123456789abcdef" }));

        (await VerifyAsync(ledger)).FirstBroken.Should().BeEquivalentTo(new { Partition = 0, Block = 1L, What = "the block does not follow from the one before" });
    }

    [Fact]
    public async Task Streams_exchanged_for_each_other_are_named()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/t"));
        var other = Enumerable.Range(0, 100).Select(i => $"case/o{i}").First(s => ledger.PartitionOf(s) == ledger.PartitionOf("case/t"));
        await ledger.AppendAsync(Request(other));

        await Place.TamperAsync(new($"update entries set stream = 'x' where stream = 'case/t'; update entries set stream = 'case/t' where stream = '{other}'; update entries set stream = '{other}' where stream = 'x'", t =>
        {
            var entries = t.Entries.Single(e => e.Count > 0);
            (entries[0], entries[1]) = (entries[0] with { Stream = other }, entries[1] with { Stream = "case/t" });
        }));

        (await VerifyAsync(ledger)).FirstBroken.Should().BeEquivalentTo(new { Block = 1L, Position = 1L, Stream = other, Version = 1, What = "the entry is not what was hashed" });
    }

    [Fact]
    public async Task One_entry_and_its_block_made_anew_show_at_the_next_block()
    {
        await using var ledger = await OpenAsync();
        for (var v = 0; v < 3; v++) await ledger.AppendAsync(Request("case/t", v, commandId: $"c{v}"));
        var (p, stored) = (ledger.PartitionOf("case/t"), await ledger.Stored.ReadStreamAsync("case/t", 0, 9));
        var changed = stored[1] with { Data = "{}" };
        changed = changed with { Hash = LedgerFormat.Leaf(p, 2, changed.Recorded, LedgerFormat.Content(changed)) };
        var before = (await ledger.Proofs.ReadBlockHashesAsync(p, 0, 1))[0];
        var root = HallGrains.Grains.Ledger.Merkle.Root([changed.Hash]);
        var hash = LedgerFormat.Link(p, 2, 2, 1, before, root);
        string Hex(byte[] b) => ledger.Stored.IsShared ? $"'\\x{Convert.ToHexString(b)}'" : $"x'{Convert.ToHexString(b)}'";

        await Place.TamperAsync(new(
            $"update entries set data = '{{}}', hash = {Hex(changed.Hash)} where stream = 'case/t' and version = 2; update blocks set root = {Hex(root)}, hash = {Hex(hash)} where number = 2",
            t =>
            {
                Change(t, _ => changed);
                Block(t, b => b with { Root = root, Hash = hash });
            }));

        (await VerifyAsync(ledger)).FirstBroken.Should().BeEquivalentTo(new { Partition = p, Block = 3L, Position = 3L, What = "the block does not follow from the one before" });
    }

    [Fact]
    public async Task Numbers_without_a_case_are_listed()
    {
        await using var ledger = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            var request = Request("numbers/YXCS/3", i, commandId: $"c{i}");
            await ledger.AppendAsync(request with { Entries = [request.Entries[0] with { Kind = "NumberIssued", Data = $$"""{"number":"YXCS-{{i}}"}""" }] });
        }

        await ledger.AppendAsync(Request("case/YXCS-1"));

        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, UnusedNumbers = new[] { "YXCS-0", "YXCS-2" } });
    }

    [Fact]
    public async Task The_verifier_tells_how_far_it_is()
    {
        await using var ledger = await OpenAsync();
        for (var i = 0; i < 10; i++) await ledger.AppendAsync(Request($"case/{i}"));
        var seen = new List<VerifyProgress>();

        await new LedgerVerifier(ledger.Reader).VerifyAsync(seen.Add);

        seen[^1].Should().BeEquivalentTo(new { Entries = 10L, Total = 10L });
    }

    [Fact]
    public async Task Other_keys_are_refused()
    {
        await using (await OpenAsync()) { }

        var keys = Place.Options.Keys;
        Directory.Move(keys, keys + ".away");
        (await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<HallCannotStartException>()).Which.Message.Should().Contain("no keys");
        Directory.Exists(keys).Should().BeFalse("no new keys are made for an old ledger");
        Silo.Ledger.Keys.KeyFiles.Create(keys);
        (await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<HallCannotStartException>()).Which.Message.Should().Contain("not those of this ledger");
        Directory.Delete(keys, recursive: true);
        Directory.Move(keys + ".away", keys);
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1"));
    }

    private static string Place2(string table) => $"exists(select 1 from entries e where e.stream = 'case/t' and e.version = 2 and e.position = {table}.position)";

    private static Tamper Entry(string set, Func<StoredEntry, StoredEntry> change) => new($"update entries set {set} where stream = 'case/t' and version = 2", t => Change(t, change));

    private static void Change(MemoryTables t, Func<StoredEntry, StoredEntry> change)
    {
        var entries = All(t).Entries;
        entries[1] = change(entries[1]);
    }

    private static void Block(MemoryTables t, Func<StoredBlock, StoredBlock> change)
    {
        var blocks = All(t).Blocks;
        blocks[1] = change(blocks[1]);
    }

    private static void Head(MemoryTables t, Func<StoredHead, StoredHead> change)
    {
        var p = t.Heads.FindIndex(h => h.Position > 0);
        t.Heads[p] = change(t.Heads[p]);
    }

    /// <summary>The one partition that holds something.</summary>
    private static (List<StoredEntry> Entries, List<StoredBlock> Blocks) All(MemoryTables t)
    {
        var p = t.Entries.FindIndex(e => e.Count > 0);
        return (t.Entries[p], t.Blocks[p]);
    }
}
