using System.Text.Json.Nodes;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using NodaTime;
using Today = HallGrains.Contracts.Cases;

namespace HallGrains.Unit.Keeping;

/// <summary>Entries outlive the programs that wrote them: today's fee notice, read by a version that counts in fen and calls the basis otherwise.</summary>
public sealed class UpcastTests
{
    private static readonly Dictionary<(string, int), Func<JsonObject, JsonObject>> Steps = new()
    {
        [("FeeNotified", 1)] = o =>
        {
            o["fen"] = (long)((decimal)o["amount"]! * 100);
            o.Remove("amount");
            return o;
        },
        [("FeeNotified", 2)] = o =>
        {
            var basis = o["basis"];
            o.Remove("basis");
            o["rule"] = basis?.DeepClone();
            return o;
        },
        [("Resumed", 1)] = o =>
        {
            o["outcome"] = $"{(string?)o["outcome"]} ({(string)o["cause"]!})";
            return o;
        },
    };

    private static readonly EntryCodec Tomorrow = new([typeof(FeeNotified), typeof(Resumed)], Steps);

    [Fact]
    public void An_entry_of_the_first_version_is_read_by_the_third()
    {
        var written = EntryCodec.Standard.Encode(new Today.FeeNotified("fee-1", 200.5m, "价目表 3"), Instant.MinValue, "YXCS017", "p");
        written.Schema.Should().Be(1);

        Tomorrow.Decode(written.Kind, written.Schema, written.Data, null).Should().Be(new FeeNotified("fee-1", 20050, "价目表 3"));
        Tomorrow.Decode("FeeNotified", 2, """{"code":"fee-1","fen":7,"basis":null}""", null).Should().Be(new FeeNotified("fee-1", 7, null));
        Tomorrow.Decode("FeeNotified", 3, """{"code":"fee-1","fen":7,"rule":"x"}""", null).Should().Be(new FeeNotified("fee-1", 7, "x"));
    }

    [Fact]
    public void Private_parts_are_upcast_with_the_public_ones_and_a_forgotten_one_does_not_stop_it()
    {
        var written = EntryCodec.Standard.Encode(new Today.Resumed("p1", "supplied", 2, "已补交"), Instant.MinValue, "YXCS017", "p");

        Tomorrow.Decode(written.Kind, written.Schema, written.Data, written.Private!.Json).Should().Be(new Resumed("p1", "supplied", 2, "已补交 (supplied)"));
        Tomorrow.Decode(written.Kind, written.Schema, written.Data, null).Should().Be(new Resumed("p1", "supplied", 2, " (supplied)"));
    }

    [Fact]
    public void What_nobody_can_read_is_said_and_never_skipped()
    {
        var gap = new EntryCodec([typeof(FeeNotified)], new Dictionary<(string, int), Func<JsonObject, JsonObject>> { [("FeeNotified", 1)] = Steps[("FeeNotified", 1)] });
        gap.Invoking(c => c.Decode("FeeNotified", 1, """{"code":"c","amount":1}""", null)).Should().Throw<UnreadableEntryException>().WithMessage("*No upcaster*schema 2*");
        gap.MissingUpcasters.Should().Equal(("FeeNotified", 2));
        Tomorrow.MissingUpcasters.Should().BeEmpty();
        Tomorrow.Invoking(c => c.Decode("FeeNotified", 4, "{}", null)).Should().Throw<UnreadableEntryException>().WithMessage("*newer*");
        Tomorrow.Invoking(c => c.Decode("FeeNotified", 1, """{"code":"c"}""", null)).Should().Throw<Exception>("an entry that lacks what the step needs is not guessed");
    }

    [Fact]
    public void Every_old_shape_of_today_has_its_way_to_the_newest() => EntryCodec.Standard.MissingUpcasters.Should().BeEmpty();

    [EntryVersion(3)]
    private sealed record FeeNotified(string Code, long Fen, string? Rule) : IEntry;

    [EntryVersion(2)]
    private sealed record Resumed(string PauseId, string Cause, int PausedDays, [property: Private] string? Outcome = null) : IEntry;
}
