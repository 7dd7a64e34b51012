using HallGrains.Silo.Hosting;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary>SQLite serves one process. The operating system drops the lock with the process, however it ends.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "hall.lock");
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new HallCannotStartException($"Another process uses the data directory {Path.GetFullPath(directory)}. A hall on SQLite is one process: stop the other, name another --data, or use --database postgres.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new HallCannotStartException($"The data directory {Path.GetFullPath(directory)} cannot be written to.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
