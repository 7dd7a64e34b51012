using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

// Ownership, agency and particular care of a case (domain-rules §4-5, §6.6).

/// <summary>全程代理: accepted by the agent, under the applicant's authorisation (5.6b).</summary>
public sealed record AgentAppointed(string Agent, string AppointedBy, [property: Private] string? Scope = null, [property: Private] string? Authorisation = null) : IEntry;

/// <summary>异议: the assignment holds until the superior has decided.</summary>
/// <param name="Decider">The assigner's superior.</param>
public sealed record AssignmentObjected(string By, string Assigner, string? Decider, Instant? DecideBy, [property: Private] string? Reason = null) : IEntry;

/// <summary>Upheld, an assignment by the superior follows in the same commit.</summary>
public sealed record AssignmentObjectionAnswered(string By, bool Upheld, [property: Private] string? Reason = null) : IEntry;

/// <summary>绿色通道: promised and stage limits × 0.5 (§6.6); no proof is demanded.</summary>
/// <param name="NotBefore">No shortened limit ends before: what was done in time until now stays in time.</param>
public sealed record GreenChannelGranted(string Ground, string By, Instant NotBefore, [property: Private] string? Reason = null) : IEntry;

/// <summary>急事急办: × 0.3, by the head.</summary>
public sealed record UrgentGranted(string By, Instant NotBefore, [property: Private] string? Reason = null) : IEntry;

/// <summary>Back to the ordinary limits, which end no earlier than <paramref name="NotBefore"/>.</summary>
public sealed record GreenChannelRevoked(string By, Instant NotBefore, [property: Private] string? Reason = null) : IEntry;

/// <summary>重点服务: a note of the day; the first one puts the case on the watch list.</summary>
public sealed record WatchNoted(string By, bool Closed, [property: Private] string? Note = null) : IEntry;

/// <summary>A working day ended without a note on a watched case; dated at its close.</summary>
public sealed record WatchMissed(LocalDate Day, string Watcher) : IEntry;
