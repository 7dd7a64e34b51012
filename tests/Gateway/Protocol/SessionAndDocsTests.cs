using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Demo;
using HallGrains.Contracts.Pages;

namespace HallGrains.Gateway.Protocol;

/// <summary>Signing in, reading, documents and health.</summary>
public sealed class SessionAndDocsTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Signing_in_gives_a_token_that_says_who_one_is()
    {
        var reply = await gateway.SendAsync("POST", "/api/v1/auth/token", """{"user":"YXCS015","password":"right"}""");
        reply.Status.Should().Be(HttpStatusCode.OK);
        ((string)reply.Body!["tokenType"]!).Should().Be("Bearer");
        ((int)reply.Body["expiresIn"]!).Should().Be(3600);
        var me = await gateway.SendAsync("GET", "/api/v1/me", user: "YXCS015");
        ((string)me.Body!["user"]!).Should().Be("YXCS015");
        ((string)me.Body["staff"]!).Should().Be("YXCS015");
        ((string)me.Body["level"]!).Should().Be("L1");
        ((string)me.Body["hall"]!).Should().Be("YXCS");
        me.Body["roles"]!.AsArray().Select(r => (string)r!).Should().Equal(Roles.Staff);
        var refreshed = await gateway.SendAsync("POST", "/api/v1/auth/refresh", new JsonObject { ["refreshToken"] = (string)reply.Body["refreshToken"]! }.ToJsonString());
        refreshed.Status.Should().Be(HttpStatusCode.OK);
        ((string)refreshed.Body!["accessToken"]!).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Unknown_user_and_wrong_password_answer_the_same_and_too_many_tries_wait()
    {
        var unknown = await gateway.SendAsync("POST", "/api/v1/auth/token", """{"user":"nobody","password":"right"}""");
        var wrong = await gateway.SendAsync("POST", "/api/v1/auth/token", """{"user":"citizen","password":"wrong"}""");
        var odd = await gateway.SendAsync("POST", "/api/v1/auth/token", """{"user":"a/b","password":"right"}""");
        foreach (var reply in new[] { unknown, wrong, odd })
        {
            reply.Status.Should().Be(HttpStatusCode.Unauthorized);
            reply.Body!.AsObject().Remove("traceId");
            reply.Body!.ToJsonString().Should().Be(unknown.Body!.ToJsonString());
        }

        var often = await gateway.SendAsync("POST", "/api/v1/auth/token", """{"user":"citizen","password":"often"}""");
        often.Status.Should().Be(HttpStatusCode.TooManyRequests);
        often.Headers["Retry-After"].Should().Be("30");
    }

    [Fact]
    public async Task A_revoked_session_is_over_for_both_its_tokens()
    {
        var first = await gateway.SendAsync("POST", "/api/v1/auth/token", """{"user":"leaving","password":"right"}""");
        (string, string) bearer = ("Authorization", "Bearer " + (string)first.Body!["accessToken"]!);
        (await gateway.SendAsync("GET", "/api/v1/me", headers: bearer)).Status.Should().Be(HttpStatusCode.OK);
        (await gateway.SendAsync("POST", "/api/v1/auth/revoke", "{}", headers: bearer)).Status.Should().Be(HttpStatusCode.OK);
        (await gateway.SendAsync("GET", "/api/v1/me", headers: bearer)).Status.Should().Be(HttpStatusCode.Unauthorized);
        var refresh = new JsonObject { ["refreshToken"] = (string)first.Body["refreshToken"]! }.ToJsonString();
        (await gateway.SendAsync("POST", "/api/v1/auth/refresh", refresh)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await gateway.SendAsync("GET", "/api/v1/halls", headers: bearer)).Status.Should().Be(HttpStatusCode.Unauthorized, "a dead token is told so even where none is needed");
        (await gateway.SendAsync("GET", "/api/v1/me", headers: ("Authorization", "Bearer nonsense"))).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_access_token_is_no_refresh_token()
    {
        var token = new JsonObject { ["refreshToken"] = await gateway.TokenAsync("citizen") }.ToJsonString();
        (await gateway.SendAsync("POST", "/api/v1/auth/refresh", token)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Entries_of_a_case_carry_their_data_as_json()
    {
        gateway.Grains.On<ICaseGrain>("LedgerAsync", (_, _) => Task.FromResult(new CaseRead<Page<LedgerItem>>(
            new([new("1-7", 1, "InquiryOpened", GatewayFixture.Now, GatewayFixture.Now, "YXCS015", "k", """{"hall":"YXCS"}""", "ab")], "1"), null)));
        var reply = await gateway.SendAsync("GET", $"/api/v1/cases/{GatewayFixture.Case}/ledger?limit=1", user: "YXCS015");
        var entry = reply.Body!["items"]![0]!.AsObject();
        entry.Select(p => p.Key).Should().Equal("position", "version", "kind", "occurredAt", "recordedAt", "actor", "commandId", "data", "hash");
        ((string)entry["data"]!["hall"]!).Should().Be("YXCS");
        ((string)reply.Body["next"]!).Should().Be("1");
    }

    [Fact]
    public async Task Pages_of_a_list_follow_each_other_without_a_gap()
    {
        gateway.Grains.On<ICityCatalogueGrain>("HallsAsync", (_, _) => Task.FromResult<System.Collections.Immutable.ImmutableArray<HallDefinition>>(
            [.. Enumerable.Range(1, 5).Select(i => new HallDefinition { Code = "H" + i, NameZh = "厅", Kind = "city" })]));
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await gateway.SendAsync("GET", "/api/v1/halls?limit=2" + (next is null ? "" : "&cursor=" + next));
            seen.AddRange(page.Body!["items"]!.AsArray().Select(i => (string)i!["code"]!));
            next = (string?)page.Body["next"];
        }
        while (next is not null);
        seen.Should().Equal("H1", "H2", "H3", "H4", "H5");
    }

    [Theory]
    [InlineData("""{"advance":"PT8H"}""", 8L * 36_000_000_000)]
    [InlineData("""{"advance":"P1DT30M"}""", (24L * 60 + 30) * 600_000_000)]
    public async Task The_demos_clock_moves_by_a_period(string body, long ticks)
    {
        gateway.Grains.On<IDemoClockGrain>("MoveAsync", (_, a) => Task.FromResult(new DemoClockMoved(GatewayFixture.Now, null)));
        var reply = await gateway.SendAsync("POST", "/api/v1/demo/clock", body);
        ((string)reply.Body!["now"]!).Should().Be("2026-11-24T09:00:00+08:00");
        gateway.Grains.Calls.Last(c => c.Method == "MoveAsync").Arguments[1].Should().Be(ticks);
    }

    [Theory]
    [InlineData("""{"advance":"P1M"}""")]
    [InlineData("""{"advance":"8h"}""")]
    [InlineData("{}")]
    [InlineData("""{"advance":"PT1H","to":"2026-11-25T08:00:00+08:00"}""")]
    public async Task What_is_no_move_of_the_clock_is_refused(string body) =>
        (await gateway.SendAsync("POST", "/api/v1/demo/clock", body)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task The_document_holds_every_endpoint_with_its_refusals_and_examples()
    {
        var reply = await gateway.SendAsync("GET", "/openapi/v1.json");
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Text);
        ((string)reply.Body!["openapi"]!).Should().StartWith("3.1");
        foreach (var (verb, _, pattern, doc) in gateway.Endpoints())
        {
            var operation = reply.Body["paths"]![pattern]?[verb.ToLowerInvariant()];
            operation.Should().NotBeNull($"{verb} {pattern} is documented");
            foreach (var code in doc.Refusals) RefusalCatalogue.Find(code).Should().NotBeNull(code);
            var responses = operation!["responses"]!.AsObject();
            foreach (var status in doc.Refusals.Select(c => RefusalCatalogue.Find(c)!.Status).Distinct()) responses.ContainsKey($"{status}").Should().BeTrue($"{verb} {pattern} {status}");
            if (doc.Body is not null) operation["requestBody"]!["content"]!["application/json"]!["schema"].Should().NotBeNull(pattern);
            if (doc.Example is not (null or "{}")) operation["requestBody"]!["content"]!["application/json"]!["example"].Should().NotBeNull(pattern);
        }
    }

    [Fact]
    public void Examples_are_bodies_the_endpoint_reads()
    {
        foreach (var (verb, _, pattern, doc) in gateway.Endpoints().Where(e => e.Doc.Example is not null))
        {
            var node = JsonNode.Parse(doc.Example!)!.AsObject();
            var shape = BodyShape.Of(doc.Body!);
            node.Select(p => p.Key).Where(k => shape.Find(k) is null).Should().BeEmpty($"{verb} {pattern}");
            shape.All.Where(f => f.MustBeSent).Select(f => f.Name).Where(n => !node.ContainsKey(n)).Should().BeEmpty($"{verb} {pattern}");
        }
    }

    [Fact]
    public async Task The_documents_page_takes_nothing_from_elsewhere()
    {
        var page = await gateway.SendAsync("GET", "/docs/");
        page.Status.Should().Be(HttpStatusCode.OK, page.Text);
        page.Media.Should().Be("text/html");
        page.Headers["Content-Security-Policy"].Should().Contain("script-src 'self' 'unsafe-inline'").And.NotContain("http");
        System.Text.RegularExpressions.Regex.Matches(page.Text, "(?:src|href|from)\\s*=?\\s*[\"'](https?:)?//").Should().BeEmpty(page.Text);
    }

    [Fact]
    public async Task Every_code_has_its_page_in_both_languages()
    {
        foreach (var row in RefusalCatalogue.All)
        {
            var page = await gateway.SendAsync("GET", "/problems/" + row.Code);
            page.Status.Should().Be(HttpStatusCode.OK);
            page.Text.Should().Contain(row.TitleZh).And.Contain(row.Code);
        }

        (await gateway.SendAsync("GET", "/problems/nothing")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_norm_is_data_and_every_clause_named_by_an_endpoint_or_a_code_is_in_it()
    {
        var listed = File.ReadLines(HallGrains.Tests.Repository.PathOf("docs", "norm", "clauses.md")).Where(l => l.Length > 3 && l[0] == '|' && char.IsAsciiDigit(l[2])).Select(l => l.Split('|')[1].Trim());
        gateway.Grains.On<INormGrain>("UnitsAsync", (_, _) => Task.FromResult(listed.Select(id => new NormUnit(id, "", "norm." + id, [], "", [], [], null)).ToImmutableArray()));
        var norm = await gateway.SendAsync("GET", "/api/v1/norm");
        ((string)norm.Body!["items"]!.AsArray().Single(u => (string)u!["id"]! == "0.2")!["endpoints"]![0]!).Should().Be("GET /api/v1/norm");
        var ids = norm.Body!["items"]!.AsArray().Select(u => (string)u!["id"]!).ToHashSet();
        ids.Should().Contain(["0.1", "5.6a", "6.4e"]);
        gateway.Endpoints().SelectMany(e => e.Doc.Clauses).Should().OnlyContain(c => ids.Contains(c));
        RefusalCatalogue.All.Select(r => r.Clause).OfType<string>().Should().OnlyContain(c => ids.Contains(c));
    }

    [Fact]
    public void Every_code_has_its_row_once()
    {
        var codes = typeof(Codes).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        RefusalCatalogue.All.Select(r => r.Code).Should().BeEquivalentTo(codes);
        RefusalCatalogue.All.Should().OnlyContain(r => r.Status >= 400 && r.TitleZh.Length > 0 && r.TitleEn.Length > 0 && r.HelpZh.Length > 0 && r.HelpEn.Length > 0);
    }

    [Fact]
    public async Task Health_says_alive_and_ready_and_fails_when_no_silo_answers()
    {
        (await gateway.SendAsync("GET", "/health/live")).Status.Should().Be(HttpStatusCode.OK);
        (await gateway.SendAsync("GET", "/health/ready")).Status.Should().Be(HttpStatusCode.OK);
        gateway.Grains.On<IDemoClockGrain>("IsDemoAsync", (_, _) => Task.FromException<bool>(new TimeoutException()));
        (await gateway.SendAsync("GET", "/health/ready")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        gateway.Grains.On<IDemoClockGrain>("IsDemoAsync", (_, _) => Task.FromResult(true));
    }

    [Fact]
    public async Task Every_answer_is_guarded_by_its_headers()
    {
        foreach (var path in new[] { "/api/v1/me", "/problems/busy", "/health/live", "/_content/HallGrains.Client/hall.css" })
        {
            var reply = await gateway.SendAsync("GET", path);
            reply.Headers["X-Content-Type-Options"].Should().Be("nosniff");
            reply.Headers["Content-Security-Policy"].Should().StartWith("default-src 'none'");
            reply.Headers.Should().ContainKey("Referrer-Policy").And.NotContainKey("Server");
        }
    }
}
