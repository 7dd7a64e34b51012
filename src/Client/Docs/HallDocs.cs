using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using NodaTime;
using Scalar.AspNetCore;

namespace HallGrains.Client.Docs;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c>, made from what each endpoint says of itself, and Scalar's page over it at <c>/docs</c>.</summary>
internal static class HallDocs
{
    private const string Document = "v1";
    private const string ProblemSchema = "Problem";

    // Scalar's page starts itself with an inline script and styles; its script is served from this process, never from another host.
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddHallDocs(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = ApiJson.Options.PropertyNamingPolicy;
            foreach (var converter in ApiJson.Options.Converters) o.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi(Document, o =>
        {
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            o.AddSchemaTransformer(Times);
            o.AddDocumentTransformer(Describe);
            o.AddOperationTransformer(Operation);
        });
    }

    public static void MapHallDocs(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        var docs = app.MapGroup("/docs").ExcludeFromDescription();
        docs.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = DocsPolicy;
            return await next(context);
        });
        docs.MapScalarApiReference("/", o =>
        {
            o.Title = "HallGrains API";
            o.OpenApiRoutePattern = "/openapi/v1.json";
            o.DefaultFonts = false;
            o.Telemetry = false;
        });
    }

    private static Task Times(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var format = type == typeof(Instant) ? "date-time" : type == typeof(LocalDate) ? "date" : type == typeof(LocalTime) ? "time" : null;
        if (format is null) return Task.CompletedTask;
        schema.Type = JsonSchemaType.String;
        schema.Format = format;
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info = new()
        {
            Title = "HallGrains 虚拟服务大厅",
            Version = "1",
            Description = "全市人社系统窗口单位服务规范的运行接口。Every refusal is `application/problem+json`; its `code` is explained at `/problems/{code}`. "
                + "Commands take an `Idempotency-Key`: the same key and body again gives the first outcome.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "POST /api/v1/auth/token" };
        document.Components.SecuritySchemes["code"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Retrieval-Code", Description = "查询码: given once with the number",
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = Problem();
        return Task.CompletedTask;
    }

    private static async Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointDoc>().FirstOrDefault() is not { } doc) return;
        var path = context.Description.RelativePath!;
        operation.Summary = doc.Summary;
        operation.OperationId = context.Description.HttpMethod!.ToLowerInvariant() + "-" + path.Replace("api/v1/", "", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace('/', '-');
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[2], context.Document) };
        operation.Description = Text(doc);
        operation.Parameters = [.. Parameters(path, doc)];
        if (doc.Body is { } body)
        {
            var example = doc.Example is { } json ? JsonNode.Parse(json) : null;
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = false,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(body, null, stop), Example = example },
                },
            };
        }

        operation.Responses ??= [];
        foreach (var status in doc.Refusals.Distinct().Select(c => RefusalCatalogue.Find(c)!).GroupBy(r => r.Status).OrderBy(g => g.Key))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(r => $"`{r.Code}` {r.TitleZh}")),
                Content = new Dictionary<string, OpenApiMediaType> { [Problems.MediaType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) } },
            };
        }

        operation.Security = doc.Door switch
        {
            Door.SignedIn => [Requires("bearer", context)],
            Door.SignedInOrCode => [Requires("bearer", context), Requires("code", context)],
            _ => [],
        };
    }

    private static OpenApiSecurityRequirement Requires(string scheme, OpenApiOperationTransformerContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };

    private static string Text(EndpointDoc doc)
    {
        var text = new StringBuilder();
        if (doc.Clauses.Count > 0) text.Append("Norm 规范条款: ").AppendJoin(", ", doc.Clauses.Distinct()).Append("\n\n");
        text.Append("Refusals: ").AppendJoin(", ", doc.Refusals.Distinct().Select(c => $"[`{c}`](/problems/{c})"));
        return text.ToString();
    }

    private static IEnumerable<IOpenApiParameter> Parameters(string path, EndpointDoc doc)
    {
        foreach (var part in RoutePatternFactory.Parse(path).Parameters)
            yield return new OpenApiParameter { Name = part.Name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        foreach (var name in doc.Query)
            yield return new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = name == "limit" ? JsonSchemaType.Integer : JsonSchemaType.String } };
        if (!doc.IsCommand) yield break;
        yield return new OpenApiParameter
        {
            Name = Http.Commands.KeyHeader, In = ParameterLocation.Header, Description = "Command id, 1-64 of A-Za-z0-9._-; made when missing",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 64, Pattern = "^[A-Za-z0-9._-]+$" },
        };
        yield return new OpenApiParameter
        {
            Name = "If-Match", In = ParameterLocation.Header, Description = "The version seen; stale is 412", Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    private static OpenApiSchema Problem()
    {
        static OpenApiSchema Of(JsonSchemaType type) => new() { Type = type };
        var strings = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(JsonSchemaType.String) };
        return new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "type", "title", "status", "code", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Of(JsonSchemaType.String),
                ["title"] = Of(JsonSchemaType.String),
                ["status"] = Of(JsonSchemaType.Integer),
                ["detail"] = Of(JsonSchemaType.String),
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. RefusalCatalogue.All.Select(r => (JsonNode)r.Code)] },
                ["traceId"] = Of(JsonSchemaType.String),
                ["clause"] = Of(JsonSchemaType.String),
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = strings },
                ["missing"] = strings,
                ["allowed"] = strings,
                ["retryAfterSeconds"] = Of(JsonSchemaType.Integer),
                ["version"] = Of(JsonSchemaType.Integer),
            },
        };
    }
}
