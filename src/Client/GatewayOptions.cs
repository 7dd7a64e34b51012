namespace HallGrains.Client;

/// <summary>What the gateway must be told; the rest it knows from its defaults.</summary>
public sealed class GatewayOptions
{
    /// <summary>Demo mode: the demo's clock can be moved.</summary>
    public bool Demo { get; set; }

    /// <summary>Where the keys that protect tokens are kept, shared by every gateway; null (tests): keys live as long as the process.</summary>
    public string? KeyDirectory { get; set; }

    /// <summary>Most requests at once before the rest is answered 503 <c>busy</c>; live feeds are not counted.</summary>
    public int MaxConcurrentRequests { get; set; } = 1024;

    /// <summary>Requests a second for each account or address, with a burst of twice as many.</summary>
    public int RequestsPerSecond { get; set; } = 1000;

    /// <summary>Tries to sign in a second for each address, with a burst of twenty times as many.</summary>
    public int SignInsPerSecond { get; set; } = 20;

    /// <summary>How long a grain may take to answer (must-hold 24).</summary>
    public TimeSpan GrainDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an account's roles and revoked sessions are remembered before they are asked again.</summary>
    public TimeSpan AccountMemory { get; set; } = TimeSpan.FromSeconds(5);
}
