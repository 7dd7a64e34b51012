using System.Threading.Channels;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary>The one thread that writes to <c>hall.db</c>: SQLite blocks while it works, and no grain's thread shall.</summary>
internal sealed class SqliteThread : IAsyncDisposable
{
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(new BoundedChannelOptions(1024) { SingleReader = true });
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteThread()
    {
        _thread = new(Run) { IsBackground = true, Name = "Ledger writer" };
        _thread.Start();
    }

    public async Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _work.Writer.WriteAsync(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return await done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _ended.Task;
    }

    private void Run()
    {
        // Blocking is this thread's purpose; nothing else runs on it.
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var work)) work();
        }

        _ended.SetResult();
    }
}
