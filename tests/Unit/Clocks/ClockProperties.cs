using CsCheck;
using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

/// <summary>What holds for every start, limit and pause, over the published years and the first provisional one.</summary>
public class ClockProperties
{
    private static readonly Instant Origin = At("2025-01-01 00:00");
    private static readonly Gen<Instant> AnInstant = Gen.Int[0, 720 * 24 * 60 * 4].Select(q => Origin + Duration.FromSeconds(q * 15L));
    private static readonly Gen<string> ALine = Gen.OneOfConst("injury", "card", "pension");
    private static readonly Gen<PauseList> SomePauses = Gen.Select(AnInstant, Gen.Int[0, 30 * 24 * 60]).Array[0, 4]
        .Select(all => PauseList.Of(all.Select(p => new Pause(p.Item1, p.Item1 + Duration.FromMinutes(p.Item2)))));

    [Fact]
    public void Working_minutes_are_what_counting_minute_by_minute_gives() =>
        Gen.Select(AnInstant, Gen.Int[0, 4 * 24 * 60], ALine).Sample((start, length, line) =>
        {
            // Whole minutes from the start: the sessions begin and end on whole minutes, the start on a quarter of one.
            start -= Duration.FromTicks(start.ToUnixTimeTicks() % TimeSpan.TicksPerMinute);
            var dates = Enumerable.Range(0, 6).Select(d => HallHours.DateOf(start).PlusDays(d));
            var open = dates.SelectMany(d => City.SessionsOn(d, line)).ToArray();
            var naive = Enumerable.Range(0, length).Select(m => start + Duration.FromMinutes(m)).Count(t => open.Any(s => s.Open <= t && t < s.Close));
            return WorkingMinutes.Between(start, start + Duration.FromMinutes(length), City, line) == naive;
        }, iter: 200);

    [Fact]
    public void Adding_and_counting_minutes_are_inverse_with_and_without_pauses() =>
        Gen.Select(AnInstant, Gen.Int[0, 30_000], ALine, SomePauses).Sample((start, minutes, line, pauses) =>
        {
            var due = WorkingMinutes.Add(start, minutes, City, line, pauses)!.Value;
            var before = due - Duration.FromTicks(1);
            return WorkingMinutes.Between(start, due, City, line, pauses) == minutes && !pauses.Contains(due)
                && (minutes == 0 || pauses.Contains(before) || WorkingMinutes.Elapsed(start, before, City, line, pauses) < Duration.FromMinutes(minutes));
        });

    [Fact]
    public void Minutes_can_be_added_in_parts() =>
        Gen.Select(AnInstant, Gen.Int[1, 5_000], Gen.Int[1, 5_000], ALine).Sample((start, a, b, line) =>
            WorkingMinutes.Add(WorkingMinutes.Add(start, a, City, line)!.Value, b, City, line) == WorkingMinutes.Add(start, a + b, City, line));

    [Fact]
    public void Working_time_splits_anywhere() =>
        Gen.Select(AnInstant, AnInstant, AnInstant, SomePauses).Sample((a, b, c, pauses) =>
        {
            Instant[] t = [.. new[] { a, b, c }.Order()];
            return Elapsed(t[0], t[1]) + Elapsed(t[1], t[2]) == Elapsed(t[0], t[2]);

            Duration Elapsed(Instant from, Instant to) => WorkingMinutes.Elapsed(from, to, City, "card", pauses);
        });

    [Fact]
    [Clause("5.4d")]
    public void A_day_limit_counts_as_many_working_days_as_it_says() =>
        Gen.Select(AnInstant, Gen.Int[1, 90], SomePauses).Sample((start, n, pauses) =>
        {
            var day = HallHours.DateOf(start);
            while (!Calendar.IsWorkingDay(day)) day = day.PlusDays(1);
            for (var left = n; left > 0;)
            {
                day = day.PlusDays(1);
                if (Calendar.IsWorkingDay(day) && !pauses.Contains(City.RegularClose(day))) left--;
            }

            var sum = DueDate.WorkingDays(City, start, n, pauses);
            return sum.At == City.RegularClose(day) && sum.Days.Count(d => d.Counted) == n;
        });

    [Fact]
    public void Later_starts_and_longer_limits_never_fall_due_earlier() =>
        Gen.Select(AnInstant, Gen.Int[0, 100_000], Gen.Int[0, 60], Gen.Int[0, 10], SomePauses).Sample((start, later, n, more, pauses) =>
        {
            var after = start + Duration.FromMinutes(later);
            foreach (var unit in Enum.GetValues<LimitUnit>())
            {
                // Months are not equally long: paused from the 30th on, a month from the 30th may end after one from the 31st. Without pauses never.
                var starts = unit == LimitUnit.Months ? PauseList.None : pauses;
                if (DueDate.Of(City, after, new(n, unit), "card", starts).At < DueDate.Of(City, start, new(n, unit), "card", starts).At) return false;
                var due = DueDate.Of(City, start, new(n, unit), "card", pauses).At;
                if (DueDate.Of(City, start, new(n + more, unit), "card", pauses).At < due) return false;
            }

            return true;
        }, iter: 300);

    [Fact]
    public void A_pause_never_brings_anything_forward_and_no_signal_lies_inside_one() =>
        Gen.Select(AnInstant, Gen.Int[1, 40], Gen.OneOfConst(ClockKind.Promised, ClockKind.Stage, ClockKind.Statutory), SomePauses, AnInstant)
            .Sample((start, n, kind, pauses, statutory) =>
            {
                var clock = new CaseClock("any", kind, Limit.WorkingDays(n), start);
                var plain = ClockMath.Compute(clock, PauseList.None, City, "card", start);
                var paused = ClockMath.Compute(clock, pauses, City, "card", start);
                return paused.DueAt >= plain.DueAt && !(paused.WarnAt < plain.WarnAt) && !(paused.RedAt < plain.RedAt)
                    && paused.Signals.All(s => !pauses.Contains(s.At))
                    && paused.WarnAt <= paused.DueAt && paused.DueAt <= paused.RedAt;
            });

    [Fact]
    public void A_limit_is_used_up_exactly_at_its_due_instant() =>
        Gen.Select(AnInstant, Gen.Int[1, 40], SomePauses).Sample((start, n, pauses) =>
        {
            var clock = new CaseClock("any", ClockKind.Promised, Limit.WorkingDays(n), start);
            var due = ClockMath.DueAt(clock, pauses, City, null)!.Value;
            var (before, at) = (ClockMath.Compute(clock, pauses, City, null, due - Duration.FromMinutes(1)), ClockMath.Compute(clock, pauses, City, null, due));
            return at.UsedWorkingMinutes == at.LimitWorkingMinutes && before.UsedWorkingMinutes == at.UsedWorkingMinutes - 1 && at.LimitWorkingMinutes == n * 420;
        });

    [Fact]
    [Clause("5.6e")]
    public void The_minutes_of_all_owners_are_the_life_of_the_case() =>
        Gen.Select(AnInstant.Array[1, 8], AnInstant, AnInstant, SomePauses, ALine).Sample((starts, end, due, pauses, line) =>
        {
            OwnerChange[] changes = [.. starts.Order().Select((at, i) => new OwnerChange(at, $"S{i % 3}"))];
            end = Instant.Max(end, changes[^1].At);
            var rows = Attribution.Of(changes, end, pauses, due, City, line);
            var birth = changes[0].At;
            return rows.Sum(r => r.WorkingMinutes) == WorkingMinutes.Between(birth, end, City, line)
                && rows.Sum(r => r.LateWorkingMinutes) == WorkingMinutes.Between(Instant.Max(birth, due), end, City, line)
                && rows.Sum(r => r.WorkingMinutes - r.PausedWorkingMinutes) is var active
                && Math.Abs(active - WorkingMinutes.Between(birth, end, City, line, pauses)) <= 1
                && rows.Zip(rows.Skip(1)).All(p => p.First.To == p.Second.From);
        });
}
