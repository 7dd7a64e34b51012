using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>From this instant on, this staff number owns the case.</summary>
public readonly record struct OwnerChange(Instant At, string Owner);

/// <summary>What one owner answers for in one stretch of ownership (domain-rules §7, accountability).</summary>
/// <param name="WorkingMinutes">All working minutes between taking and giving; the sum over owners is the life of the case.</param>
/// <param name="PausedWorkingMinutes">Those of them in which the case was lawfully paused.</param>
/// <param name="LateWorkingMinutes">Those of them after the due instant.</param>
public readonly record struct OwnerMinutes(
    string Owner, Instant From, Instant To, int WorkingMinutes, int PausedWorkingMinutes, int LateWorkingMinutes);
