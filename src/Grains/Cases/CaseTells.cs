namespace HallGrains.Grains.Cases;

/// <summary>
/// Whom a case tells after its commit: those its row has something for (<see cref="Staff.Desk.Concerned"/>), and once after an activation everybody on whose
/// desk it may ever have been, since the activation before may have died before telling.
/// </summary>
internal static class CaseTells
{
    public static IEnumerable<string> Ever(CaseState state) => state.Owners.Select(o => o.Owner)
        .Concat(state.PastOffers.Select(o => o.To.Staff).OfType<string>())
        .Concat(state.Escalations.SelectMany(e => e.AskedOf.Select(a => a.Staff).Append(e.By)).OfType<string>())
        .Concat(state.Duties.Select(d => d.For).OfType<string>())
        .Distinct(StringComparer.Ordinal);
}
