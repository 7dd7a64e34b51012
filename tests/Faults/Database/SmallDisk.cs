using System.Diagnostics;

namespace HallGrains.Faults.DatabaseFaults;

/// <summary>A file system of a few megabytes that can be full and read-only; mounting one needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    private string Ballast => Path.Combine(_path, "ballast");

    public static bool Possible { get; } = Try();

    public static SmallDisk Mount(string path, int megabytes)
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        return new(path);
    }

    /// <summary>Not a byte is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append);
        for (var block = new byte[1 << 16]; block.Length > 0; block = block.Length == 1 ? [] : new byte[block.Length / 2])
        {
            try
            {
                while (true)
                {
                    file.Write(block);
                    file.Flush();
                }
            }
            catch (IOException)
            {
                // Full for blocks of this size: smaller ones still fit.
            }
        }
    }

    public void Free() => File.Delete(Ballast);

    public void ReadOnly(bool on) => Run("mount", "-o", on ? "remount,ro" : "remount,rw", _path);

    // Lazily: a file may still be open for a moment.
    public void Dispose() => Run("umount", "-l", _path);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux()) return false;
        var directory = Directory.CreateTempSubdirectory("hall-disk-").FullName;
        try
        {
            Mount(directory, 1).Dispose();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {error}");
    }
}

/// <summary>A test that mounts; elsewhere it is skipped and says so.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.Possible) Skip = "A small file system can be mounted by root only.";
    }
}
