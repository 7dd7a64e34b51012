using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>A row of the authority matrix 权限标准: the highest amount each level decides, in yuan, inclusive.</summary>
/// <param name="Ceilings">By level L1-L5; null: none at all, <see cref="decimal.MaxValue"/>: any.</param>
public sealed record AuthorityRow(string Subject, string NameZh, string NameEn, ImmutableArray<decimal?> Ceilings)
{
    /// <summary>The lowest level whose ceiling holds the amount.</summary>
    public StaffLevel LevelFor(decimal amount)
    {
        for (var i = 0; i < Ceilings.Length; i++)
            if (Ceilings[i] is { } ceiling && amount <= ceiling) return StaffLevel.L1 + i;
        return StaffLevel.L5;
    }
}

/// <summary>
/// Who decides what (domain-rules §13, norm 3.4c, 4.3c; decisions 22): the level of the item's stage is the floor, the amount table the ceiling, and what is
/// denied after a hearing is the bureau leader's. Parts of one payment are measured together.
/// </summary>
public static class Authority
{
    private const decimal Any = decimal.MaxValue;

    public static AuthorityRow Person { get; } = new("person-benefit", "发给个人的待遇、补贴", "Benefit or subsidy to a person", [0, 5_000, 50_000, 200_000, Any]);

    public static AuthorityRow Employer { get; } = new("employer-payment", "拨付用人单位的返还、补贴", "Payment to an employer", [null, 20_000, 200_000, 1_000_000, Any]);

    public static AuthorityRow Loan { get; } = new("startup-loan", "创业担保贷款资格", "Business-start loan qualification", [null, null, 300_000, 4_000_000, Any]);

    /// <summary>The table of amounts as it is published and as decisions are checked.</summary>
    public static ImmutableArray<AuthorityRow> Amounts { get; } = [Person, Employer, Loan];

    /// <summary>Categories and lines whose denial is decided by L5 after hearing the person.</summary>
    public static ImmutableArray<string> DeniedByBureau { get; } = ["licence", "WII-RECOG"];

    private static readonly ImmutableArray<string> Loans = ["BIZ-LOAN"];

    /// <summary>Parts granted to one person for one item in this time are added together before they are compared.</summary>
    public static Duration PartsWithin { get; } = Duration.FromDays(30);

    /// <summary>The lowest level that may decide the case so.</summary>
    /// <param name="amount">With what was granted before within <see cref="PartsWithin"/>.</param>
    public static StaffLevel Required(CaseState state, ServiceItem item, string result, decimal? amount)
    {
        var floor = item.Stage(Guards.Decision)?.Authority ?? StaffLevel.L1;
        var needed = result == "denied"
            ? DeniedByBureau.Contains(item.Category) || DeniedByBureau.Contains(item.Code) ? StaffLevel.L5 : floor
            : item.AmountChecked && amount is { } money ? RowOf(state, item).LevelFor(money) : floor;
        return needed > floor ? needed : floor;
    }

    /// <summary>Whose money it is, by the applicant; for want of one by whom the item is for.</summary>
    public static AuthorityRow RowOf(CaseState state, ServiceItem item)
    {
        if (Loans.Contains(item.Code)) return Loan;
        var employer = state.Applicant is { } applicant
            ? !string.IsNullOrEmpty(applicant.CreditCode) || applicant.Audience == "employer"
            : item.Audience is ["employer"];
        return employer ? Employer : Person;
    }

    /// <summary>Street points 街道: whatever the rank, at most L1 acts; a county reviewer holds the rest.</summary>
    public static StaffLevel LevelOf(StaffSnapshot staff, CaseFacts facts) =>
        facts.Halls.GetValueOrDefault(staff.Hall)?.Kind == "street" && staff.Level > StaffLevel.L1 ? StaffLevel.L1 : staff.Level;
}
