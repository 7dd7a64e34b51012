using System.Collections.Immutable;
using System.Text;
using CsCheck;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Unit.Ledger;

/// <summary>Entries through the codec and back, and the hash over their bytes, for any text people may write.</summary>
public class CodecProperties
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String, Gen.Int[0x20000, 0x2A6DF].Select(char.ConvertFromUtf32).Array[0, 5].Select(string.Concat), Gen.Const("\"\\/<>&\u2028\u202E\t"), Gen.Char['一', '鿿'].Array[0, 9].Select(c => new string(c)))
        .Where(LedgerFormat.CanStore);

    private static readonly Gen<Instant> Times = Gen.Long[0, 4_000_000_000].Select(s => Instant.FromUnixTimeSeconds(s).PlusNanoseconds(s % 1_000_000_000));

    private static readonly Gen<IEntry> Entries = Gen.OneOf<IEntry>(
        Gen.Select(Text, Text, Text).Select((a, b, c) => (IEntry)new InquiryOpened("YXCS", null, null, "onsite", a, null, "YXCS019", "unemployed", new(b, "unemployed", Phone: c), c)),
        Gen.Select(Text, Times, Gen.Bool).Select((a, t, late) => (IEntry)new HandoffOffered("h1", "transfer-inside", "YXCS019", new(Staff: a), t, late, null, ImmutableSortedDictionary<string, Instant>.Empty.Add("promised", t), null, late, a)),
        Gen.Select(Text, Gen.Decimal[-1_000_000m, 1_000_000m], Gen.Bool).Select((a, d, all) => (IEntry)new ApplicationReceived("UNE-BENEFIT", 1, "k", d, [new("id-or-card", all ? "original" : "copy")], "staff", new(a))),
        Gen.Select(Text, Times).Select((a, t) => (IEntry)new YellowCarded("c1", a, null, t, "YXCS015", null)),
        Gen.Select(Text, Gen.Int[1, 5]).Select((a, n) => (IEntry)new Evaluated(n, [a], false, null, a)));

    [Fact]
    public void What_is_written_is_read_again() => Gen.Select(Entries, Times).Sample((entry, at) =>
    {
        var written = EntryCodec.Standard.Encode(entry, at, "YXCS019", "p");
        var read = EntryCodec.Standard.Decode(written.Kind, written.Schema, written.Data, written.Private?.Json);
        var again = EntryCodec.Standard.Encode(read, at, "YXCS019", "p");
        again.Data.Should().Be(written.Data);
        again.Private?.Json.Should().Be(written.Private?.Json);
        read.Should().BeOfType(entry.GetType());
    }, iter: 500);

    [Fact]
    public void The_hash_is_a_function_of_the_bytes_and_of_every_field() => Gen.Select(Text, Text, Times, Gen.Int[1, 1000]).Sample((stream, data, at, version) =>
    {
        var same = Hash(stream, version, data, "a", "c");
        Hash(new string(stream.AsSpan()), version, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(data)), "a", "c").Should().Equal(same);
        Hash(stream + "x", version, data, "a", "c").Should().NotEqual(same);
        Hash(stream, version + 1, data, "a", "c").Should().NotEqual(same);
        Hash(stream, version, data + " ", "a", "c").Should().NotEqual(same);
        // Text that moves from one field to the next is another entry.
        Hash(stream, version, data, "ac", "").Should().NotEqual(same);

        byte[] Hash(string s, int v, string d, string account, string command) =>
            LedgerFormat.Content(s, v, "K", 1, LedgerFormat.Time(at), "actor", account, command, "YXCS", d, null, null);
    }, iter: 500);

    [Fact]
    public void Times_keep_their_order_as_text() => Gen.Select(Times, Times).Sample((a, b) =>
    {
        LedgerFormat.Time(LedgerFormat.Time(a)).Should().Be(a);
        Math.Sign(string.CompareOrdinal(LedgerFormat.Time(a), LedgerFormat.Time(b))).Should().Be(Math.Sign(a.CompareTo(b)));
    }, iter: 500);
}
