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
        return new(
            [.. Authority.Amounts.Select(row => new AuthoritySubject(row.Subject, row.NameZh, row.NameEn,
                [.. row.Ceilings.Select((c, i) => new AuthorityCeiling(StaffLevel.L1 + i, c is not null, c == decimal.MaxValue ? null : c))]))],
            [.. items.OrderBy(i => i.Code, StringComparer.Ordinal).Select(i => new ItemAuthority(i.Code, i.NameZh, i.AmountChecked,
                [.. i.Stages.Select(s => new StageAuthority(s.Stage, s.Authority))]))],
            Authority.DeniedByBureau);
    }
}
