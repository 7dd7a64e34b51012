using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>What of a case's cards must still be told to their pursuits 责任追究 (5.6e).</summary>
public static class CasePursuits
{
    /// <summary>
    /// Red cards of the promised and the statutory clock that have no proposal yet, and cancelled ones whose proposal, if there is one, does not know: a
    /// process that died may have proposed and not said so.
    /// </summary>
    public static IEnumerable<Card> Due(CaseState state) => state.Imported ? [] : state.Cards.Where(c =>
        c is { Colour: "red", Clock: ClockNames.Promised or ClockNames.Statutory, Owner: not Caller.SystemAccount } && (c.Cancelled ? !c.Dropped : !c.Pursued));

    /// <summary>Everybody who owned the case or worked on it, and so judges nobody for it.</summary>
    public static ImmutableArray<string> Involved(CaseState state) =>
        [.. state.Owners.Select(o => o.Owner).Concat(state.Stages.SelectMany(r => r.Handlers)).Concat(state.Result is { } result ? [result.By] : []).Distinct(StringComparer.Ordinal)];

    internal static CaseState? Apply(CaseState s, Recorded r) => r.Body switch
    {
        PursuitOpened e => Change(s, e.CardId, c => c with { Pursued = true }),
        PursuitDropped e => Change(s, e.CardId, c => c with { Dropped = true }),
        _ => null,
    };

    private static CaseState Change(CaseState s, string card, Func<Card, Card> change) => s with { Cards = [.. s.Cards.Select(c => c.Id == card ? change(c) : c)] };
}
