namespace HallGrains.Silo.Accounts;

/// <summary>An account as stored. Mutable and plain: grain storage writes it as JSON.</summary>
[GenerateSerializer, Alias("hg.AccountState")]
internal sealed class AccountState
{
    [Id(0)] public string? PasswordHash { get; set; }
    [Id(1)] public string Stamp { get; set; } = "";
    [Id(2)] public List<string> Roles { get; set; } = [];
    [Id(3)] public string? Staff { get; set; }
    [Id(4)] public string? Window { get; set; }
    [Id(5)] public bool Disabled { get; set; }
    [Id(6)] public DateTimeOffset? LockedUntil { get; set; }
    [Id(7)] public DateTimeOffset CreatedAt { get; set; }
    [Id(8)] public DateTimeOffset PasswordSetAt { get; set; }
    [Id(9)] public List<RevokedSession> Revoked { get; set; } = [];
    [Id(10)] public int Version { get; set; }
}

[GenerateSerializer, Alias("hg.RevokedSession")]
internal sealed class RevokedSession
{
    [Id(0)] public string Session { get; set; } = "";

    /// <summary>After this no token of the session is good any more, and the line can go.</summary>
    [Id(1)] public DateTimeOffset Until { get; set; }
}

[GenerateSerializer, Alias("hg.AccountNames")]
internal sealed class AccountNames
{
    [Id(0)] public List<string> Users { get; set; } = [];
}
