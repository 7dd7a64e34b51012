using HallGrains.Contracts.Common;

namespace HallGrains.Grains.Cases;

/// <summary>
/// Tries of the retrieval code 查询码 of one case or ticket (must-hold 13): five wrong ones in a quarter of an hour, then none is looked at, the right one neither.
/// In real time: moving the demo's clock gives nobody more tries.
/// </summary>
internal sealed class CodeTries(TimeProvider time)
{
    private const int Most = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private readonly Queue<long> _wrong = [];

    /// <summary>Null while a code may be tried.</summary>
    public Refusal? Barred()
    {
        while (_wrong.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window) _wrong.Dequeue();
        return _wrong.Count < Most ? null
            : Refusal.Of(Codes.TooManyRequests) with { RetryAfterSeconds = (int)(Window - time.GetElapsedTime(_wrong.Peek())).TotalSeconds + 1 };
    }

    public void Wrong() => _wrong.Enqueue(time.GetTimestamp());
}
