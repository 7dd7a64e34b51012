using System.Globalization;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Halls;

/// <summary>The stream of a hall's day.</summary>
internal static class HallDayModel
{
    internal static string StreamOf(string hall, LocalDate date) => $"hallday/{hall}/{LocalDatePattern.Iso.Format(date)}";

    /// <summary>What a ticket's retrieval code is made from: numbers come again every day and in every hall.</summary>
    internal static string CodeNameOf(string hall, LocalDate date, string ticket) =>
        string.Create(CultureInfo.InvariantCulture, $"{hall}-{date.Year:0000}{date.Month:00}{date.Day:00}-{ticket}");

    internal static StreamModel<HallDayState> Of(string hall, LocalDate date) => new(
        StreamOf(hall, date),
        HallDayState.Empty,
        HallDayState.Evolve,
        s => new()
        {
            Stream = "", Hall = hall,
            Extra = string.Create(CultureInfo.InvariantCulture, $$"""{"date":"{{LocalDatePattern.Iso.Format(date)}}","taken":{{s.Tickets.Count}},"waiting":{{s.Waiting.Count}}}"""),
        },
        _ => hall,
        _ => "");
}
