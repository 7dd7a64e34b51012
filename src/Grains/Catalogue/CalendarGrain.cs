using System.Collections.Immutable;
using System.Text.Json;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using Limit = HallGrains.Grains.Clocks.Limit;

namespace HallGrains.Grains.Catalogue;

/// <summary>Working calendar 工作日历.</summary>
[GrainType("calendar")]
internal sealed class CalendarGrain(StreamServices services) : StreamGrain<CalendarState>(services), ICalendarGrain
{
    // A trial lists every day of its sum: two years of them are enough for any limit in use.
    private const int MostDays = 731;

    protected override StreamModel<CalendarState> Model() => CalendarModel.Of(Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Show<ICalendarGrain>(() => State.Snapshot);
    }

    public Task<CalendarSnapshot> SnapshotAsync() => Task.FromResult(State.Snapshot);

    public Task<CalendarView> GetAsync() => Task.FromResult(View());

    public Task<Outcome<CalendarView>> PutAsync(CommandMeta meta, CalendarYear year) =>
        ExecuteAsync(meta, (s, _) => CalendarModel.Put(s, year, meta.Caller), View);

    public Task ImportAsync(ImmutableArray<CalendarYear> years) => ImportAsync((s, _) => CalendarModel.Import(s, years));

    public async Task<CalendarTrialResult> TrialAsync(CalendarTrial trial)
    {
        var snapshot = State.Snapshot;
        var hall = trial.Hall is null ? null : await GrainFactory.GetGrain<IHallRegistryGrain>(trial.Hall).SnapshotAsync();
        var limit = LimitText.TryParse(trial.Limit.Unit, out var unit) ? new Limit(trial.Limit.Value, unit) : default(Limit?);
        var v = new Validation()
            .If(trial.Start.InUtc().Year is < 1990 or > 2099, "start", "out-of-range")
            .If(trial.Hall is not null && hall is null, "hall", "not-found")
            .If(limit is null, "limit.unit", "not-one-of: working-days, calendar-days, months, working-minutes")
            .If(limit is { IsValid: false } || Days(limit) > MostDays, "limit.value", "out-of-range");
        if (v.Refusal is { } refusal) throw new RefusedException(refusal);
        var tried = trial.Year is { } given ? CalendarModel.Complete(given) : null;
        if (tried is not null && CalendarModel.Check(tried) is { } wrong) throw new RefusedException(wrong);
        var years = tried is null ? snapshot.Years : CalendarModel.With(snapshot.Years, tried);
        var calendar = new WorkCalendar(years.Select(CalendarModel.ToHolidayYear));
        var hours = HallHours.Create(calendar, hall is null ? HallHours.OrdinarySessions : HallModel.Sessions(hall.Definition));
        var due = DueDate.Of(hours, trial.Start, limit!.Value, trial.ServiceLine);
        return new(
            due.At!.Value, due.Provisional,
            [.. due.Days.Select(d => new TrialDay(d.Date, d.Counted, JsonNamingPolicy.KebabCaseLower.ConvertName(d.Reason.ToString()), d.Name, d.Minutes))],
            due.Text, snapshot.Version);
    }

    private static decimal Days(Limit? limit) => limit switch
    {
        { Unit: LimitUnit.WorkingMinutes } l => l.Value / 200,
        { Unit: LimitUnit.Months } l => l.Value * 31,
        { } l => l.Value,
        null => 0,
    };

    private CalendarView View() => new(State.Snapshot.Years, Version, Now);
}
