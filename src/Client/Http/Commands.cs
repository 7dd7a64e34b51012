using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Http;

/// <summary>How a command is answered: status, fields beside the resource's own, where it is found.</summary>
/// <param name="Status">200, or 201 when it made something.</param>
/// <param name="Body">The resource as JSON; null: the view as it is.</param>
/// <param name="Location">Path of what was made.</param>
internal sealed record Answer<TView>(int Status = StatusCodes.Status200OK, Func<TView, JsonObject>? Body = null, Func<TView, string>? Location = null) where TView : class;

/// <summary>What every command has in common: its id, the hash of what was asked, the version seen, one at a time, and the answer.</summary>
internal sealed class Commands(GrainCalls calls)
{
    public const string KeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";

    private readonly ConcurrentDictionary<string, byte> _running = new(StringComparer.Ordinal);

    /// <summary>The command's id: the caller's, or one made here; null when the answer (422) was given. Told in the answer in any case.</summary>
    public static async Task<string?> KeyAsync(HttpContext http)
    {
        var key = http.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0) key = Guid.CreateVersion7().ToString("N");
        else if (!IsKey(key))
        {
            await Problems.WriteErrorsAsync(http, Codes.Validation, new Dictionary<string, List<string>> { [KeyHeader] = ["not-1-64-of A-Za-z0-9._-"] });
            return null;
        }

        http.Response.Headers[KeyHeader] = key;
        return key;
    }

    public async Task HandleAsync<TBody, TView>(
        HttpContext http, Func<Api, CommandMeta, TBody, Task<Outcome<TView>>> carryOut, Answer<TView> answer, string[] readOnly)
        where TBody : class
        where TView : class
    {
        var started = Stopwatch.GetTimestamp();
        if (await KeyAsync(http) is not { } key) return;
        if (await StrictBody.ReadBytesAsync(http) is not { } bytes) return;
        if (await StrictBody.ParseAsync<TBody>(http, bytes, readOnly) is not { } body) return;
        var (ok, ifVersion) = await IfMatchAsync(http);
        if (!ok) return;

        var api = new Api(http);
        var meta = new CommandMeta(key, BodyHash(http, bytes), api.Caller, ifVersion);
        var running = string.Join('\n', api.Caller.Account, key, http.Request.Method, http.Request.Path.Value);
        if (!_running.TryAdd(running, 0))
        {
            await Problems.WriteAsync(http, Codes.InProgress);
            return;
        }

        try
        {
            // Not awaited with the request's own token: whoever hangs up does not undo what was begun.
            var (outcome, failed) = await calls.CallAsync(http, () => carryOut(api, meta, body), command: true);
            await AnswerAsync(api, outcome, failed, ifVersion, answer);
        }
        finally
        {
            _running.TryRemove(running, out _);
            GatewayTelemetry.Answered(http, Stopwatch.GetElapsedTime(started));
        }
    }

    private static async Task AnswerAsync<TView>(Api api, Outcome<TView>? outcome, Refusal? failed, int? ifVersion, Answer<TView> answer) where TView : class
    {
        var http = api.Http;
        if ((failed ?? outcome?.Refusal) is { } refusal)
        {
            var stale = refusal.Code == Codes.VersionConflict && ifVersion is not null;
            await Problems.WriteAsync(http, refusal, stale ? StatusCodes.Status412PreconditionFailed : null);
            return;
        }

        if (outcome?.View is not { } view)
        {
            await Problems.WriteAsync(http, Codes.NotFound);
            return;
        }

        if (outcome.Replayed)
        {
            http.Response.Headers[ReplayedHeader] = "true";
            GatewayTelemetry.Replayed(http);
        }

        if (answer.Location is { } location) http.Response.Headers.Location = location(view);
        if (answer.Body is null && outcome.Made.IsEmpty && view is IVersionedView versioned)
        {
            await api.WriteAsync(answer.Status, view, versioned.Version);
            return;
        }

        var body = answer.Body?.Invoke(view) ?? Api.Object(view);
        foreach (var (name, value) in outcome.Made)
            if (body[name] is null) body[name] = MadeValue(value);
        await api.WriteAsync(answer.Status, body, (view as IVersionedView)?.Version ?? (body["version"] as JsonValue)?.GetValue<int>());
    }

    // Made ids are kept as text; an instant among them is told as every instant is.
    private static JsonValue MadeValue(string value) => JsonValue.Create(ApiJson.TryParse(value, out var instant) ? ApiJson.Format(instant) : value);

    /// <summary>Over verb, path and body: the same key with another of them is another command.</summary>
    internal static string BodyHash(HttpContext http, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method}\n{http.Request.Path.Value}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<(bool Ok, int? Version)> IfMatchAsync(HttpContext http)
    {
        var header = http.Request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*") return (true, null);
        if (header.Length > 2 && header[0] == '"' && header[^1] == '"'
            && int.TryParse(header.AsSpan(1, header.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return (true, version);
        await Problems.WriteErrorsAsync(http, Codes.Validation, new Dictionary<string, List<string>> { ["If-Match"] = ["not-a-version"] });
        return (false, null);
    }

    private static bool IsKey(string key) => key.Length <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
