using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>
/// Whom a case tells after its commit. What is told is what its summary row means to that person, so a desk that was told and one made again from the
/// rows after a crash are equal.
/// </summary>
internal static class CaseTells
{
    /// <summary>People on whose desk the case is now.</summary>
    public static IEnumerable<string> Concerned(CaseState state, CaseFacts facts)
    {
        string?[] people =
        [
            state.IsOpen ? state.Owner : null, state.Offer?.To.Staff, state.AgentOffer?.To.Staff,
            state.OpenEscalation is { } asked ? EscalationRules.AskedOf(state, asked, facts) : null,
        ];
        return people.OfType<string>().Distinct(StringComparer.Ordinal);
    }

    /// <summary>Everybody on whose desk it may ever have been: told once after an activation, since the one before may have died before telling.</summary>
    public static IEnumerable<string> Ever(CaseState state, CaseFacts facts)
    {
        var past = state.Owners.Select(o => o.Owner).Concat(state.PastOffers.Select(o => o.To.Staff).OfType<string>()).Concat(state.Escalations.Select(e => e.By).OfType<string>());
        return Concerned(state, facts).Concat(past).Distinct(StringComparer.Ordinal);
    }

    public static CaseTold Told(SummaryRow row, string staff) => Desk.Told(row, staff);
}
