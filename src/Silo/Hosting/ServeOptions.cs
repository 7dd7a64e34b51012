using System.Net;
using NodaTime;

namespace HallGrains.Silo.Hosting;

/// <summary>What <c>serve</c> was asked for, checked before anything starts.</summary>
internal sealed record ServeOptions
{
    /// <summary><c>all</c> (silo and gateway in one process), <c>silo</c> or <c>gateway</c>.</summary>
    public string Role { get; init; } = "all";

    public bool Demo { get; init; }

    /// <summary>Where the demo's time starts; null: the demo city's own date, 08:00.</summary>
    public Instant? Now { get; init; }

    public string Data { get; init; } = "hall-data";
    public string? Keys { get; init; }

    /// <summary>Null: <c>checkpoints</c> under the data directory; better a place that the database's administrator does not rule.</summary>
    public string? Checkpoints { get; init; }

    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Database { get; init; } = "sqlite";

    public string? Connection { get; init; }

    /// <summary>Null: a free one; in a cluster 11111, since a silo that comes back at its old address replaces its former self at once.</summary>
    public int? SiloPort { get; init; }

    /// <summary>Null: none for a single process; in a cluster 30000.</summary>
    public int? GatewayPort { get; init; }

    /// <summary>A command of the command line that needs the grains for a moment: no HTTP, no timekeeping, no city.</summary>
    public bool IsTool { get; init; }

    /// <summary>Address for silo and Orleans gateway: loopback, or private in a cluster.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Telemetry: <c>none</c>, <c>console</c>, or an OTLP endpoint URL.</summary>
    public string Telemetry { get; init; } = "none";

    public bool HasTelemetry => Telemetry != "none";

    /// <summary>Summary rows a second that a silo compares with the ledger by itself; 0: none.</summary>
    public int ReconcileRate { get; init; } = UsualReconcileRate;

    public const int UsualReconcileRate = 20;

    /// <summary>Refuses to serve with a database role that could change or remove what is written; else the log only warns.</summary>
    public bool LeastRights { get; init; }

    /// <summary>Found at the start: the database role could edit history.</summary>
    public bool MayEditHistory { get; init; }

    public bool HasSilo => Role is "all" or "silo";

    public bool HasGateway => Role is "all" or "gateway";

    public bool IsPostgres => Database == "postgres";

    public string CheckpointDirectory => Checkpoints ?? Path.Combine(Data, "checkpoints");

    public string KeyDirectory => Keys ?? Path.Combine(Data, "keys");

    /// <summary>Everything wrong with these options, in sentences for the person at the command line.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Role is not ("all" or "silo" or "gateway")) problems.Add($"--role is all, silo or gateway, not '{Role}'.");
        if (Database is not ("sqlite" or "postgres")) problems.Add($"--database is sqlite or postgres, not '{Database}'.");
        if (IsPostgres && string.IsNullOrWhiteSpace(Connection)) problems.Add("--database postgres needs --connection \"…\".");
        if (Database == "sqlite" && Role != "all" && !IsTool) problems.Add("SQLite serves one process: --role silo and --role gateway need --database postgres.");
        if (ReconcileRate is < 0 or > 10_000) problems.Add("--reconcile-rate is 0 to 10000 rows a second.");
        if (Now is not null && !Demo) problems.Add("--now moves the demo's time only: it needs --demo.");
        if (Demo && HasGateway)
            foreach (var url in Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                if (!IsLoopback(url)) problems.Add($"--demo has a known password and so binds loopback only, not '{url}'.");
        if (!IsLoopbackOrPrivate(Address)) problems.Add($"Silo ports bind loopback or private addresses only, not '{Address}'.");
        return problems;
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static bool IsLoopbackOrPrivate(string address)
    {
        if (!IPAddress.TryParse(address, out var ip)) return false;
        if (IPAddress.IsLoopback(ip)) return true;
        var b = ip.MapToIPv4().GetAddressBytes();
        return ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? ip.IsIPv6UniqueLocal
            : b[0] == 10 || (b[0] == 172 && b[1] is >= 16 and <= 31) || (b[0] == 192 && b[1] == 168);
    }
}
