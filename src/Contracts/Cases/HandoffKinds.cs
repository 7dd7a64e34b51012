namespace HallGrains.Contracts.Cases;

/// <summary>Kinds of handoff 交接 (domain-rules §4).</summary>
public static class HandoffKinds
{
    /// <summary>内部转办: wrong desk, same hall.</summary>
    public const string TransferInside = "transfer-inside";

    /// <summary>跨厅转办.</summary>
    public const string TransferHall = "transfer-hall";

    /// <summary>环节流转.</summary>
    public const string NextStage = "next-stage";

    /// <summary>AB角.</summary>
    public const string Deputy = "deputy";

    /// <summary>代办: stands beside the one ownership offer.</summary>
    public const string Agent = "agent";

    /// <summary>前后台.</summary>
    public const string CounterToBack = "counter-to-back";

    /// <summary>A change of resource in imported history.</summary>
    public const string History = "history";
}
