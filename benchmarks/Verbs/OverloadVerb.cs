using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HallGrains.Benchmarks.Load;
using HallGrains.Silo.Hosting;

namespace HallGrains.Benchmarks.Verbs;

/// <summary>
/// <c>overload</c>: the hall as a process of its own, asked over HTTP. A closed loop finds how many callers get the most done; then turns of that loop and turns in which
/// three times as many commands a second are sent, whatever becomes of those before, follow each other, and what counts is an overloaded turn against its two neighbours.
/// Wanted (must-hold 23): at least 0.9 of the peak is done, the rest is told "busy" with a time to come again, and memory stays bounded. Every command
/// gives the notices of one of 256 cases: one append with a private part.
/// </summary>
internal static class OverloadVerb
{
    private const int Cases = 256;

    // Fewer than the handles that a process may have: without them it cannot even ask how the hall is. What finds no connection waits in the sender.
    private const int MostConnections = 8_000;
    private const string Notices = """{"eligible":{"answer":"eligible","rule":"失业保险条例 14"},"procedure":"申领表、身份证或社保卡","path":"六号窗口","timeLimit":"承诺5个工作日"}""";
    private const string Question = """{"hall":"YXCS","window":"YXCS-00","channel":"onsite","contact":{"name":"秦小满","audience":"unemployed","phone":"13800005678"},"question":"失业了能领什么？","serviceItem":"UNE-BENEFIT"}""";
    private static readonly string[] People = ["YXCS019", "YXCS015", "YXCS009", "YXCS005"];
    private static readonly int[] Loops = [32, 128, 512];
    private static readonly Option<double> Times = new("--times") { Description = "How many times the peak is sent.", DefaultValueFactory = _ => 3 };
    private static readonly Option<double?> Rate = new("--rate") { Description = "Commands a second that are sent, whatever the peak: the same load for two versions." };

    public static Command Create()
    {
        var command = new Command("overload", "Goodput at three times what the hall can do, over HTTP.") { Times, Rate };
        foreach (var o in new Option[] { LoadOptions.Database, LoadOptions.Postgres, LoadOptions.Seconds, LoadOptions.Rounds }) command.Options.Add(o);
        command.SetAction(async (parsed, _) =>
        {
            var load = LoadOptions.Read(parsed);
            foreach (var database in load.Databases) await RunAsync(load, database, parsed.GetValue(Times), parsed.GetValue(Rate));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(LoadOptions.Load load, string database, double times, double? rate)
    {
        await using var place = await Place.MakeAsync(database, load.Postgres);
        using var hall = await Served.StartAsync(place.Options);
        foreach (var person in People) await hall.OnDutyAsync(person);
        await hall.OpenCasesAsync();
        await hall.ClosedAsync(64, TimeSpan.FromSeconds(5));
        var (best, most) = (0, 0.0);
        foreach (var callers in Loops)
            if (await hall.ClosedAsync(callers, load.Window) is var told && told.Good > most) (best, most) = (callers, told.Good);

        var (rows, ratios) = (new List<string[]>(), new List<double>());
        var before = await hall.ClosedAsync(best, load.Window);
        for (var round = 1; round <= load.Rounds; round++)
        {
            var memory = hall.Megabytes;
            var over = await hall.OpenAsync(rate ?? (times * Math.Max(before.Good, most)), load.Window);
            var grown = hall.Megabytes;
            var after = await hall.ClosedAsync(best, load.Window);
            var peak = (before.Good + after.Good) / 2;
            ratios.Add(over.Good / peak);
            rows.Add([round.ToString(CultureInfo.InvariantCulture), $"{Table.Number(before.Good)}, {Table.Number(after.Good)}", Table.Number(before.P99Ms), Table.Number(over.Sent), Table.Number(over.Good), Table.Number(over.Busy), Table.Number(over.Other),
                Table.Number(over.P99Ms), $"{Table.Number(before.CpuMicros)}, {Table.Number(after.CpuMicros)} / {Table.Number(over.CpuMicros)}", $"{Table.Number(memory)} / {Table.Number(grown)}", Table.Number(ratios[^1], "N2")]);
            await Console.Error.WriteLineAsync(string.Join(" | ", rows[^1]));
            before = after;
        }

        Table.Print(FormattableString.Invariant($"**{database}**, {best} callers in the closed loop, {load.Rounds} rounds, turns of {load.Window.TotalSeconds} s; goodput at {(rate is null ? $"{times} × the peak" : $"{rate} a second")} over the peak: {Spread.Of(ratios).Text("N2")}"),
            ["round", "done/s in the loop before, after", "99 % ms", "sent/s", "done/s", "busy/s", "neither/s", "99 % ms of the done", "CPU µs of the hall for one done, in the loop / above", "MB before / after", "× peak"], rows);
    }

    /// <param name="Good">Commands done a second, of those answered within the window.</param>
    /// <param name="Other">Told neither "done" nor "busy", then or later; per second of the window.</param>
    /// <param name="CpuMicros">Processor time of the hall's process for one that was done, whatever it told the others.</param>
    private sealed record Told(double Sent, double Good, double Busy, double Other, double P99Ms, double CpuMicros);

    /// <summary>The hall's process and its clients.</summary>
    private sealed class Served : IDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _http;
        private readonly ConcurrentDictionary<string, string> _tokens = new();
        private readonly List<(string Path, string Owner)> _cases = [];
        private int _next;

        private readonly ConcurrentQueue<string> _said;

        private Served(Process process, string url, ConcurrentQueue<string> said)
        {
            (_process, _said) = (process, said);
            _http = new(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan, MaxConnectionsPerServer = MostConnections }) { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(60) };
        }

        public double Megabytes
        {
            get
            {
                _process.Refresh();
                if (_process.HasExited) throw new InvalidOperationException($"The hall ended with {_process.ExitCode}: {string.Join('\n', _said)}");
                return _process.WorkingSet64 / 1048576.0;
            }
        }

        public static async Task<Served> StartAsync(ServeOptions options)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            string[] arguments = [Path.Combine(AppContext.BaseDirectory, "HallGrains.Silo.dll"), "serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", FreePorts.Next().ToString(CultureInfo.InvariantCulture),
                "--gateway-port", FreePorts.Next().ToString(CultureInfo.InvariantCulture), "--data", options.Data, "--database", options.Database, .. options.Connection is { } c ? new[] { "--connection", c } : []];
            foreach (var a in arguments) start.ArgumentList.Add(a);
            var process = Process.Start(start)!;
            // Read to the end: a hall whose log nobody takes waits for its reader.
            var (said, url) = (new ConcurrentQueue<string>(), new TaskCompletionSource<string>());
            void Heard(string? line)
            {
                if (line is null) return;
                if (line.StartsWith("HALL READY ", StringComparison.Ordinal)) url.TrySetResult(line["HALL READY ".Length..].Trim());
                said.Enqueue(line);
                if (said.Count > 40) said.TryDequeue(out _);
            }

            process.OutputDataReceived += (_, e) => Heard(e.Data);
            process.ErrorDataReceived += (_, e) => Heard(e.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (await Task.WhenAny(url.Task, process.WaitForExitAsync()) != url.Task) throw new HallCannotStartException(string.Join('\n', said));
            return new(process, await url.Task, said);
        }

        public async Task OnDutyAsync(string person)
        {
            using var content = new StringContent($$"""{"user":"{{person}}","password":"hall-demo"}""", Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(new Uri("/api/v1/auth/token", UriKind.Relative), content);
            _tokens[person] = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["accessToken"]!;
            if ((await SendAsync($"staff/{person}/duty", """{"on":true}""", person)).Status is not HttpStatusCode.OK) throw new HallCannotStartException($"{person} could not go on duty.");
        }

        public async Task OpenCasesAsync()
        {
            for (var i = 0; i < Cases; i++)
            {
                var owner = People[i % People.Length];
                var (_, body) = await SendAsync("cases", Question, owner);
                _cases.Add(($"cases/{(string)JsonNode.Parse(body)!["caseNumber"]!}/notices", owner));
            }
        }

        /// <summary>Each caller sends its next command when the last was answered.</summary>
        public async Task<Told> ClosedAsync(int callers, TimeSpan window)
        {
            var tally = new Tally(_process);
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                while (tally.Elapsed < window) await OneAsync(tally, window);
            })));
            tally.End();
            return tally.Over(window);
        }

        /// <summary>So many a second are sent, whether or not those before were answered.</summary>
        public async Task<Told> OpenAsync(double perSecond, TimeSpan window)
        {
            var (tally, under) = (new Tally(_process), new List<Task>());
            for (var sent = 0; tally.Elapsed < window;)
            {
                var due = (int)(tally.Elapsed.TotalSeconds * perSecond);
                for (; sent < due; sent++) under.Add(Task.Run(() => OneAsync(tally, window)));
                await Task.Delay(5);
            }

            tally.End();
            await Task.WhenAll(under);
            return tally.Over(window);
        }

        public void Dispose()
        {
            _http.Dispose();
            if (!_process.HasExited) _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }

        private async Task OneAsync(Tally tally, TimeSpan window)
        {
            var start = Stopwatch.GetTimestamp();
            tally.Sent();
            HttpStatusCode? status = null;
            try
            {
                var (path, owner) = _cases[(int)((uint)Interlocked.Increment(ref _next) % Cases)];
                status = (await SendAsync(path, Notices, owner)).Status;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Neither done nor told.
            }

            tally.Answered(status, Stopwatch.GetElapsedTime(start).TotalMilliseconds, window);
        }

        private async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, string body, string person)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[person]);
            using var response = await _http.SendAsync(request);
            // Busy without a time to come again is not what was promised.
            var status = response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is null ? HttpStatusCode.InternalServerError : response.StatusCode;
            return (status, await response.Content.ReadAsStringAsync());
        }
    }

    private sealed class Tally(Process hall)
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly TimeSpan _cpu = CpuOf(hall);
        private readonly ConcurrentBag<double> _times = [];
        private TimeSpan _took;
        private int _sent;
        private int _busy;
        private int _other;

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

        public void Sent() => Interlocked.Increment(ref _sent);

        /// <summary>The window is over: what the hall does from now on is not counted.</summary>
        public void End() => _took = CpuOf(hall) - _cpu;

        public void Answered(HttpStatusCode? status, double milliseconds, TimeSpan window)
        {
            var (done, busy) = (status is HttpStatusCode.Created or HttpStatusCode.OK, status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests);
            // Whoever was told neither counts whenever it was; what was told after the window is no part of its goodput.
            if (!done && !busy) Interlocked.Increment(ref _other);
            else if (Elapsed > window) return;
            else if (done) _times.Add(milliseconds);
            else Interlocked.Increment(ref _busy);
        }

        public Told Over(TimeSpan window)
        {
            var sorted = _times.Order().ToArray();
            return new(_sent / window.TotalSeconds, sorted.Length / window.TotalSeconds, _busy / window.TotalSeconds, _other / window.TotalSeconds, sorted.Length == 0 ? 0 : sorted[(int)(0.99 * (sorted.Length - 1))],
                _took.TotalMicroseconds / Math.Max(1, sorted.Length));
        }

        private static TimeSpan CpuOf(Process process)
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }
}
