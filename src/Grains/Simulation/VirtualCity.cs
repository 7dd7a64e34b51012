using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Simulation;

/// <summary>The city as facts for the rules, with what the plan changes: everybody is at work, everything in force since long ago.</summary>
internal sealed class VirtualCity
{
    private static readonly Instant Long = Instant.FromUtc(2020, 1, 1, 0, 0);
    private readonly CaseFacts _facts;

    public VirtualCity(SimulatedCity city, SimulationPlan plan)
    {
        var halls = city.Halls.ToDictionary(h => h.Code, StringComparer.Ordinal);
        var staff = city.Staff.ToDictionary(s => s.Number, StringComparer.Ordinal);
        var hall = halls.TryGetValue(plan.Hall, out var found) ? found : throw new ArgumentException($"There is no hall {plan.Hall}.", nameof(plan));
        if (plan.PriorityEvery is { } every) hall = hall with { QueuePolicy = hall.QueuePolicy with { PriorityEvery = every } };
        for (var i = 1; i <= plan.MoreWindows; i++) hall = WithOneMore(hall, staff, i);
        halls[hall.Code] = hall;
        Hall = hall;
        _facts = new()
        {
            Caller = Caller.System,
            Staff = staff.Values.ToImmutableDictionary(s => s.Number, s => new StaffSnapshot(s, true, Long, 1), StringComparer.Ordinal),
            Halls = halls.ToImmutableDictionary(StringComparer.Ordinal),
            Hours = halls.Values.ToImmutableDictionary(h => h.Code, h => HallHours.Create(city.Calendar, HallModel.Sessions(h)), StringComparer.Ordinal),
            Items = city.Items.ToImmutableDictionary(i => i.Code, i => new ItemSnapshot(i.Code, [new(i with { Version = Math.Max(1, i.Version) }, Long, null)], 1), StringComparer.Ordinal),
        };
    }

    public HallDefinition Hall { get; }

    public HallHours Hours => _facts.Hours[Hall.Code];

    public IEnumerable<StaffSnapshot> Staff => _facts.Staff.Values;

    public StaffSnapshot? Find(string number) => _facts.Find(number);

    public CaseFacts Facts(Caller caller, Instant now, bool codeShown = false, string? applicantKey = null) =>
        _facts with { Caller = caller, Now = now, CodeShown = codeShown, ApplicantKey = applicantKey };

    public static Caller CallerOf(StaffSnapshot staff) => new(staff.Number, staff.Number, [Roles.Staff, .. staff.Definition.Roles]);

    /// <summary>Who stands at a window: whoever has it as home, else the first of the hall who is trained for all of it.</summary>
    public StaffSnapshot? Post(WindowDefinition window, Instant now, IReadOnlySet<string> taken) =>
        Staff.Where(s => s.Hall == Hall.Code && !taken.Contains(s.Number) && s.Level is >= StaffLevel.L1 and <= StaffLevel.L2 && Grains.Staff.Qualification.Check(s, window.Lines, now) is null)
            .OrderByDescending(s => s.Definition.HomeWindow == window.Code).ThenBy(s => s.Definition.HomeWindow is not null).ThenBy(s => s.Number, StringComparer.Ordinal).FirstOrDefault();

    private static HallDefinition WithOneMore(HallDefinition hall, Dictionary<string, StaffDefinition> staff, int number)
    {
        // The window that shares its lines with the fewest others has the longest queue of its own.
        var model = hall.Windows.Where(w => w.Kind is null && staff.Values.Any(s => s.HomeWindow == w.Code))
            .OrderBy(w => w.Lines.Sum(l => hall.Windows.Count(o => o.Lines.Contains(l)))).ThenByDescending(w => w.Lines.Length).ThenBy(w => w.Code, StringComparer.Ordinal)
            .Skip((number - 1) % Math.Max(1, hall.Windows.Count(w => w.Kind is null))).First();
        var window = model with { Code = $"{hall.Code}-X{number}", Name = model.Name + "（增开）", Evaluator = $"EV-{hall.Code}-X{number}" };
        var person = staff.Values.Where(s => s.HomeWindow == model.Code).OrderBy(s => s.Number, StringComparer.Ordinal).First();
        var clone = person with { Number = $"{hall.Code}X{number:00}", HomeWindow = window.Code, Deputy = null };
        staff[clone.Number] = clone;
        return hall with { Windows = hall.Windows.Add(window), Staff = hall.Staff.Add(clone.Number) };
    }
}
