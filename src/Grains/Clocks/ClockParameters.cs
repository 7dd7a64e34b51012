namespace HallGrains.Grains.Clocks;

/// <summary>The thresholds of domain-rules §16; all but the law's are the project's choice, and the city may set them.</summary>
/// <param name="WarnFraction">Warning at this part of the limit.</param>
/// <param name="StatutoryWarnDays">Working days before the statutory due at which its warning falls.</param>
/// <param name="RedExtraFraction">Red after due + max(1 working day, this part of the limit, rounded up).</param>
/// <param name="StageRedFraction">Red card of a stage at this part of its limit.</param>
public sealed record ClockParameters(
    decimal WarnFraction = 0.8m, int StatutoryWarnDays = 5, decimal RedExtraFraction = 0.2m, decimal StageRedFraction = 1.5m)
{
    public const decimal GreenFactor = 0.5m;
    public const decimal UrgentFactor = 0.3m;

    public static ClockParameters Default { get; } = new();
}
