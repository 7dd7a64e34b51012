using System.Globalization;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Windows;

/// <summary>Key of a window: <c>{hall}/{window}</c>.</summary>
internal readonly record struct WindowKey(string Hall, string Window)
{
    internal static WindowKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(key, "") : new(key[..slash], key[(slash + 1)..]);
    }

    public override string ToString() => $"{Hall}/{Window}";
}

/// <summary>The stream of a window's day.</summary>
internal static class WindowModel
{
    internal static string StreamOf(WindowKey key, LocalDate date) => $"window/{key}/{LocalDatePattern.Iso.Format(date)}";

    /// <param name="personKey">Free text of a window's day names its own staff at most: one key for the window.</param>
    internal static StreamModel<WindowState> Of(WindowKey key, LocalDate date, string personKey) => new(
        StreamOf(key, date),
        WindowState.Empty,
        WindowState.Evolve,
        s => new()
        {
            Stream = "", Hall = key.Hall, State = s.Status, Owner = s.Staff, NextDue = WindowDue.Next(s),
            Extra = string.Create(CultureInfo.InvariantCulture, $$"""{"window":"{{key.Window}}","date":"{{LocalDatePattern.Iso.Format(date)}}"}"""),
        },
        _ => key.Hall,
        _ => personKey)
    {
        Due = WindowDue.Fallen,
    };
}
