using HallGrains.Contracts.Common;

namespace HallGrains.Contracts.Cases;

/// <summary>5.6e: a red card's proposal stands against the owner it names.</summary>
public sealed record PursuitOpened(string CardId, string Pursuit) : IEntry;

/// <summary>The card was cancelled, and its pursuit has been told.</summary>
public sealed record PursuitDropped(string CardId, string Pursuit) : IEntry;
