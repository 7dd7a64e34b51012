using System.Text.Json.Nodes;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>权限标准 as it is published against the rule that decisions are checked with.</summary>
public class AuthorityPageTests
{
    private static readonly ServiceItem[] Items =
        [.. JsonNode.Parse(File.ReadAllText(Repository.PathOf("data", "service-items.json")))!["items"]!.AsArray().Select(i => Item((string)i!["code"]!))];

    private static readonly AuthorityView Page = AuthorityPage.Of(Items);

    /// <summary>What somebody who knows nothing but the page would say.</summary>
    private static StaffLevel Read(string code, bool employer, string result, decimal? amount)
    {
        var item = Page.Items.Single(i => i.Code == code);
        if (result == "denied") return item.DeniedBy;
        var floor = item.Stages.Single(s => s.Stage == "decision").Level;
        if (!item.AmountChecked || amount is null) return floor;
        var row = Page.Amounts.Single(a => a.Subject == (employer ? item.EmployerSubject : item.PersonSubject));
        var needed = row.Levels.First(l => l.Decides && (l.UpTo is null || amount <= l.UpTo)).Level;
        return needed > floor ? needed : floor;
    }

    [Fact]
    [Clause("4.3c")]
    public void The_published_matrix_answers_for_every_item_applicant_and_amount_as_the_rule_decides()
    {
        var random = new Random(20261124);
        decimal[] edges = [0, 0.01m, 5_000, 5_000.01m, 20_000, 20_000.01m, 50_000, 50_000.01m, 200_000, 200_000.01m, 300_000, 300_000.01m, 1_000_000, 1_000_000.01m, 4_000_000, 4_000_000.01m];
        var asked = 0;
        foreach (var item in Items)
            foreach (var employer in new[] { false, true })
            {
                var state = CaseState.None with { Applicant = new("某", employer ? "employer" : "resident") };
                Read(item.Code, employer, "denied", null).Should().Be(Authority.Required(state, item, "denied", null), item.Code);
                foreach (var amount in edges.Concat(Enumerable.Range(0, 40).Select(_ => Math.Round((decimal)(random.NextDouble() * random.NextDouble()) * 6_000_000, 2))).Select(a => (decimal?)a).Append(null))
                {
                    Read(item.Code, employer, "granted", amount).Should().Be(Authority.Required(state, item, "granted", amount), $"{item.Code} {employer} {amount}");
                    asked++;
                }
            }

        asked.Should().BeGreaterThan(5_000);
        Page.Items.Should().HaveCount(Items.Length);
        Page.Items.SelectMany(i => i.Stages).Should().HaveCount(Items.Sum(i => i.Stages.Length));
    }

    [Theory]
    [Clause("4.3c")]
    [InlineData(5_000, StaffLevel.L2)]
    [InlineData(5_000.01, StaffLevel.L3)]
    [InlineData(50_000.01, StaffLevel.L4)]
    public void What_the_page_says_is_what_decides(double amount, StaffLevel level)
    {
        var page = Read("UNE-SKILL", false, "granted", (decimal)amount);
        page.Should().Be(level);
        Authority.Required(CaseState.None with { Applicant = TheApplicant }, Item("UNE-SKILL"), "granted", (decimal)amount).Should().Be(page);
    }
}
