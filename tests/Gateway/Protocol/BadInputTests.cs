using System.Net;
using HallGrains.Client.Http;
using HallGrains.Contracts.Common;

namespace HallGrains.Gateway.Protocol;

/// <summary>Bad input of must-hold 11, 16 and 17, sent to every command there is.</summary>
public sealed class BadInputTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("{\"a\":", "malformed", 400)]
    [InlineData("[]", "malformed", 400)]
    [InlineData("null", "malformed", 400)]
    [InlineData("\"text\"", "malformed", 400)]
    [InlineData("{} {}", "malformed", 400)]
    [InlineData("{\"a\":1,}", "malformed", 400)]
    [InlineData("{/* no */}", "malformed", 400)]
    [InlineData("{\"a\":\"\\ud800\"}", "malformed", 400)]
    [InlineData("{\"a\":\"\\u0000\"}", "malformed", 400)]
    [InlineData("{\"\\u0000\":1}", "malformed", 400)]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", "malformed", 400)]
    [InlineData("{\"noSuchField\":1}", "unknown-field", 400)]
    public async Task A_body_that_is_no_command_is_refused_by_every_command(string body, string code, int status)
    {
        foreach (var (verb, path, _, _) in Bodies())
        {
            var reply = await gateway.SendAsync(verb, path, body, User(path));
            reply.Code.Should().Be(code, "{0} {1}: {2}", verb, path, reply.Text);
            ((int)reply.Status).Should().Be(status);
            reply.Media.Should().Be("application/problem+json");
            ((string)reply.Body!["type"]!).Should().Be("/problems/" + code);
        }
    }

    [Fact]
    public async Task A_field_given_twice_is_named_by_every_command()
    {
        var tried = 0;
        foreach (var (verb, path, _, doc) in Bodies())
        {
            if (BodyShape.Of(doc.Body!).All.FirstOrDefault(f => f.Type == typeof(string)) is not { } field) continue;
            var reply = await gateway.SendAsync(verb, path, $$"""{"{{field.Name}}":"x","{{field.Name}}":"y"}""", User(path));
            reply.Code.Should().Be(Codes.UnknownField, "{0} {1}: {2}", verb, path, reply.Text);
            reply.Body!["errors"]![field.Name]!.AsArray().Select(e => (string)e!).Should().Contain("duplicate");
            tried++;
        }

        tried.Should().BeGreaterThan(20);
    }

    [Fact]
    public async Task A_field_of_the_wrong_type_is_malformed_for_every_command()
    {
        foreach (var (verb, path, _, doc) in Bodies())
        {
            foreach (var field in BodyShape.Of(doc.Body!).All.Where(f => doc.Body != typeof(Contracts.Catalogue.ServiceItem) || f.Name != "version"))
            {
                var wrong = field.Type == typeof(string) ? "{}" : "\"no\"";
                var others = string.Concat(BodyShape.Of(doc.Body!).All.Where(f => f.MustBeSent && f != field).Select(f => $",\"{f.Name}\":{Plausible(f)}"));
                var reply = await gateway.SendAsync(verb, path, $$"""{"{{field.Name}}":{{wrong}}{{others}}}""", User(path));
                reply.Code.Should().Be(Codes.Malformed, "{0} {1} {2}: {3}", verb, path, field.Name, reply.Text);
            }
        }
    }

    [Fact]
    public async Task What_comes_from_the_path_is_refused_in_a_body()
    {
        var id = await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/handoffs/h1/accept", """{"handoffId":"h2"}""", "YXCS015");
        id.Code.Should().Be(Codes.UnknownField);
        var stage = await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/stages/recheck/finish", """{"stage":"decision"}""", "YXCS015");
        stage.Code.Should().Be(Codes.UnknownField);
        var version = await gateway.SendAsync("PUT", "/api/v1/service-items/UNE-BENEFIT", """{"version":7}""", "YXCS015");
        version.Code.Should().Be(Codes.UnknownField);
        version.Body!["errors"]!["version"].Should().NotBeNull();
    }

    [Fact]
    public async Task A_nested_unknown_field_is_named_with_its_place()
    {
        var reply = await gateway.SendAsync("POST", "/api/v1/cases", """{"hall":"YXCS","contact":{"name":"王","fone":"1"},"x":1}""", "YXCS015");
        reply.Code.Should().Be(Codes.UnknownField);
        reply.Body!["errors"]!.AsObject().Select(e => e.Key).Should().BeEquivalentTo("contact.fone", "x");
    }

    [Fact]
    public async Task A_body_above_64_KiB_is_too_large_for_every_command()
    {
        var large = "{\"a\":\"" + new string('x', 64 * 1024) + "\"}";
        foreach (var (verb, path, _, _) in Bodies())
        {
            var reply = await gateway.SendAsync(verb, path, large, User(path));
            reply.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge, "{0} {1}", verb, path);
            reply.Code.Should().Be(Codes.PayloadTooLarge);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_media_type_is_refused_by_every_command(string? type)
    {
        foreach (var (verb, path, _, _) in Bodies())
        {
            var reply = await gateway.SendAsync(verb, path, "{\"a\":1}", User(path), type);
            reply.Status.Should().Be(HttpStatusCode.UnsupportedMediaType, "{0} {1}", verb, path);
            reply.Code.Should().Be(Codes.UnsupportedMediaType);
        }
    }

    [Fact]
    public async Task Another_method_is_told_which_are_allowed()
    {
        foreach (var (_, path, pattern, _) in gateway.Endpoints())
        {
            var reply = await gateway.SendAsync("PATCH", path, user: User(path));
            reply.Status.Should().Be(HttpStatusCode.MethodNotAllowed, pattern);
            reply.Code.Should().Be(Codes.MethodNotAllowed);
            reply.Headers["Allow"].Split(',').Should().BeEquivalentTo(
                gateway.Endpoints().Where(e => e.Path == path || (path.EndsWith("/trial", StringComparison.Ordinal) && e.Pattern.EndsWith("/{year}", StringComparison.Ordinal))).Select(e => e.Verb).Distinct(), pattern);
        }
    }

    [Fact]
    public async Task An_address_above_2_KiB_is_too_long()
    {
        var reply = await gateway.SendAsync("GET", "/api/v1/halls?cursor=" + new string('x', 2048));
        reply.Status.Should().Be(HttpStatusCode.RequestUriTooLong);
        reply.Code.Should().Be(Codes.UriTooLong);
    }

    [Theory]
    [InlineData("201")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("１０")]
    public async Task A_page_is_of_1_to_200_on_every_list(string limit)
    {
        var lists = gateway.Endpoints().Where(e => e.Doc.Query.Contains("limit")).ToList();
        lists.Should().HaveCountGreaterThan(3);
        foreach (var (_, path, _, _) in lists)
        {
            var reply = await gateway.SendAsync("GET", $"{path}?limit={Uri.EscapeDataString(limit)}", user: User(path));
            reply.Status.Should().Be(HttpStatusCode.UnprocessableEntity, path);
            reply.Body!["errors"]!["limit"].Should().NotBeNull();
        }
    }

    [Fact]
    public async Task Without_a_token_every_guarded_endpoint_says_401_and_nothing_else()
    {
        var guarded = gateway.Endpoints().Where(e => e.Doc.Door != Door.Anyone).ToList();
        guarded.Should().HaveCountGreaterThan(40);
        foreach (var (verb, path, _, doc) in guarded)
        {
            var reply = await gateway.SendAsync(verb, path, doc.Body is null ? null : "{}");
            reply.Status.Should().Be(HttpStatusCode.Unauthorized, "{0} {1}", verb, path);
            reply.Code.Should().Be(Codes.NotSignedIn);
            reply.Headers["WWW-Authenticate"].Should().Be("Bearer");
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/cases/YXCS-20261124-000001-0")]
    [InlineData("GET", "/api/v1/cases/nonsense")]
    [InlineData("POST", "/api/v1/cases/nonsense/acceptance")]
    [InlineData("GET", "/api/v1/halls/a%20b")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/api/v2/cases")]
    public async Task What_can_name_nothing_is_not_found(string verb, string path)
    {
        var reply = await gateway.SendAsync(verb, path, user: "YXCS015");
        reply.Status.Should().Be(HttpStatusCode.NotFound);
        reply.Code.Should().Be(Codes.NotFound);
        reply.Body!.AsObject().Select(p => p.Key).Should().BeEquivalentTo("type", "title", "status", "detail", "code", "traceId");
    }

    private IEnumerable<(string Verb, string Path, string Pattern, EndpointDoc Doc)> Bodies() => gateway.Endpoints().Where(e => e.Doc.Body is not null);

    private static string? User(string path) => path.Contains("/auth/", StringComparison.Ordinal) ? null : path.Contains("/accounts", StringComparison.Ordinal) ? "security-admin" : "YXCS015";

    private static string Plausible(BodyShape.Field field) => field.Type switch
    {
        { } t when t == typeof(bool) => "true",
        { } t when t == typeof(StaffLevel) => "\"L1\"",
        { } t when t == typeof(NodaTime.Instant) => "\"2026-11-24T10:00:00+08:00\"",
        { } t when t == typeof(NodaTime.LocalDate) => "\"2026-11-24\"",
        _ => "1",
    };
}
