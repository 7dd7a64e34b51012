using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Halls;

/// <summary>A command to a hall's day 大厅当日. Stream <c>hallday/{hall}/{date}</c>.</summary>
[GenerateSerializer, Immutable, Alias("hg.HallCommand")]
public abstract record HallCommand;

/// <summary>取号.</summary>
[GenerateSerializer, Immutable, Alias("hg.TakeTicket")]
public sealed record TakeTicket(
    [property: Id(0)] string ServiceLine,
    [property: Id(1)] string? Audience = null,
    [property: Id(2)] TicketPriority? Priority = null,
    [property: Id(3)] string? Case = null,
    [property: Id(4)] string? Appointment = null) : HallCommand
{
    /// <summary>Needs 个性化需求 (2.5c): hearing, sight, mobility, language, elderly, no-smartphone. For the serving staff only.</summary>
    [Id(10)] public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>The person agreed that they be noted.</summary>
    [Id(11)] public bool? NeedsConsent { get; init; }

    /// <summary>A private room is asked for (2.4c); sensitive lines have it anyway.</summary>
    [Id(12)] public bool? Private { get; init; }
}

/// <param name="Ground">A code of the green channel 绿色通道 (§6.6).</param>
[GenerateSerializer, Immutable, Alias("hg.TicketPriority")]
public sealed record TicketPriority([property: Id(0)] string Ground);

[GenerateSerializer, Immutable, Alias("hg.CancelTicket")]
public sealed record CancelTicket : HallCommand
{
    [JsonIgnore, Id(10)] public string Ticket { get; init; } = "";
}

/// <summary>What a window asks its hall: call next 叫号, recall, no-show 过号, start, finish. Given by the window grain, never by HTTP.</summary>
[GenerateSerializer, Immutable, Alias("hg.WindowAsks")]
public sealed record WindowAsks(
    [property: Id(0)] string Act,
    [property: Id(1)] string Window,
    [property: Id(2)] ImmutableArray<string> Lines,
    [property: Id(3)] string Staff,
    [property: Id(4)] string? Case = null,
    [property: Id(5)] bool Invited = true,
    [property: Id(6)] string? VisitReason = null) : HallCommand
{
    /// <summary>A ticket named by the window: to be called out of turn, or to be called back.</summary>
    [Id(10)] public string? Ticket { get; init; }

    /// <summary>Listed reason for a call out of turn (2.3a).</summary>
    [Id(11)] public string? Reason { get; init; }

    /// <summary>Why the window may not serve now; the hall answers a repetition first and only then with this.</summary>
    [Id(12)] public Refusal? Barred { get; init; }

    [Id(13)] public StaffLevel Level { get; init; }

    /// <summary>Aids chosen for the session (2.5c).</summary>
    [Id(14)] public ImmutableArray<string> Aids { get; init; } = [];
}

/// <summary>Acts of <see cref="WindowAsks"/> and <see cref="PostAsks"/>.</summary>
public static class WindowActs
{
    public const string CallNext = "call-next";
    public const string Recall = "recall";
    public const string NoShow = "no-show";
    public const string Start = "start";
    public const string Finish = "finish";
    public const string SignOn = "sign-on";
    public const string SignOff = "sign-off";
    public const string Open = "open";
    public const string Close = "close";
}

/// <summary>States of a ticket.</summary>
public static class TicketStates
{
    public const string Waiting = "waiting";
    public const string Called = "called";
    public const string Serving = "serving";
    public const string Served = "served";
    public const string NoShow = "no-show";
    public const string Cancelled = "cancelled";
}

/// <summary>
/// A window asks its hall for a post 岗位: taken, opened, closed, left. The hall decides before the window writes, since it alone sees
/// all windows: nobody stands at two, and the last window of a line does not close on people who wait. Given by the window grain, never by HTTP.
/// </summary>
/// <param name="Leaving">The window whose post the person still has by the hall's word but not by that window's own: it is given up.</param>
[GenerateSerializer, Immutable, Alias("hg.PostAsks")]
public sealed record PostAsks(
    [property: Id(0)] string Act,
    [property: Id(1)] string Window,
    [property: Id(2)] ImmutableArray<string> Lines,
    [property: Id(3)] string Staff,
    [property: Id(4)] string? Leaving = null) : HallCommand;

/// <summary>A window's post as the hall's day has it.</summary>
[GenerateSerializer, Immutable, Alias("hg.PostView")]
public sealed record PostView(
    [property: Id(0)] string Window,
    [property: Id(1)] string? Staff,
    [property: Id(2)] bool Open,
    [property: Id(3)] int Version,
    [property: Id(4)] Instant AsOf) : IVersionedView;

[GenerateSerializer, Immutable, Alias("hg.TicketView")]
public sealed record TicketView(
    [property: Id(0)] string Ticket,
    [property: Id(1)] string ServiceLine,
    [property: Id(2)] string State,
    [property: Id(3)] int Position,
    [property: Id(4)] int EstimatedWaitMinutes,
    [property: Id(5)] string? Window,
    [property: Id(6)] Instant TakenAt,
    [property: Id(7)] string? Case,
    [property: Id(8)] int Calls,
    [property: Id(9)] int Version,
    [property: Id(10)] Instant AsOf) : IVersionedView
{
    /// <summary>Only in the answer that gave the ticket.</summary>
    [Id(20), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? RetrievalCode { get; init; }

    /// <summary>The invitation to rate the session (§8.2), once it ended; only for the person with the code.</summary>
    [Id(21), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Evaluations.InvitationView? Evaluation { get; init; }

    /// <summary>Handled apart (2.4c).</summary>
    [Id(22)] public bool Private { get; init; }

    /// <summary>Consented needs (2.5c): only for the window that serves it, and for the person.</summary>
    [Id(23), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public ImmutableArray<string>? Needs { get; init; }

    [Id(24), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public ImmutableArray<string>? Aids { get; init; }

    [Id(25), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Appointment { get; init; }

    /// <summary>It waited over the hall's target (2.4d).</summary>
    [Id(26)] public bool OverTarget { get; init; }
}

/// <summary>What a window must know of its queue.</summary>
[GenerateSerializer, Immutable, Alias("hg.QueueFacts")]
public sealed record QueueFacts(
    [property: Id(0)] TicketView? Serving,
    [property: Id(1)] int QueueLength,
    [property: Id(2)] int LongestWaitMinutes,
    [property: Id(3)] int ServedToday,
    [property: Id(4)] int AverageServiceSeconds,
    [property: Id(5)] Instant? ServingSince,
    [property: Id(6)] int Version)
{
    /// <summary>Sessions ended without an invitation to evaluate (3.3f).</summary>
    [Id(10)] public int OmittedInvitations { get; init; }

    /// <summary>Whoever has the window's post by the hall's word.</summary>
    [Id(11)] public string? Post { get; init; }

    /// <summary>Who helps in the session of a window where a dispute was reported (3.3d).</summary>
    [Id(12)] public string? Helper { get; init; }
}

/// <summary>Hall 大厅: today's queues and tickets. Key: hall code.</summary>
[Alias("hg.IHallGrain")]
public interface IHallGrain : IGrainWithStringKey
{
    [Alias("Take"), Anyone] Task<Outcome<TicketView>> TakeTicketAsync(CommandMeta meta, TakeTicket command);

    [Alias("Cancel"), Anyone] Task<Outcome<TicketView>> CancelTicketAsync(CommandMeta meta, CancelTicket command);

    /// <summary>Called by window grains only.</summary>
    [Alias("Ask"), Inside] Task<Outcome<TicketView>> AskAsync(CommandMeta meta, WindowAsks command);

    /// <summary>Called by window grains only, before they write the same.</summary>
    [Alias("Post"), Inside] Task<Outcome<PostView>> PostAsync(CommandMeta meta, PostAsks command);

    /// <summary>The window whose post this person has today, or null.</summary>
    [AlwaysInterleave, Alias("PostOf"), Inside] Task<string?> PostOfAsync(string staff);

    /// <summary>Null when there is no such ticket today, or the caller is neither staff of the hall nor shows its code.</summary>
    [AlwaysInterleave, Alias("Ticket"), Anyone] Task<TicketView?> TicketAsync(Caller caller, string ticket);

    /// <summary>The session that ended last at a window today, or null; for the evaluator bound to it.</summary>
    [AlwaysInterleave, Alias("LastServed"), Inside] Task<Evaluations.SessionInvitation?> LastServedAsync(string window);

    [AlwaysInterleave, Alias("Queue"), Inside] Task<QueueFacts> QueueAsync(string window, ImmutableArray<string> lines);

    /// <summary>Who leads and guides today, and what happened on the floor; a dispute, or what could not be got done, by anybody.</summary>
    [Alias("Floor"), Anyone] Task<Outcome<HallFloorView>> FloorAsync(CommandMeta meta, FloorCommand command);

    /// <summary>The floor today; null when there is no such hall.</summary>
    [AlwaysInterleave, Alias("Day"), Anyone] Task<HallFloorView?> DayAsync();

    /// <summary>What was reported on that day, today when null; null for who has no part in it.</summary>
    [AlwaysInterleave, Alias("Incidents"), Allow(Roles.Staff, Roles.Supervisor)] Task<IncidentsView?> IncidentsAsync(Caller caller, LocalDate? date);

    /// <summary>Called by the hall's appointments, after they looked at the person's right.</summary>
    [Alias("Appointed"), Inside] Task<Outcome<TicketView>> TakeAppointedAsync(CommandMeta meta, TakeAppointedTicket command);

    /// <summary>A duty held in the day of that date, today's or one before.</summary>
    [Alias("DutyDone"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<Duties.DutyView>> DutyDoneAsync(CommandMeta meta, LocalDate date, CompleteHallDuty command);

    /// <summary>Records what fell due in the day of that date and lays down the next; null: sees to it that there is a day to wait for. Idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync(LocalDate? date);
}
