using System.Globalization;
using System.Text.Json;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HallGrains.Client.Http;

/// <summary>Reads a command's body as strictly as must-hold 11, 16 and 17 ask, and names every field that is wrong.</summary>
internal static class StrictBody
{
    public const int MaxBytes = 64 * 1024;

    private static readonly byte[] EmptyObject = "{}"u8.ToArray();
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ApiJson.MaxDepth, AllowDuplicateProperties = true, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>The raw bytes, <c>{}</c> for none; null when the answer (413, 415) was given.</summary>
    public static async Task<byte[]?> ReadBytesAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentLength > MaxBytes) return await RefuseAsync(http, Codes.PayloadTooLarge);
        var typed = !string.IsNullOrEmpty(request.ContentType);
        if (typed && !IsJson(request.ContentType!)) return await RefuseAsync(http, Codes.UnsupportedMediaType);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
            {
                if (buffer.Length + read > MaxBytes) return await RefuseAsync(http, Codes.PayloadTooLarge);
                buffer.Write(chunk, 0, read);
            }
        }
        catch (BadHttpRequestException e)
        {
            return await RefuseAsync(http, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Codes.PayloadTooLarge : Codes.Malformed);
        }

        if (buffer.Length == 0) return EmptyObject;
        return typed ? buffer.ToArray() : await RefuseAsync(http, Codes.UnsupportedMediaType);
    }

    /// <summary>The body; null when the answer (400, 422) was given.</summary>
    /// <param name="readOnly">Fields of the type that no body may carry.</param>
    public static async Task<T?> ParseAsync<T>(HttpContext http, byte[] bytes, params string[] readOnly) where T : class
    {
        var unknown = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var missing = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var must = false;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("A body is an object.");
            CheckText(document.RootElement);
            Walk(document.RootElement, typeof(T), "");
            foreach (var name in readOnly)
                if (document.RootElement.TryGetProperty(name, out _)) Add(unknown, name, "read-only");
            if (unknown.Count > 0)
            {
                await Problems.WriteErrorsAsync(http, Codes.UnknownField, unknown);
                return null;
            }

            if (must)
            {
                await Problems.WriteErrorsAsync(http, Codes.Validation, missing);
                return null;
            }

            var body = document.Deserialize<T>(ApiJson.Options) ?? throw new JsonException("A body is an object.");
            BodyShape.Complete(body);
            return body;
        }
        catch (JsonException e)
        {
            await MalformedAsync(http, e.Path);
            return null;
        }
        catch (InvalidOperationException)
        {
            // Text that is no Unicode: a lone surrogate or broken UTF-8.
            await MalformedAsync(http, null);
            return null;
        }

        void Walk(JsonElement element, Type type, string path)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                var i = 0;
                foreach (var item in element.EnumerateArray()) Walk(item, type, string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"));
                return;
            }

            if (element.ValueKind != JsonValueKind.Object || !BodyShape.IsRecord(type)) return;
            var shape = BodyShape.Of(type);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                var at = path.Length == 0 ? property.Name : path + "." + property.Name;
                var field = shape.Find(property.Name);
                if (field is null) Add(unknown, at, "unknown");
                else if (!seen.Add(property.Name)) Add(unknown, at, "duplicate");
                else Walk(property.Value, field.Element ?? field.Type, at);
            }

            foreach (var field in shape.All)
            {
                if (!field.Wanted || seen.Contains(field.Name) || (path.Length == 0 && readOnly.Contains(field.Name))) continue;
                Add(missing, path.Length == 0 ? field.Name : path + "." + field.Name, "required");
                must |= field.MustBeSent;
            }
        }
    }

    /// <summary>NUL, lone surrogates and nulls in lists are no content of any command.</summary>
    private static void CheckText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                if (element.GetString()!.Contains('\0', StringComparison.Ordinal)) throw new JsonException("NUL");
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (property.Name.Contains('\0', StringComparison.Ordinal)) throw new JsonException("NUL");
                    CheckText(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Null) throw new JsonException("null in a list");
                    CheckText(item);
                }

                break;
        }
    }

    private static bool IsJson(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static Task MalformedAsync(HttpContext http, string? path)
    {
        var field = path is { Length: > 2 } && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        return field is null
            ? Problems.WriteAsync(http, Codes.Malformed)
            : Problems.WriteErrorsAsync(http, Codes.Malformed, new Dictionary<string, List<string>> { [field] = ["wrong-type"] });
    }

    private static async Task<byte[]?> RefuseAsync(HttpContext http, string code)
    {
        await Problems.WriteAsync(http, code);
        return null;
    }

    private static void Add(Dictionary<string, List<string>> errors, string field, string what)
    {
        if (!errors.TryGetValue(field, out var list)) errors[field] = list = [];
        if (!list.Contains(what)) list.Add(what);
    }
}
