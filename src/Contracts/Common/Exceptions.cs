namespace HallGrains.Contracts.Common;

/// <summary>The ledger's queue is full or its database away: certainly nothing was written. Answered 503 <c>busy</c>.</summary>
[GenerateSerializer, Alias("hg.LedgerBusyException")]
public sealed class LedgerBusyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another activation of this grain has written since: this one's state is stale. Try again with the same command id.</summary>
[GenerateSerializer, Alias("hg.LedgerConflictException")]
public sealed class LedgerConflictException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>It could not be found out whether the commit happened. Answered 504 <c>outcome-unknown</c>; asking again with the same command id tells.</summary>
[GenerateSerializer, Alias("hg.LedgerOutcomeUnknownException")]
public sealed class LedgerOutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>An entry of this stream cannot be read; the stream is closed to commands until it can. Answered 503 <c>unreadable</c>.</summary>
[GenerateSerializer, Alias("hg.UnreadableEntryException")]
public sealed class UnreadableEntryException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A read, or a call with no outcome of its own, that this caller may not make; the gateway answers the refusal's status.</summary>
[GenerateSerializer, Alias("hg.RefusedException")]
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Code)
{
    [Id(0)] public Refusal Refusal { get; } = refusal;
}
