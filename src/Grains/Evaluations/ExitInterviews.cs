using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Evaluations;

/// <summary>The exit interviews 截访 of a hall's day.</summary>
public sealed record ExitInterviews(ImmutableArray<ExitInterviewed> Held)
{
    public static ExitInterviews None { get; } = new([]);

    public static ExitInterviews Evolve(ExitInterviews s, Recorded r) =>
        r.Body is ExitInterviewed e ? new(s.Held.Add(e)) : throw new UnreachableException($"{r.Body.GetType().Name} is no exit interview.");

    internal static StreamModel<ExitInterviews> Model(string hall, LocalDate date) => new(
        $"interviews/{hall}/{LocalDatePattern.Iso.Format(date)}", None, Evolve, s => new() { Stream = "", Hall = hall }, _ => hall, _ => $"interviews-{hall}");

    /// <summary>Asked by somebody on duty who is not of the window asked about (6.1a).</summary>
    /// <param name="post">The window the interviewer stands at today.</param>
    internal static Decision Decide(RecordExitInterview command, StaffSnapshot? actor, string? post, EvaluationFacts facts)
    {
        if (facts.Hall is not { } hall) return Decision.Refuse(Codes.NotFound);
        var outsider = facts.Caller.Is(Roles.SocialSupervisor) || facts.Caller.Is(Roles.Supervisor);
        if (!outsider && (actor is null || actor.Hall != hall.Code)) return Decision.Refuse(Codes.NotPermitted);
        if (actor is { OnDuty: false } && !outsider) return Decision.Refuse(Codes.NotOnDuty);
        if (post == command.Window || actor?.Definition.HomeWindow == command.Window) return Decision.Refuse(Codes.ConflictOfInterest);
        var tags = Rating.Given(command.Tags);
        var fields = Rating.CheckTags(new(), tags).Note("note", command.Note, required: false).Code("ticket", command.Ticket, required: false)
            .If(hall.Window(command.Window) is null, "window", "not-of-this-hall").If(tags.IsEmpty && string.IsNullOrWhiteSpace(command.Note), "tags", "required");
        return fields.Refusal is { } invalid ? Decision.Refuse(invalid)
            : Decision.Append(new ExitInterviewed(command.Window, command.Ticket, facts.Caller.Actor, tags, string.IsNullOrWhiteSpace(command.Note) ? null : command.Note));
    }
}

/// <summary>Exit interviews 截访 of a hall.</summary>
[GrainType("exit-interviews")]
internal sealed class ExitInterviewsGrain : Grain, IExitInterviewsGrain
{
    private readonly StreamServices _services;
    private readonly HallHoursCache _hours;
    private readonly DailyStream<ExitInterviews> _days;

    public ExitInterviewsGrain(StreamServices services, HallHoursCache hours)
    {
        (_services, _hours) = (services, hours);
        _days = new(services, date => ExitInterviews.Model(this.GetPrimaryKeyString(), date), this.DeactivateOnIdle);
    }

    public async Task<Outcome<ExitInterviewView>> RecordAsync(CommandMeta meta, RecordExitInterview command)
    {
        var hall = this.GetPrimaryKeyString();
        var actor = meta.Caller.Staff is { } number ? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        var post = actor is null ? null : await GrainFactory.GetGrain<IHallGrain>(hall).PostOfAsync(actor.Number);
        var found = await _hours.FindAsync(GrainFactory, hall);
        var today = await _days.TodayAsync();
        var done = await today.Shell.ExecuteAsync(meta, (_, now) => ExitInterviews.Decide(command, actor, post, new(now, meta.Caller, actor, found.Definition, found.Hours)));
        return done.With(() => new ExitInterviewView(hall, command.Window, today.State.Held.Length, Rating.Given(command.Tags), today.Shell.Version, _services.Clock.GetCurrentInstant()));
    }
}
