using System.Globalization;
using HallGrains.Contracts.Common;

namespace HallGrains.Client.Http;

/// <summary>Names in a path. What can name nothing is not found, and wakes no grain.</summary>
internal static class Paths
{
    public static string Case(Api api, string name = "n") => CaseNumber.TryParse(api.Path(name), out var number) ? number.Text : throw NotFound();

    /// <summary>A hall, window, staff, item or ticket code.</summary>
    public static string Code(Api api, string name) => IsCode(api.Path(name)) ? api.Path(name) : throw NotFound();

    public static bool IsCode(string text) => text.Length is >= 1 and <= 40 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>An id of something within a case, as the case gave it.</summary>
    public static string Id(Api api, string name) => Require(api.Path(name), 64, static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    public static string Account(Api api, string name) => Require(api.Path(name), 64, static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    public static int Number(Api api, string name, int least, int most) =>
        int.TryParse(api.Path(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : throw NotFound();

    public static string Window(Api api) => Code(api, "hall") + "/" + Code(api, "window");

    private static string Require(string text, int longest, Func<char, bool> allowed) =>
        text.Length >= 1 && text.Length <= longest && text.All(allowed) ? text : throw NotFound();

    private static RefusedException NotFound() => new(Refusal.Of(Codes.NotFound));
}
