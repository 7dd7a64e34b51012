using System.Collections.Immutable;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Accounts;

/// <summary>What an account may be. Pure.</summary>
internal static class AccountRules
{
    /// <summary>Wrong passwords in a row before the account waits.</summary>
    public const int TriesBeforeLock = 10;

    private const int ShortestPassword = 10;
    private const int LongestPassword = 128;

    private static readonly ImmutableArray<string> Known =
    [
        Roles.Citizen, Roles.Staff, Roles.Supervisor, Roles.SocialSupervisor, Roles.Auditor, Roles.Admin, Roles.SecurityAdmin, Roles.Device, Roles.Integration,
    ];

    // Separate persons (must-hold 14): whoever gives rights has none to use, whoever audits has nothing to hide.
    private static readonly ImmutableArray<string> Apart = [Roles.Admin, Roles.SecurityAdmin, Roles.Auditor];

    public static bool IsUserName(string? user) =>
        user is { Length: >= 1 and <= 64 } && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <param name="user">Whose account.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="exists">Whether the account is there already.</param>
    /// <param name="staffExists">Whether the staff number named is known.</param>
    public static Refusal? Check(string user, Caller by, PutAccount command, bool exists, bool staffExists)
    {
        if (!by.IsSystem && !by.Is(Roles.SecurityAdmin)) return Refusal.Of(Codes.NotPermitted);
        if (by.Account == user) return Refusal.Of(Codes.TwoPersonsNeeded);
        var roles = command.Roles.IsDefault ? [] : command.Roles;
        var check = new Validation()
            .If(!IsUserName(user), "user", "not-a-name")
            .If(roles.IsEmpty, "roles", "required")
            .If(roles.Any(r => !Known.Contains(r)), "roles", "not-one-of: " + string.Join(", ", Known))
            .If(roles.Distinct(StringComparer.Ordinal).Count() != roles.Length, "roles", "twice")
            .If(roles.Count(r => Apart.Contains(r)) > 1, "roles", "separate-persons: " + string.Join(", ", Apart))
            .If(roles.Contains(Roles.Staff) && command.Staff is null, "staff", "required")
            .If(command.Staff is not null && !staffExists, "staff", "unknown")
            .If(roles.Contains(Roles.Device) && command.Window is null, "window", "required")
            .Code("window", command.Window, required: false)
            .If(!exists && command.Password is null, "password", "required");
        if (command.Password is { } password) CheckPassword(check, user, password);
        return check.Refusal;
    }

    public static Validation CheckPassword(Validation check, string user, string password) => check
        .If(Validation.Length(password) < ShortestPassword, "password", $"shorter-than-{ShortestPassword}")
        .If(Validation.Length(password) > LongestPassword, "password", $"longer-than-{LongestPassword}")
        .If(user.Length >= 3 && password.Contains(user, StringComparison.OrdinalIgnoreCase), "password", "contains-the-user-name");

    /// <summary>How long an account waits after so many failures in a row: one minute at first, doubling, at most a quarter of an hour.</summary>
    public static TimeSpan WaitAfter(int failures) =>
        failures < TriesBeforeLock ? TimeSpan.Zero : TimeSpan.FromMinutes(Math.Min(15, Math.Pow(2, (failures - TriesBeforeLock) / 3)));
}
