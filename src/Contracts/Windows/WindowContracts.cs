using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Windows;

/// <summary>A command to a window's day 窗口当日. Stream <c>window/{hall}/{window}/{date}</c>.</summary>
[GenerateSerializer, Immutable, Alias("hg.WindowCommand")]
public abstract record WindowCommand;

/// <summary>One part of the opening check 三提前 (5.1): systems | materials | at-post; by whoever is signed on there.</summary>
[GenerateSerializer, Immutable, Alias("hg.CheckOpening")]
public sealed record CheckOpening([property: Id(0)] string Part, [property: Id(1)] ImmutableArray<CheckedItem> Items) : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.CheckedItem")]
public sealed record CheckedItem([property: Id(0)] string Code, [property: Id(1)] bool Ok, [property: Id(2)] string? Note = null);

/// <summary>L3+ waives a failed item until a time, with a reason.</summary>
[GenerateSerializer, Immutable, Alias("hg.WaiveOpeningItem")]
public sealed record WaiveOpeningItem([property: Id(0)] string Code, [property: Id(1)] string? Reason, [property: Id(2)] Instant Until) : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.SignOn")]
public sealed record SignOn : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.SignOff")]
public sealed record SignOff : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.OpenWindow")]
public sealed record OpenWindow : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.PauseWindow")]
public sealed record PauseWindow([property: Id(0)] string? Reason) : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.ResumeWindow")]
public sealed record ResumeWindow : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.CloseWindow")]
public sealed record CloseWindow : WindowCommand;

/// <summary>叫号: the next of the window's queue; naming another ticket is calling out of order and needs a listed reason (2.3a).</summary>
/// <param name="VisitReason">Why the person had to come again (0.1), where that is told.</param>
/// <param name="Ticket">A waiting ticket of the window's lines; null for whoever is next.</param>
/// <param name="Reason">A listed ground of the green channel (§6.6); <c>other</c> by L3 and above.</param>
[GenerateSerializer, Immutable, Alias("hg.CallNext")]
public sealed record CallNext(
    [property: Id(0)] string? VisitReason = null,
    [property: Id(1)] string? Ticket = null,
    [property: Id(2)] string? Reason = null) : WindowCommand;

/// <summary>Calls the called ticket again; when none is called, calls back a missed one, once and within the hall's time for it.</summary>
/// <param name="Ticket">Which missed ticket; null for the one missed last.</param>
[GenerateSerializer, Immutable, Alias("hg.RecallTicket")]
public sealed record RecallTicket([property: Id(0)] string? Ticket = null) : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.NoShowTicket")]
public sealed record NoShowTicket : WindowCommand;

[GenerateSerializer, Immutable, Alias("hg.StartTicket")]
public sealed record StartTicket : WindowCommand
{
    /// <summary>Aids chosen for the person (2.5c).</summary>
    [Id(0)] public ImmutableArray<string> Aids { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("hg.FinishTicket")]
public sealed record FinishTicket([property: Id(0)] bool Invited, [property: Id(1)] string? Case = null) : WindowCommand;

/// <summary>主动告知姓名和工号 (3.1c-d).</summary>
[GenerateSerializer, Immutable, Alias("hg.Announce")]
public sealed record Announce([property: Id(0)] string Channel, [property: Id(1)] string Session) : WindowCommand;

/// <summary>A voice or video session was connected to the window: name and number are told within 60 seconds (3.1c-d).</summary>
[GenerateSerializer, Immutable, Alias("hg.ConnectSession")]
public sealed record ConnectSession([property: Id(0)] string Channel, [property: Id(1)] string Session) : WindowCommand;

/// <summary>Live state of a window, asked of the window grain itself (API.md).</summary>
[GenerateSerializer, Immutable, Alias("hg.WindowView")]
public sealed record WindowView : IVersionedView
{
    [Id(0)] public required string Hall { get; init; }
    [Id(1)] public required string Window { get; init; }
    [Id(2)] public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary><c>closed</c>, <c>preparing</c>, <c>open</c> or <c>paused</c>.</summary>
    [Id(3)] public required string Status { get; init; }

    [Id(4)] public WindowStaff? Staff { get; init; }
    [Id(5)] public WindowServing? Serving { get; init; }
    [Id(6)] public int QueueLength { get; init; }
    [Id(7)] public int LongestWaitMinutes { get; init; }
    [Id(8)] public int ServedToday { get; init; }
    [Id(9)] public int AverageServiceSeconds { get; init; }
    [Id(10)] public int OpenCases { get; init; }
    [Id(11)] public int OverdueCases { get; init; }
    [Id(12)] public int YellowCards { get; init; }
    [Id(13)] public int RedCards { get; init; }
    [Id(14)] public int OffersWaiting { get; init; }
    [Id(15)] public decimal? SatisfactionToday { get; init; }
    [Id(16)] public Instant AsOf { get; init; }
    [Id(17)] public required string Position { get; init; }
    [Id(18)] public int Version { get; init; }
    [Id(19)] public string? Name { get; init; }
    [Id(20)] public int? LateMinutes { get; init; }
    [Id(21)] public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Sessions ended today without an invitation to evaluate (3.3f).</summary>
    [Id(22)] public int OmittedInvitations { get; init; }

    /// <summary>Who helps in its session after a dispute was reported: the duty leader (3.3d).</summary>
    [Id(23)] public string? Helper { get; init; }

    /// <summary>Voice and video sessions of today in which name and number came late or not at all (3.1c-d).</summary>
    [Id(24)] public int LateAnnouncements { get; init; }

    /// <summary>文明用语 (3.3b): shown while a session is open.</summary>
    [Id(60)] public ImmutableArray<Pages.ScriptCard> Script { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("hg.WindowStaff")]
public sealed record WindowStaff([property: Id(0)] string Number, [property: Id(1)] string Name, [property: Id(2)] Instant Since);

[GenerateSerializer, Immutable, Alias("hg.WindowServing")]
public sealed record WindowServing([property: Id(0)] string Ticket, [property: Id(1)] string? Case, [property: Id(2)] Instant Since);

[GenerateSerializer, Immutable, Alias("hg.OpeningChecksView")]
public sealed record OpeningChecksView([property: Id(0)] LocalDate Date, [property: Id(1)] ImmutableArray<OpeningPartView> Parts, [property: Id(2)] int Version, [property: Id(3)] Instant AsOf) : IVersionedView;

[GenerateSerializer, Immutable, Alias("hg.OpeningPartView")]
public sealed record OpeningPartView([property: Id(0)] string Part, [property: Id(1)] bool Done, [property: Id(2)] ImmutableArray<OpeningItemView> Items);

[GenerateSerializer, Immutable, Alias("hg.OpeningItemView")]
public sealed record OpeningItemView([property: Id(0)] string Code, [property: Id(1)] string Text, [property: Id(2)] bool? Ok, [property: Id(3)] Instant? WaivedUntil = null);

/// <summary>What a command at a window came to: the window, and the ticket where one was called or served.</summary>
[GenerateSerializer, Immutable, Alias("hg.WindowResult")]
public sealed record WindowResult([property: Id(0)] WindowView Window, [property: Id(1)] TicketView? Ticket, [property: Id(2)] OpeningChecksView? Checks);

/// <summary>Facts of a window for a case opened at it: who is signed on, is it open, which sessions were announced.</summary>
[GenerateSerializer, Immutable, Alias("hg.WindowSnapshot")]
public sealed record WindowSnapshot(
    [property: Id(0)] string Status,
    [property: Id(1)] string? Staff,
    [property: Id(2)] ImmutableArray<string> AnnouncedSessions,
    [property: Id(3)] int Version)
{
    /// <summary>Today's opening check found the seals in their place (5.1d); a waiver does not bring one.</summary>
    [Id(4)] public bool SealsPresent { get; init; }
}

/// <summary>Window 窗口. Key: <c>{hall}/{window}</c>.</summary>
[Alias("hg.IWindowGrain")]
public interface IWindowGrain : IGrainWithStringKey
{
    [Alias("Execute"), Allow(Roles.Staff)] Task<Outcome<WindowResult>> ExecuteAsync(CommandMeta meta, WindowCommand command);

    /// <summary>Live state; its staff, heads, leaders, supervisors.</summary>
    [AlwaysInterleave, Alias("Get"), Allow(Roles.Staff, Roles.Supervisor)] Task<WindowRead> GetAsync(Caller caller);

    [AlwaysInterleave, Alias("Checks"), Allow(Roles.Staff, Roles.Supervisor)] Task<OpeningChecksView?> ChecksAsync(Caller caller);

    [AlwaysInterleave, Alias("Snapshot"), Inside] Task<WindowSnapshot> SnapshotAsync();

    /// <summary>T1 at this window: checks duty and announcement, then opens through the intake.</summary>
    [Alias("OpenInquiry"), Allow(Roles.Staff)] Task<Outcome<Cases.CaseView>> OpenInquiryAsync(CommandMeta meta, Cases.OpenInquiry command);

    /// <summary>Records what fell due in the window's day of that date, and opens the findings of its failed items. Called after a check and by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync(LocalDate date);
}

[GenerateSerializer, Immutable, Alias("hg.WindowRead")]
public sealed record WindowRead([property: Id(0)] WindowView? Value, [property: Id(1)] Refusal? Refusal);
