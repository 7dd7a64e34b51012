using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>The matrix of domain-rules §13, cell by cell.</summary>
public class AuthorityTests
{
    [Theory, Clause("3.4c")]
    [InlineData("person-benefit", 0, StaffLevel.L1), InlineData("person-benefit", 0.01, StaffLevel.L2), InlineData("person-benefit", 5000, StaffLevel.L2)]
    [InlineData("person-benefit", 5000.01, StaffLevel.L3), InlineData("person-benefit", 50000, StaffLevel.L3), InlineData("person-benefit", 50000.01, StaffLevel.L4)]
    [InlineData("person-benefit", 200000, StaffLevel.L4), InlineData("person-benefit", 200000.01, StaffLevel.L5)]
    [InlineData("employer-payment", 0, StaffLevel.L2), InlineData("employer-payment", 20000, StaffLevel.L2), InlineData("employer-payment", 20000.01, StaffLevel.L3)]
    [InlineData("employer-payment", 200000, StaffLevel.L3), InlineData("employer-payment", 1000000, StaffLevel.L4), InlineData("employer-payment", 1000000.01, StaffLevel.L5)]
    [InlineData("startup-loan", 1, StaffLevel.L3), InlineData("startup-loan", 300000, StaffLevel.L3), InlineData("startup-loan", 4000000, StaffLevel.L4), InlineData("startup-loan", 4000000.01, StaffLevel.L5)]
    public void The_amount_says_the_level(string subject, double amount, StaffLevel level) =>
        Authority.Amounts.Single(r => r.Subject == subject).LevelFor((decimal)amount).Should().Be(level);

    [Theory]
    [InlineData("UNE-SKILL", 2000, false, StaffLevel.L2)]
    [InlineData("UNE-SKILL", 5000.01, false, StaffLevel.L3)]
    [InlineData("UNE-BENEFIT", 1, false, StaffLevel.L3)]
    [InlineData("UNE-BENEFIT", 60000, false, StaffLevel.L4)]
    [InlineData("UNE-STABLE", 1, true, StaffLevel.L5)]
    [InlineData("EMP-PUBLIC-JOB", 200000, true, StaffLevel.L3)]
    [InlineData("EMP-PUBLIC-JOB", 200001, true, StaffLevel.L4)]
    [InlineData("BIZ-LOAN", 4000001, false, StaffLevel.L5)]
    [InlineData("CARD-REPLACE", 999999, false, StaffLevel.L1)]
    public void The_stages_level_is_the_floor_and_the_amount_the_ceiling(string item, double amount, bool employer, StaffLevel level) =>
        Authority.Required(CaseState.None with { Applicant = employer ? new("某公司", CreditCode: "91999900MA00000019") : TheApplicant }, Item(item), "granted", (decimal)amount).Should().Be(level);

    [Theory, InlineData("LIC-DISPATCH", StaffLevel.L5), InlineData("WII-RECOG", StaffLevel.L5), InlineData("UNE-BENEFIT", StaffLevel.L3), InlineData("PEN-EARLY", StaffLevel.L4)]
    public void A_denial_of_a_licence_or_an_injury_is_the_bureau_leaders(string item, StaffLevel level) =>
        Authority.Required(CaseState.None, Item(item), "denied", null).Should().Be(level);

    [Fact]
    public void When_the_applicant_is_forgotten_the_items_audience_says_whose_money_it_is()
    {
        Authority.RowOf(CaseState.None, Item("UNE-STABLE")).Should().BeSameAs(Authority.Employer);
        Authority.RowOf(CaseState.None, Item("UNE-BENEFIT")).Should().BeSameAs(Authority.Person);
    }

    [Fact]
    public void No_higher_level_ever_decides_less_than_a_lower_one() =>
        Authority.Amounts.Should().OnlyContain(r => r.Ceilings.Length == 5 && r.Ceilings.Select(c => c ?? -1).SequenceEqual(r.Ceilings.Select(c => c ?? -1).Order()));
}
