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
    [property: Id(4)] string? Appointment = null) : HallCommand;

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
    [property: Id(6)] string? VisitReason = null) : HallCommand;

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
    [property: Id(6)] int Version);

/// <summary>Hall 大厅: today's queues and tickets. Key: hall code.</summary>
[Alias("hg.IHallGrain")]
public interface IHallGrain : IGrainWithStringKey
{
    [Alias("Take")] Task<Outcome<TicketView>> TakeTicketAsync(CommandMeta meta, TakeTicket command);

    [Alias("Cancel")] Task<Outcome<TicketView>> CancelTicketAsync(CommandMeta meta, CancelTicket command);

    /// <summary>Called by window grains only.</summary>
    [Alias("Ask")] Task<Outcome<TicketView>> AskAsync(CommandMeta meta, WindowAsks command);

    [AlwaysInterleave, Alias("Ticket")] Task<TicketView?> TicketAsync(Caller caller, string ticket);

    [AlwaysInterleave, Alias("Queue")] Task<QueueFacts> QueueAsync(string window, ImmutableArray<string> lines);
}
