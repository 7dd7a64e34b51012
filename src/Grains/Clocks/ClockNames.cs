namespace HallGrains.Grains.Clocks;

/// <summary>Names of clocks in entries, views and <c>GET /cases/{n}/clocks</c>.</summary>
public static class ClockNames
{
    public const string Answer = "answer";
    public const string Acceptance = "acceptance";
    public const string Promised = "promised";
    public const string Statutory = "statutory";
    public const string Delivery = "delivery";
    public const string Handoff = "handoff";
    public const string Escalation = "escalation";
    public const string Supplement = "supplement";
    public const string Tolerance = "tolerance";
    public const string Correction = "correction";
    private const string StagePrefix = "stage:";

    public static string Stage(string stage) => StagePrefix + stage;

    /// <summary>The stage a clock belongs to, or null.</summary>
    public static string? StageOf(string clock) =>
        clock.StartsWith(StagePrefix, StringComparison.Ordinal) ? clock[StagePrefix.Length..] : null;
}
