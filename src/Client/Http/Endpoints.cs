using HallGrains.Client.Auth;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Http;

/// <summary>Who may come to an endpoint at all; what they may do there the grain decides.</summary>
internal enum Door
{
    /// <summary>A valid token.</summary>
    SignedIn,

    /// <summary>A token, or the retrieval code 查询码 of the object.</summary>
    SignedInOrCode,

    Anyone,
}

/// <summary>What the OpenAPI document says of an endpoint.</summary>
internal sealed class EndpointDoc
{
    public required string Summary { get; init; }
    public string Tag { get; init; } = "";
    public Door Door { get; init; }
    public Type? Body { get; init; }
    public Type? View { get; init; }
    public int Status { get; init; } = StatusCodes.Status200OK;
    public string MediaType { get; init; } = "application/json";
    public IReadOnlyList<string> Query { get; init; } = [];
    public List<string> Refusals { get; } = [];
    public List<string> Clauses { get; } = [];
    public string? Example { get; set; }
    public bool IsCommand { get; init; }
}

/// <summary>Maps the API's endpoints: the handler, its door, and what the documents say of it.</summary>
internal static class Endpoints
{
    private static readonly string[] TransportOfCommands =
    [
        Codes.Malformed, Codes.UnknownField, Codes.Validation, Codes.CommandIdReused, Codes.InProgress, Codes.VersionConflict,
        Codes.PayloadTooLarge, Codes.UnsupportedMediaType, Codes.OutcomeUnknown,
    ];

    /// <summary>Everywhere.</summary>
    private static readonly string[] Transport = [Codes.MethodNotAllowed, Codes.UriTooLong, Codes.TooManyRequests, Codes.Busy];

    public static Mapped Command<TBody, TView>(
        this IEndpointRouteBuilder routes, string verb, string pattern, string summary,
        Func<Api, CommandMeta, TBody, Task<Outcome<TView>>> carryOut, Answer<TView>? answer = null, Door door = Door.SignedIn, params string[] readOnly)
        where TBody : class
        where TView : class
    {
        answer ??= new();
        var doc = new EndpointDoc { Summary = summary, Door = door, Body = typeof(TBody), View = typeof(TView), Status = answer.Status, IsCommand = true };
        doc.Refusals.AddRange(TransportOfCommands);
        return routes.Map(verb, pattern, doc, http => http.RequestServices.GetRequiredService<Commands>().HandleAsync(http, carryOut, answer, readOnly));
    }

    public static Mapped Read<TView>(
        this IEndpointRouteBuilder routes, string pattern, string summary, Func<Api, Task> read, Door door = Door.SignedIn, params string[] query) =>
        routes.Map("GET", pattern, new() { Summary = summary, Door = door, View = typeof(TView), Query = query }, http => read(new Api(http)));

    public static Mapped Map(this IEndpointRouteBuilder routes, string verb, string pattern, EndpointDoc doc, RequestDelegate handler)
    {
        RequestDelegate guarded = http => EnterAsync(http, doc, handler);
        if (doc.Door != Door.Anyone) doc.Refusals.Insert(0, Codes.NotSignedIn);
        doc.Refusals.AddRange(Transport);
        // The method stands in the metadata so that the API explorer, and so the OpenAPI document, knows the endpoint.
        var builder = routes.MapMethods(pattern, [verb], guarded).WithMetadata(handler.Method, doc);
        if (doc.View is { } view) builder.WithMetadata(new ProducesResponseTypeMetadata(doc.Status, view, [doc.MediaType]));
        return new(builder, doc);
    }

    private static async Task EnterAsync(HttpContext http, EndpointDoc doc, RequestDelegate handler)
    {
        var caller = http.GetCaller();
        var signedIn = caller.Account != Caller.AnonymousAccount;
        var enters = doc.Door == Door.Anyone || signedIn || (doc.Door == Door.SignedInOrCode && caller.RetrievalCode is not null);
        // A token that is no longer good is said to be so, even where none is needed.
        if (!enters || (!signedIn && http.ShowsToken()))
        {
            if (doc.IsCommand && await Commands.KeyAsync(http) is null) return;
            await Problems.WriteAsync(http, Codes.NotSignedIn);
            return;
        }

        await handler(http);
    }

    /// <summary>An endpoint that may still be told what it refuses, and why.</summary>
    internal sealed class Mapped(IEndpointConventionBuilder builder, EndpointDoc doc)
    {
        public IEndpointConventionBuilder Builder => builder;

        /// <summary>Refusal codes of domain-rules §15 this endpoint may answer.</summary>
        public Mapped Refuses(params string[] codes)
        {
            doc.Refusals.InsertRange(0, codes);
            return this;
        }

        /// <summary>Units of the norm it carries out.</summary>
        public Mapped Norm(params string[] clauses)
        {
            doc.Clauses.AddRange(clauses);
            return this;
        }

        /// <summary>A body as a client would send it.</summary>
        public Mapped Example(string json)
        {
            doc.Example = json;
            return this;
        }
    }
}
