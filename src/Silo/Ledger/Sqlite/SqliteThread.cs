using System.Collections.Concurrent;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary>
/// The one thread that writes to <c>hall.db</c>: SQLite blocks while it works, and no grain's thread shall. It is a scheduler, so that the writer's loop runs on it
/// too: from the commit of one block to the start of the next no other thread has to wake, a good part of a short block's time.
/// </summary>
internal sealed class SqliteThread : TaskScheduler, IAsyncDisposable
{
    private readonly BlockingCollection<Task> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteThread() => new Thread(Run) { IsBackground = true, Name = "Ledger writer" }.Start();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs it after what was asked for before, also when asked from this thread.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
    }

    protected override void QueueTask(Task task) => _work.Add(task);

    // Never out of turn: whoever waits for a block must not run before it.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _work.ToArray();

    private void Run()
    {
        // Blocking is this thread's purpose; nothing else runs on it.
        foreach (var task in _work.GetConsumingEnumerable()) TryExecuteTask(task);
        _ended.SetResult();
    }
}
