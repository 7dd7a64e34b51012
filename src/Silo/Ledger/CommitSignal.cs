namespace HallGrains.Silo.Ledger;

/// <summary>Wakes those who wait for a commit of this process. Nothing is kept for those who are not waiting.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var next = Volatile.Read(ref _next).Task;
        if (next.IsCompleted) return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(atMost, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
