using System.Collections.Immutable;
using HallGrains.Contracts.Common;

namespace HallGrains.Contracts.Halls;

// Entries of a hall's day, stream hallday/{hall}/{date}. Screens in the hall show tickets, never names: nothing here names a person served.

/// <summary>取号: a number was drawn.</summary>
/// <param name="Ticket">Number of the line and day, e.g. <c>U001</c>.</param>
/// <param name="Audience">employer | resident | job-seeker | unemployed | retiree | other, where told.</param>
/// <param name="Ground">Ground of the green channel 绿色通道 (§6.6): the ticket stands in the priority queue.</param>
/// <param name="Issue">How often its retrieval code was issued.</param>
/// <param name="Private">Handled apart 单独办理 (2.4c).</param>
/// <param name="Appointment">The appointment it came with; it holds its slot's right when <paramref name="SlotKept"/>.</param>
/// <param name="Needs">Consented needs (2.5c): health data, never in the public part.</param>
public sealed record TicketTaken(
    string Ticket, string ServiceLine, string? Audience, string? Ground, string? Case, int Issue = 1, bool? Private = null, string? Appointment = null,
    bool? SlotKept = null, [property: Private] ImmutableArray<string>? Needs = null) : IEntry;

/// <summary>叫号: the ticket was called, the first time or again. Only this entry says which window called it.</summary>
/// <param name="Call">1, 2 or 3.</param>
/// <param name="Priority">It came from the priority queue, or was called out of order.</param>
/// <param name="OutOfOrder">The listed reason, where another ticket's turn was next (2.3a); fairness views list these (2.3c).</param>
/// <param name="WaitedSeconds">From taking to the first call; null when called again.</param>
public sealed record TicketCalled(
    string Ticket, string ServiceLine, string Window, string Staff, int Call, bool Priority = false, string? OutOfOrder = null, int? WaitedSeconds = null) : IEntry;

/// <summary>A ticket waited longer in its line's opening hours than the hall's target (2.4d); once a ticket, dated when that was so.</summary>
public sealed record WaitOverTarget(string Ticket, string ServiceLine, int WaitedMinutes, int TargetMinutes) : IEntry;

/// <summary>过号重呼: a missed ticket was called back, once; the calls count anew.</summary>
public sealed record TicketRecalled(string Ticket, string ServiceLine, string Window, string Staff) : IEntry;

/// <summary>Serving began.</summary>
/// <param name="OutsideHours"><c>early</c>, <c>noon</c> or <c>late</c> when the line was not open at that moment (5.6h-i); null in ordinary hours.</param>
public sealed record TicketStarted(string Ticket, string ServiceLine, string Window, string Staff, string? OutsideHours = null) : IEntry;

/// <summary>Served.</summary>
/// <param name="Invited">The staff member invited the evaluation; false is an omission counted for the window (3.3f).</param>
public sealed record TicketServed(
    string Ticket, string ServiceLine, string Window, string Staff, string? Case, int ServiceSeconds, bool Invited, string? OutsideHours = null) : IEntry;

/// <summary>The session's evaluation was invited 邀请评价, by its staff member or, where they did not, by the system (3.3f).</summary>
public sealed record SessionEvaluationInvited(string Ticket, string Window, string Staff, string? Case, bool BySystem) : IEntry;

/// <summary>过号: called three times, not come.</summary>
public sealed record TicketNoShow(string Ticket, string ServiceLine, string Window, string Staff) : IEntry;

/// <summary>The person gave the number back.</summary>
/// <param name="Window">The window that had called it, if any.</param>
public sealed record TicketCancelled(string Ticket, string ServiceLine, string? Window) : IEntry;

/// <summary>A staff member took a window's post 上岗: one post a person, one person a post, decided in the hall's stream.</summary>
public sealed record PostTaken(string Window, string Staff) : IEntry;

/// <summary>The post's window opened for these lines: its queue counts on it.</summary>
public sealed record PostOpened(string Window, string Staff, ImmutableArray<string> Lines) : IEntry;

public sealed record PostClosed(string Window, string Staff) : IEntry;

/// <summary>The post was left 离岗.</summary>
public sealed record PostLeft(string Window, string Staff) : IEntry;
