using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Pages;

/// <summary>A page's frame, and text made harmless. Chinese first, English beside it.</summary>
internal static class Html
{
    /// <summary>Where the static files of this library are served, by whatever hosts it.</summary>
    public const string Assets = "/_content/HallGrains.Client";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Text(string? text) => Encoder.Encode(text ?? "");

    /// <summary>Chinese and English of one thing.</summary>
    public static string Both(string chinese, string english) => $"{Text(chinese)} <span lang=\"en\">{Text(english)}</span>";

    public static async Task WriteAsync(HttpContext http, int status, string title, string body, bool live = false)
    {
        var brand = await Brands.OfAsync(http);
        var page = new StringBuilder()
            .Append("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .Append(Text(title)).Append("</title>\n<link rel=\"stylesheet\" href=\"").Append(Assets).Append("/hall.css\">\n<link rel=\"stylesheet\" href=\"").Append(Brands.Sheet)
            .Append("\">\n<meta name=\"theme-color\" content=\"").Append(Text(brand.Colour)).Append("\">\n");
        if (live) page.Append("<script src=\"").Append(Assets).Append("/live.js\" defer></script>\n");
        page.Append("</head>\n<body>\n<a class=\"skip\" href=\"#main\">").Append(Both("跳到正文", "Skip to content")).Append("</a>\n<header><a href=\"/\">")
            .Append(Both(brand.NameZh, "Service halls")).Append("</a></header>\n<main id=\"main\">\n").Append(body).Append("</main>\n</body>\n</html>\n");
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentLanguage = "zh-CN";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(page.ToString(), http.RequestAborted);
    }
}
