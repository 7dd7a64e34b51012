using NodaTime;

namespace HallGrains.Contracts.Common;

/// <summary>A view of one stream's state: carries its version, so that a stale activation's answer is known for what it is.</summary>
public interface IVersionedView
{
    int Version { get; }

    Instant AsOf { get; }
}
