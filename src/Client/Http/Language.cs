using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Http;

/// <summary>zh-CN unless the person asks for English first.</summary>
internal static class Language
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    public static string Of(HttpContext http)
    {
        var accepted = http.Request.Headers.AcceptLanguage.ToString();
        if (accepted.Length == 0) return Chinese;
        double chinese = -1, english = -1;
        foreach (var part in accepted.Split(',', 16, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            var quality = 1.0;
            if (pieces.Length > 1 && pieces[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && !double.TryParse(pieces[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality)) quality = 0;
            if (quality <= 0) continue;
            if (pieces[0].StartsWith("zh", StringComparison.OrdinalIgnoreCase) || pieces[0] == "*") chinese = Math.Max(chinese, quality);
            else if (pieces[0].StartsWith("en", StringComparison.OrdinalIgnoreCase)) english = Math.Max(english, quality);
        }

        return english > chinese ? English : Chinese;
    }
}
