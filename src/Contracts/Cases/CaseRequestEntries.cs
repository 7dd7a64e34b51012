using HallGrains.Contracts.Common;

namespace HallGrains.Contracts.Cases;

/// <summary>诉求 (2.5b): a reasonable request of the person besides the matter itself; until it is answered its duty is somebody's.</summary>
/// <param name="RequestId">Unique within the case: <c>q1</c> …</param>
public sealed record RequestRecorded(string RequestId, string DutyId, [property: Private] string? Text = null) : IEntry;

/// <param name="Outcome">met | not-met | passed-on.</param>
/// <param name="To">Whose it is now, when it was passed on.</param>
/// <param name="DutyId">The duty of whoever it was passed on to.</param>
public sealed record RequestAnswered(string RequestId, string Outcome, string By, string? To = null, string? DutyId = null, [property: Private] string? Reason = null) : IEntry;

/// <summary>点对点服务 (5.4i): whom the applicant may turn to; the owner or agent, or anybody of the hall.</summary>
public sealed record ContactNamed(string Staff, string By) : IEntry;
