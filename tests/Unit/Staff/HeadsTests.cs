using HallGrains.Grains.Staff;
using static HallGrains.Unit.Staff.StaffBench;

namespace HallGrains.Unit.Staff;

/// <summary>Who stands above whom (decisions 20-21).</summary>
public class HeadsTests
{
    private static readonly HallGrains.Contracts.Catalogue.HallDefinition County = new()
    {
        Code = "YXNP", NameZh = "县厅", Kind = "county", Parent = "YXCS", Leader = "YXNP001", DeputyLeader = "YXNP002", Sections = [new("general", "综合", "YXNP002")],
    };

    [Fact]
    public void A_section_has_its_head_and_what_has_none_goes_to_the_leader()
    {
        Heads.OfSection(Hall, "labour-relations").Should().Be("YXCS007");
        Heads.OfSection(Hall, "general").Should().Be("YXCS003");
        Heads.OfSection(Hall, null).Should().Be("YXCS003");
    }

    [Fact]
    public void In_a_county_hall_its_L3_heads_all_of_it()
    {
        Heads.OfSection(County, "labour").Should().Be("YXNP002");
        Heads.OfSection(County, null).Should().Be("YXNP002");
    }

    [Fact]
    public void Nobody_is_their_own_head()
    {
        Heads.Of(Hall, Person()).Should().Be("YXCS005");
        Heads.Of(Hall, Person("YXCS005")).Should().Be("YXCS003");
        Heads.Of(Hall, Person("YXCS003") with { Section = "general" }).Should().BeNull();
    }

    [Fact]
    public void The_partner_is_asked_before_the_head()
    {
        Heads.Deputies(Hall, Person(deputy: "YXCS016")).Should().Equal("YXCS016", "YXCS005");
        Heads.Deputies(Hall, Person(deputy: "YXCS005")).Should().Equal("YXCS005");
    }

    [Fact]
    public void The_way_up_goes_through_the_halls_to_the_bureau_leaders() =>
        Heads.Upward([County, Hall], null, except: "YXNP002").Should().Equal("YXNP001", "YXCS003", "YXCS004", "YXCS001", "YXCS002");

    [Fact]
    public void Heads_are_the_sections_head_and_the_halls_leaders()
    {
        Heads.IsHeadOf(Hall, "social-insurance", "YXCS005").Should().BeTrue();
        Heads.IsHeadOf(Hall, "social-insurance", "YXCS007").Should().BeFalse();
        Heads.IsHeadOf(Hall, "social-insurance", "YXCS003").Should().BeTrue();
    }
}
