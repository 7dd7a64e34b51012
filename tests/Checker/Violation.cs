namespace HallGrains.Checker;

/// <summary>Something that may never be false, and was.</summary>
/// <param name="Rule">Which promise: <see cref="Rules"/>.</param>
/// <param name="Where">A stream, a command, a view.</param>
public sealed record Violation(string Rule, string Where, string What)
{
    public override string ToString() => $"{Rule} · {Where} · {What}";
}

/// <summary>The promises the checker knows, named after must-hold.</summary>
public static class Rules
{
    public const string AcknowledgedOnce = "acknowledged-once";
    public const string RefusedAbsent = "refused-absent";
    public const string FirstOutcome = "first-outcome";
    public const string WholeCommands = "whole-commands";
    public const string Versions = "versions";
    public const string Positions = "positions";
    public const string RecordedTime = "recorded-time";
    public const string OneOwner = "one-owner";
    public const string CardsOnce = "cards-once";
    public const string SummaryRows = "summary-rows";
    public const string Views = "views";
    public const string Readable = "readable";
    public const string Delivery = "delivery";
}
