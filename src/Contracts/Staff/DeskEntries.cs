using HallGrains.Contracts.Common;

namespace HallGrains.Contracts.Staff;

/// <summary>They signed off a window with cases of theirs open: deputies are offered (§4 i).</summary>
public sealed record DeskLeft(string Window, int OpenCases) : IEntry;

/// <summary>The last training record of this line ran out at 24:00; dated there. What they own there is offered to deputies (§7.1).</summary>
public sealed record QualificationLapsed(string Line) : IEntry;

/// <summary>What <see cref="DutyOff"/>, <see cref="DutyOn"/>, <see cref="DeskLeft"/> or <see cref="QualificationLapsed"/> with this stream version asked for was done.</summary>
/// <param name="Cases">How many cases were asked for an offer.</param>
public sealed record DeskOffered(int AtVersion, int Cases) : IEntry;
