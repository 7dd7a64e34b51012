namespace HallGrains.Contracts.Common;

/// <summary>Roles of an account. Staff carry a level L0-L5 besides, which stands in the staff registry.</summary>
public static class Roles
{
    public const string Citizen = "citizen";
    public const string Staff = "staff";
    public const string Supervisor = "supervisor";
    public const string SocialSupervisor = "social-supervisor";
    public const string Auditor = "auditor";
    public const string Admin = "admin";
    public const string SecurityAdmin = "security-admin";
    public const string Device = "device";
    public const string Integration = "integration";

    /// <summary>Only the silo itself; no account may have it and no token carries it.</summary>
    public const string System = "system";
}
