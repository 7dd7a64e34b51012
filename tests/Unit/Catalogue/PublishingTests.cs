using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Staff;

namespace HallGrains.Unit.Catalogue;

/// <summary>What a guide must have before it is published, and cells of a report that no spreadsheet carries out.</summary>
public class PublishingTests
{
    private static readonly CityFile City = CityFile.Read(Repository.PathOf("data"));
    private static readonly ServiceItem Item = City.Items.Single(i => i.Code == "UNE-BENEFIT");

    private static ItemState Drafted(ServiceItem item) => Evolve(ItemState.Empty(item.Code), new ItemDrafted(ItemCheck.Complete(item) with { Version = 1 }, "YXCS005"), 1);

    private static ItemState Evolve(ItemState state, IEntry entry, int version) => ItemModel.Evolve("UNE-BENEFIT", state, new(entry, version, StaffBench.Now, StaffBench.Now, "a", "a", "c", false));

    private static Decision Publish(ServiceItem item) => ItemRules.Decide(
        Drafted(item), new PublishItem(1), new ItemFacts("UNE-BENEFIT", new("YXCS003", "YXCS003", [Roles.Staff]), StaffBench.Snapshot(StaffBench.Person("YXCS003", StaffLevel.L4)), StaffBench.Now));

    [Fact]
    [Clause("4.3f")]
    public void A_form_without_a_filled_sample_is_not_published()
    {
        Publish(Item).Refusal.Should().BeNull();
        var refused = Publish(Item with { Samples = [] }).Refusal!;
        (refused.Code, refused.Missing.Single()).Should().Be((Codes.SampleMissing, "unemployment-form"));
        Publish(Item with { Samples = [], Materials = [.. Item.Materials.Select(m => m with { Form = false })] }).Refusal.Should().BeNull("what is no form needs none");
        Publish(Item with { Samples = [], Materials = [Item.Materials.First(m => !m.IsForm) with { Form = true }] }).Refusal!.Code.Should().Be(Codes.SampleMissing);
        ItemCheck.Check("UNE-BENEFIT", Item with { Samples = [new("id-or-card", []), new("x", [new("", "y")])] })!.Errors!.Keys.Should().BeEquivalentTo("samples.fields", "samples.material", "samples.label");
    }

    [Fact]
    [Clause("4.3f")]
    public void The_demo_city_has_a_filled_sample_of_every_form()
    {
        City.Items.Sum(i => i.Materials.Count(m => m.IsForm)).Should().BeGreaterThan(18);
        foreach (var item in City.Items) ItemCheck.Publishable(item).Should().BeNull(item.Code);
        City.Items.SelectMany(i => i.Samples).SelectMany(s => s.Fields).Should().OnlyContain(f => f.Value.Length > 0);
    }

    [Fact]
    public void Samples_that_came_later_are_added_to_a_version_known_without_any()
    {
        var before = Drafted(Item with { Samples = [] });
        var added = ItemRules.Import(before, "UNE-BENEFIT", Item with { Version = 1 }, StaffBench.Now);
        added.Refusal.Should().BeNull();
        Evolve(before, added.Entries.Should().ContainSingle().Subject.Body, 2).Find(1)!.Item.Samples.Should().HaveCount(Item.Samples.Length);
        ItemRules.Import(before, "UNE-BENEFIT", Item with { Version = 1, NameZh = "另一事项" }, StaffBench.Now).Refusal!.Code.Should().Be(Codes.VersionConflict);
    }

    [Theory]
    [Clause("5.6f")]
    [InlineData(null, "required")]
    [InlineData("", "required")]
    [InlineData("half", "not-one-of")]
    [InlineData("apply", null)]
    [InlineData("full", null)]
    public void A_published_item_says_how_far_it_goes_online(string? depth, string? wrong)
    {
        var refusal = Publish(Item with { OnlineDepth = depth }).Refusal;
        if (wrong is null) refusal.Should().BeNull();
        else refusal!.Errors!["onlineDepth"].Should().Contain(e => e.StartsWith(wrong, StringComparison.Ordinal));
    }

    [Theory]
    [Clause("1.1")]
    [InlineData("retiree", true)]
    [InlineData("employer", true)]
    [InlineData("other", true)]
    [InlineData("student", false)]
    public void Audiences_are_those_of_the_norm(string audience, bool known) =>
        (ItemCheck.Check("UNE-BENEFIT", ItemCheck.Complete(Item with { Audience = [audience] })) is null).Should().Be(known);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86", "'+86")]
    [InlineData("-3", "'-3")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠x", "'＠x")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("说\"好\"", "\"说\"\"好\"\"\"")]
    [InlineData("失业", "失业")]
    [InlineData("", "")]
    public void A_cell_is_harmless_in_a_spreadsheet(string cell, string written) => Csv.Cell(cell).Should().Be(written);
}
