using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Catalogue;

/// <summary>A hall's registry stream: its state is the definition registered last.</summary>
internal sealed record HallState(HallSnapshot? Snapshot)
{
    public static HallState Empty { get; } = new((HallSnapshot?)null);

    /// <summary>Every version of what the hall publishes itself, drafts too.</summary>
    public ImmutableArray<HallPage> Pages { get; init; } = [];
}

internal static class HallModel
{
    private static readonly LocalTimePattern Minute = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static string StreamOf(string hall) => $"hall/{hall}";

    public static StreamModel<HallState> Of(string hall) =>
        new(StreamOf(hall), HallState.Empty, Evolve, s => Summarise(hall, s), _ => hall, _ => "") { CommandsInMemory = false };

    public static HallState Evolve(HallState state, Recorded r) => r.Body switch
    {
        HallRegistered or HallPagePublished or HallPageWithdrawn => HallPages.Evolve(state, r) with { Snapshot = new(HallPages.Apply(state.Snapshot?.Definition, r), r.Version) },
        HallPageDrafted => HallPages.Evolve(state, r) with { Snapshot = state.Snapshot! with { Version = r.Version } },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} in a hall's registry stream"),
    };

    /// <summary>From a city file; equal to what stands writes nothing.</summary>
    public static Decision Import(HallState state, string code, HallDefinition definition)
    {
        if (SameContent.Of(definition, state.Snapshot?.Definition)) return Decision.Nothing;
        return Check(code, definition) is { } refusal ? Decision.Refuse(refusal) : Decision.Append(new HallRegistered(definition));
    }

    public static Refusal? Check(string code, HallDefinition hall)
    {
        var v = new Validation()
            .Code("code", hall.Code)
            .If(hall.Code != code, "code", "another-hall")
            .Name("nameZh", hall.NameZh)
            .Name("nameEn", hall.NameEn, required: false)
            .OneOf("kind", hall.Kind, "city", "county", "street")
            .If(hall.Kind != "city" && hall.Parent is null, "parent", "required")
            .If(hall.Windows.Select(w => w.Code).Distinct().Count() != hall.Windows.Length, "windows", "code-twice")
            .If(hall.QueuePolicy is { PriorityEvery: < 2 } or { NoShowCalls: < 1 } or { RecallMinutes: < 0 } or { WaitTargetMinutes: < 1 }, "queuePolicy", "out-of-range");
        try
        {
            // The hours are built once here, so that a hall that stands in the registry always has some.
            HallHours.Create(new WorkCalendar(), Sessions(hall));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            v.Error("sessions", e.Message);
        }

        return v.Refusal;
    }

    /// <summary>The sessions as the clocks want them; ordinary ones where the hall published none.</summary>
    /// <exception cref="FormatException">A time or a type is none.</exception>
    public static IEnumerable<Clocks.HallSession> Sessions(HallDefinition hall) => hall.Sessions.IsDefaultOrEmpty
        ? HallHours.OrdinarySessions
        : hall.Sessions.Select(s => new Clocks.HallSession(s.Days, Time(s.Open), Time(s.Close), Clocks.HallSession.ParseType(s.Type), s.Lines));

    private static LocalTime Time(string text) =>
        Minute.Parse(text) is { Success: true } time ? time.Value : throw new FormatException($"'{text}' is no time of day.");

    private static SummaryRow Summarise(string hall, HallState state) => new()
    {
        Stream = StreamOf(hall),
        Hall = hall,
        State = "registered",
        Extra = JsonSerializer.Serialize(new { kind = state.Snapshot!.Definition.Kind, parent = state.Snapshot.Definition.Parent }, JsonSerializerOptions.Web),
    };
}
