using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Monitoring;

/// <summary>Who may see what of the monitors' views; default is no (must-hold 10-12).</summary>
internal static class MonitorRights
{
    /// <summary>A hall's view: its staff, leaders of the city, supervisors and the hall itself.</summary>
    /// <param name="actor">The caller as the staff registry has them; null when they are not of the staff.</param>
    public static bool Hall(Caller caller, StaffSnapshot? actor, HallDefinition hall) =>
        caller.IsSystem || caller.Is(Roles.Supervisor)
        || (caller.Is(Roles.Staff) && caller.Staff is { } number && (
            actor?.Hall == hall.Code || actor?.Level == StaffLevel.L5 || number == hall.Leader || number == hall.DeputyLeader
            || hall.BureauLeaders.Contains(number) || hall.Supervisors.Contains(number)));

    /// <summary>One person's view: themselves, heads and leaders of their hall, leaders of the city, supervisors.</summary>
    public static bool Staff(Caller caller, StaffSnapshot? actor, HallDefinition hall, string number) =>
        caller.IsSystem || caller.Is(Roles.Supervisor)
        || (caller.Is(Roles.Staff) && caller.Staff is { } own && (
            own == number || actor?.Level == StaffLevel.L5 || (actor?.Hall == hall.Code && actor.Level >= StaffLevel.L3)
            || own == hall.Leader || own == hall.DeputyLeader || hall.Supervisors.Contains(own)));

    /// <summary>The city's view: leaders of halls and of the bureau, supervisors.</summary>
    public static bool City(Caller caller, StaffSnapshot? actor) =>
        caller.IsSystem || caller.Is(Roles.Supervisor) || (caller.Is(Roles.Staff) && actor?.Level >= StaffLevel.L4);
}
