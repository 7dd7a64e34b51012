using System.Globalization;
using HallGrains.Grains.Ledger;
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

    /// <param name="facts">The hall as it is known now; null before it was asked, and where none is registered: then nothing falls due.</param>
    internal static StreamModel<HallDayState> Of(string hall, LocalDate date, Func<HallDayFacts?> facts) => new(
        StreamOf(hall, date),
        HallDayState.Empty,
        HallDayState.Evolve,
        s => Row(s, hall, date, facts()),
        _ => hall,
        s => $"hallday/{hall}/{LocalDatePattern.Iso.Format(date)}/{s.About}")
    {
        Due = (s, now) => facts() is { } known ? HallDayDue.Fallen(s, known with { Date = date }, now) : [],
    };

    internal static SummaryRow Row(HallDayState s, string hall, LocalDate date, HallDayFacts? facts)
    {
        var known = facts is null ? null : facts with { Date = date };
        var extra = new HallDayExtra(LocalDatePattern.Iso.Format(date), s.Tickets.Count, s.Waiting.Count, known is not null && HallDayWaiting.Of(s, known) is { IsEmpty: false } waiting ? waiting : null);
        return new() { Stream = "", Hall = hall, NextDue = known is null ? null : HallDayDue.Next(s, known), Extra = extra.ToJson() };
    }
}
