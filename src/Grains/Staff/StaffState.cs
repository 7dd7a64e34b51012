using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>What a staff member's stream folds to.</summary>
internal sealed record StaffState
{
    public static StaffState Empty { get; } = new();

    public int Version { get; init; }
    public StaffDefinition? Definition { get; init; }

    /// <summary>What the city file said last: the same again writes nothing, whatever was changed here since.</summary>
    public StaffDefinition? Imported { get; init; }

    /// <summary>When they were first registered here.</summary>
    public Instant? RegisteredAt { get; init; }

    /// <summary>On duty since; null when off. Ends by itself at the day's end, see <see cref="DutyEnds"/>.</summary>
    public Instant? DutySince { get; init; }

    /// <summary>What the other one of a pair must yet be told.</summary>
    public ImmutableArray<DeputyTell> Tells { get; init; } = [];

    /// <summary>What the cases on this desk must yet be asked for: offers to deputies, or back.</summary>
    public ImmutableArray<DeskCall> Calls { get; init; } = [];

    /// <summary>Lines whose lapse is written down, with the last day they were valid: each run-out once.</summary>
    public ImmutableSortedDictionary<string, LocalDate> Lapsed { get; init; } = ImmutableSortedDictionary<string, LocalDate>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The last warning of each line: what it was about, so that each falls once, and a training taken anew ends it.</summary>
    public ImmutableSortedDictionary<string, WarnedHeld> Warned { get; init; } = ImmutableSortedDictionary<string, WarnedHeld>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Pursuits that suspended them, and since when.</summary>
    public ImmutableSortedDictionary<string, Instant> Suspensions { get; init; } = ImmutableSortedDictionary<string, Instant>.Empty.WithComparers(StringComparer.Ordinal);

    public Instant? SuspendedAt => Suspensions.IsEmpty ? null : Suspensions.Values.Max();

    /// <summary>24:00 of the day duty began (decisions 28).</summary>
    public Instant? DutyEnds => DutySince is { } since ? HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(since) + 1)) : null;

    public bool IsOnDuty(Instant now) => DutyEnds is { } ends && now < ends;

    public StaffSnapshot? Snapshot(Instant now) =>
        Definition is { } d ? new(d, IsOnDuty(now), IsOnDuty(now) ? DutySince : null, Version) { SuspendedAt = SuspendedAt } : null;
}

/// <summary>Tell <paramref name="Partner"/> that they are a pair with this one, or no longer.</summary>
/// <param name="SetVersion">Version of the entry it comes from.</param>
internal sealed record DeputyTell(string Partner, bool Paired, int SetVersion, Instant Since);

/// <summary>Folds and shows a staff member's stream.</summary>
internal static class StaffModel
{
    public static string StreamOf(string number) => $"staff/{number}";

    public static StreamModel<StaffState> Of(string number, ISecrets secrets)
    {
        var key = secrets.PersonKey($"staff/{number}");
        return new(StreamOf(number), StaffState.Empty, Evolve, Summarise, static s => s.Definition?.Hall ?? "", _ => key) { Due = static (s, now) => Due(s, now), CommandsInMemory = false };
    }

    public static StaffState Evolve(StaffState state, Recorded r)
    {
        var next = r.Body switch
        {
            StaffRegistered e => Register(state, e, r),
            QualificationRecorded e => state with { Definition = state.Definition! with { Training = state.Definition.Training.Add(e.Record) } },
            DeputySet e => state with { Definition = state.Definition! with { Deputy = e.Deputy }, Tells = state.Tells.AddRange(TellsOf(state.Definition.Deputy, e, r)) },
            DeputyTold e => state with { Tells = state.Tells.RemoveAll(t => t.Partner == e.Partner && t.SetVersion == e.SetVersion) },
            DutyOn e => DeskCalls.Add(state with { DutySince = r.OccurredAt }, DeskCalls.Return, e.Deputised, r),
            DutyOff e => DeskCalls.Add(state with { DutySince = null }, DeskCalls.OffDuty, e.OpenCases, r),
            DeskLeft e => DeskCalls.Add(state, DeskCalls.SignedOff, e.OpenCases, r),
            QualificationLapsed e => DeskCalls.Lapsed(state, e, r),
            QualificationWarned e => state with { Warned = state.Warned.SetItem(e.Line, new(e.ValidUntil, e.Days, r.OccurredAt, e.Head)) },
            StaffSuspended e => DeskCalls.Add(state with { Suspensions = state.Suspensions.SetItem(e.Pursuit, r.OccurredAt) }, DeskCalls.Expired, 1, r),
            SuspensionLifted e => state with { Suspensions = state.Suspensions.Remove(e.Pursuit) },
            DeskOffered e => state with { Calls = state.Calls.RemoveAll(c => c.AtVersion == e.AtVersion) },
            _ => throw new UnreachableException($"{r.Body.GetType().Name} in a staff stream"),
        };
        return next with { Version = r.Version };
    }

    /// <summary>Duty that nobody ended ended at midnight; trainings run out, and warn before they do.</summary>
    /// <param name="head">Who stands over this person: told of what runs out.</param>
    public static ImmutableArray<EntryDraft> Due(StaffState state, Instant now, string? head = null) =>
    [
        .. DeskCalls.Lapses(state).Where(l => l.At <= now).Select(l => new EntryDraft(new QualificationLapsed(l.Line), l.At, Caller.SystemAccount))
            .Concat(QualificationWarnings.Of(state).Where(w => w.At <= now).Select(w => new EntryDraft(new QualificationWarned(w.Line, w.Days, w.ValidUntil, head), w.At, Caller.SystemAccount)))
            .Concat(state.DutyEnds is { } ends && ends <= now ? [new(new DutyOff(), ends, Caller.SystemAccount)] : [])
            .OrderBy(d => d.OccurredAt),
    ];

    private static StaffState Register(StaffState state, StaffRegistered e, Recorded r)
    {
        var definition = e.Definition with { Name = e.Name ?? e.Definition.Number };
        return state with { Definition = definition, RegisteredAt = state.RegisteredAt ?? r.OccurredAt, Imported = r.Account == Caller.SystemAccount ? Original(definition) : state.Imported };
    }

    // Records entered here carry when; those of the file do not.
    private static StaffDefinition Original(StaffDefinition definition) => definition with { Training = definition.Training.RemoveAll(t => t.EnteredAt is not null) };

    private static IEnumerable<DeputyTell> TellsOf(string? before, DeputySet e, Recorded r)
    {
        if (before is not null && before != e.Deputy && before != e.Told) yield return new(before, false, r.Version, r.OccurredAt);
        if (e.Deputy is not null && e.Deputy != before && e.Deputy != e.Told) yield return new(e.Deputy, true, r.Version, r.OccurredAt);
    }

    internal static SummaryRow Summarise(StaffState state)
    {
        var d = state.Definition!;
        var wakes = state.Tells.Select(t => t.Since).Concat(state.Calls.Select(c => c.Since)).Concat(DeskCalls.Lapses(state).Select(l => l.At)).Concat(QualificationWarnings.Of(state).Select(w => w.At)).ToList();
        Instant? tell = wakes.Count == 0 ? null : wakes.Min();
        return new()
        {
            Stream = StreamOf(d.Number),
            Hall = d.Hall,
            State = state.DutySince is null ? "off-duty" : "on-duty",
            NextDue = tell is { } t && !(state.DutyEnds < t) ? t : state.DutyEnds,
            Extra = QualificationWarnings.Beside(state, JsonSerializer.Serialize(new { level = d.Level.ToString(), section = d.Section, lines = d.Lines, homeWindow = d.HomeWindow, deputy = d.Deputy, roles = d.Roles }, JsonSerializerOptions.Web)),
        };
    }
}
