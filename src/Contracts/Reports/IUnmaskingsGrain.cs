using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Reports;

/// <param name="From">The first day; null: from the first there is.</param>
/// <param name="To">The last day.</param>
[GenerateSerializer, Immutable, Alias("hg.UnmaskingsFilter")]
public sealed record UnmaskingsFilter([property: Id(0)] LocalDate? From = null, [property: Id(1)] LocalDate? To = null);

/// <summary>How often one person was shown full values on one day.</summary>
/// <param name="Flagged">More than <see cref="UnmaskingsView.MostADay"/>: to be looked into.</param>
[GenerateSerializer, Immutable, Alias("hg.UnmaskingsRow")]
public sealed record UnmaskingsRow([property: Id(0)] string Staff, [property: Id(1)] LocalDate Date, [property: Id(2)] int Count, [property: Id(3)] int Cases, [property: Id(4)] bool Flagged);

/// <summary>Unmaskings 查看原值 of all halls by person and day, flagged ones first, then the newest.</summary>
[GenerateSerializer, Immutable, Alias("hg.UnmaskingsView")]
public sealed record UnmaskingsView([property: Id(0)] ImmutableArray<UnmaskingsRow> Items, [property: Id(1)] Instant AsOf)
{
    /// <summary>The project's choice (domain-rules §12).</summary>
    public const int MostADay = 30;
}

/// <summary>Who looks at how much personal data. Key: <c>city</c>. For supervisors and auditors; a fold of the ledger.</summary>
[Alias("hg.IUnmaskingsGrain")]
public interface IUnmaskingsGrain : IGrainWithStringKey
{
    public const string City = "city";

    [Alias("Get"), Allow(Roles.Supervisor, Roles.Auditor)] Task<CaseRead<UnmaskingsView>> GetAsync(Caller caller, UnmaskingsFilter filter);
}
