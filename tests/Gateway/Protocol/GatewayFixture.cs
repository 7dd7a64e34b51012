using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HallGrains.Client;
using HallGrains.Client.Http;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Demo;
using HallGrains.Contracts.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace HallGrains.Gateway.Protocol;

/// <summary>The gateway alone, over grains that answer what a test says.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private readonly Dictionary<string, string> _tokens = [];
    private readonly HashSet<string> _revoked = [];
    private WebApplication _app = null!;

    public FakeGrains Grains { get; } = new();

    public static string Case { get; } = CaseNumber.Create("YXCS", new LocalDate(2026, 11, 24), 1).Text;

    public static Instant Now { get; } = Instant.FromUtc(2026, 11, 24, 1, 0);

    public static ImmutableSortedDictionary<string, string> Nothing => ImmutableSortedDictionary<string, string>.Empty;

    public HttpClient Http { get; private set; } = null!;

    public string? Stamp { get; set; } = "1";

    public async Task InitializeAsync()
    {
        Answers();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(Grains.Client);
        builder.Services.AddSingleton<IGrainFactory>(Grains.Client);
        builder.Services.AddHallGateway(new GatewayOptions { Demo = true, AccountMemory = TimeSpan.Zero, RequestsPerSecond = 100_000, SignInsPerSecond = 10_000, GrainDeadline = TimeSpan.FromSeconds(5) });
        _app = builder.Build();
        _app.MapHallGateway();
        await _app.StartAsync();
        Http = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Every endpoint of the API that says what it is, with a path that fits it.</summary>
    internal IEnumerable<(string Verb, string Path, string Pattern, EndpointDoc Doc)> Endpoints() =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let doc = endpoint.Metadata.GetMetadata<EndpointDoc>()
        where doc is not null
        let verb = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]
        let pattern = endpoint.RoutePattern.RawText!
        select (verb, Fill(pattern), pattern, doc);

    public async Task<string> TokenAsync(string user)
    {
        if (_tokens.TryGetValue(user, out var known)) return known;
        var answer = await SendAsync("POST", "/api/v1/auth/token", $$"""{"user":"{{user}}","password":"right"}""");
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        return _tokens[user] = (string)answer.Body!["accessToken"]!;
    }

    public async Task<Reply> SendAsync(string verb, string path, string? body = null, string? user = null, string? type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (user is not null) request.Headers.Authorization = new("Bearer", await TokenAsync(user));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var media = response.Content.Headers.ContentType?.MediaType;
        return new(response.StatusCode, media?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : null, text, media,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public static CaseView View(int version = 1, string state = "inquiry") => new()
    {
        CaseNumber = Case, Hall = "YXCS", Channel = "onsite", State = state, Owner = "YXCS015", Version = version, AsOf = Now, OpenedAt = Now,
    };

    private static string Fill(string pattern) => pattern
        .Replace("{n}", Case, StringComparison.Ordinal).Replace("{stage}", "recheck", StringComparison.Ordinal).Replace("{v}", "1", StringComparison.Ordinal)
        .Replace("{year}", "2026", StringComparison.Ordinal).Replace("{hall}", "YXCS", StringComparison.Ordinal).Replace("{window}", "YXCS-06", StringComparison.Ordinal)
        .Replace("{number}", "YXCS015", StringComparison.Ordinal).Replace("{ticket}", "U001", StringComparison.Ordinal).Replace("{code}", "UNE-BENEFIT", StringComparison.Ordinal)
        .Replace("{kind}", "receipt", StringComparison.Ordinal).Replace("{id}", "h1", StringComparison.Ordinal).Replace("{user}", "citizen", StringComparison.Ordinal);

    private void Answers()
    {
        string[] known = ["YXCS015", "citizen", "auditor", "security-admin", "leaving"];
        AccountIdentity? Identity(string user) => known.Contains(user)
            ? new(user, user.StartsWith("YX", StringComparison.Ordinal) ? user : null, [user.StartsWith("YX", StringComparison.Ordinal) ? Roles.Staff : user == "leaving" ? Roles.Citizen : user], null, Stamp!, [.. _revoked])
            : null;
        Grains.On<IAccountGrain>("SignInAsync", (key, a) => Task.FromResult(new SignInResult((string?)a[0] == "right" ? Identity(key) : null, (string?)a[0] == "often" ? 30 : null)));
        Grains.On<IAccountGrain>("IdentityAsync", (key, _) => Task.FromResult(Identity(key)));
        Grains.On<IAccountGrain>("RevokeAsync", (_, a) => { _revoked.Add((string)a[0]!); return Task.CompletedTask; });
        Grains.On<IStaffGrain>("GetAsync", (key, _) => Task.FromResult<StaffView?>(new(key, "李敏", "YXCS", StaffLevel.L1, null, null, [], null, null, [], null, true, 3, Now)));
        Grains.On<IDemoClockGrain>("IsDemoAsync", (_, _) => Task.FromResult(true));
    }
}

public sealed record Reply(HttpStatusCode Status, JsonNode? Body, string Text, string? Media, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => (string?)Body?["code"];
}
