using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <summary>A case number was given. Stream <c>numbers/{hall}/{lane}</c>; the newest entry is the lane's whole state.</summary>
public sealed record NumberIssued(string Number, LocalDate Day, int Count) : IEntry;
