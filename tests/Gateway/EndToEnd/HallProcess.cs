using System.Diagnostics;
using System.Text;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The product as a user starts it: its own process, killed as a machine would be.</summary>
internal sealed class HallProcess : IServingHall
{
    private readonly Process _process;
    private readonly StringBuilder _said;

    private HallProcess(Process process, string url, StringBuilder said)
    {
        _process = process;
        _said = said;
        Url = url;
    }

    /// <summary>Everything it wrote until now, on standard output and standard error.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    public string Url { get; }

    public int Id => _process.Id;

    public static Task<HallProcess> StartAsync(params string[] arguments) => StartProgramAsync("HallGrains.Silo.dll", arguments);

    /// <summary>The hall as another program of the tests hosts it.</summary>
    public static async Task<HallProcess> StartProgramAsync(string program, params string[] arguments)
    {
        var process = Launch(program, arguments);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, e) => { lock (errors) errors.AppendLine(e.Data); };
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        try
        {
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (!line.StartsWith("HALL READY ", StringComparison.Ordinal)) continue;
                _ = Task.Run(async () =>
                {
                    while (await process.StandardOutput.ReadLineAsync() is { } more) lock (errors) errors.AppendLine(more);
                });
                return new(process, line["HALL READY ".Length..].Trim(), errors);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        string text;
        lock (errors) text = errors.ToString();
        throw new InvalidOperationException($"The hall did not become ready (exit {process.ExitCode}):\n{text[..Math.Min(4000, text.Length)]}");
    }

    /// <summary>Runs one command of the executable to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Launch("HallGrains.Silo.dll", arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        // A command that should end and serves instead would hold up everything.
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        try
        {
            await process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"`{string.Join(' ', arguments)}` did not end: {await output}{await error}");
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts it and kills it that much later, wherever it is by then.</summary>
    public static async Task StartAndKillAsync(TimeSpan after, params string[] arguments)
    {
        using var process = Launch("HallGrains.Silo.dll", arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.Delay(after);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Its own end, whenever it comes.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operator stops it.</summary>
    public async Task<int> StopAsync()
    {
        using var term = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await term.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private static Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var a in arguments) start.ArgumentList.Add(a);
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
