using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using Orleans.Concurrency;

namespace HallGrains.Grains.Cases;

/// <summary>Tells the rule that decisions are checked with, never a copy of it.</summary>
[StatelessWorker]
[GrainType("authority")]
internal sealed class AuthorityGrain(IGrainContext context, IGrainFactory grains) : IGrainBase, IAuthorityGrain
{
    public IGrainContext GrainContext => context;

    public async Task<AuthorityView> GetAsync()
    {
        var items = await grains.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).ItemsAsync(null, null, null);
        return AuthorityPage.Of(items);
    }
}

/// <summary>The matrix as it is published: told by the very rule a decision is checked with, so that the page and the check cannot differ (4.3c).</summary>
internal static class AuthorityPage
{
    private static readonly CaseState OfPerson = CaseState.None with { Applicant = new("") }, OfEmployer = CaseState.None with { Applicant = new("", "employer") };

    public static AuthorityView Of(IEnumerable<ServiceItem> items) => new(
        [.. Authority.Amounts.Select(row => new AuthoritySubject(row.Subject, row.NameZh, row.NameEn,
            [.. row.Ceilings.Select((c, i) => new AuthorityCeiling(StaffLevel.L1 + i, c is not null, c == decimal.MaxValue ? null : c))]))],
        [.. items.OrderBy(i => i.Code, StringComparer.Ordinal).Select(i => new ItemAuthority(i.Code, i.NameZh, i.AmountChecked, [.. i.Stages.Select(s => new StageAuthority(s.Stage, s.Authority))])
        {
            PersonSubject = i.AmountChecked ? Authority.RowOf(OfPerson, i).Subject : null,
            EmployerSubject = i.AmountChecked ? Authority.RowOf(OfEmployer, i).Subject : null,
            DeniedBy = Authority.Required(CaseState.None, i, "denied", null),
        })],
        Authority.DeniedByBureau);
}
