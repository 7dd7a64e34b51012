using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Timekeeping;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Halls;

/// <summary>Duties that halls' days hold: incidents, disputes, notices of a missing duty leader.</summary>
public sealed class HallDayDutyHolder : IDutyHolder
{
    public string Kind => "hallday";

    public Task<Outcome<DutyView>> DoneAsync(IGrainFactory grains, CommandMeta meta, DutyId duty, CompleteDuty command) =>
        DayKey.TryParse(duty.Key, '.', out var hall, out var date)
            ? grains.GetGrain<IHallGrain>(hall).DutyDoneAsync(meta, date, new(duty.Id, command.Note))
            : Task.FromResult(Outcome.Refused<DutyView>(Refusal.Of(Codes.NotFound)));
}

/// <summary>Wakes a hall for what fell due in one of its days.</summary>
public sealed class HallDayWaker : IWaker
{
    public string Kind => "hallday";

    public Task WakeAsync(IGrainFactory grains, string stream) =>
        DayKey.TryParse(stream["hallday/".Length..], '/', out var hall, out var date) ? grains.GetGrain<IHallGrain>(hall).WakeAsync(date) : Task.CompletedTask;
}

/// <summary>A name with a day at its end: <c>YXCS/2026-11-24</c>.</summary>
internal static class DayKey
{
    internal static bool TryParse(string text, char between, out string name, out LocalDate date)
    {
        var at = text.LastIndexOf(between);
        (name, date) = (at > 0 ? text[..at] : "", default);
        if (at <= 0 || LocalDatePattern.Iso.Parse(text[(at + 1)..]) is not { Success: true, Value: var parsed }) return false;
        date = parsed;
        return true;
    }
}
