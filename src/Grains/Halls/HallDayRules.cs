using System.Diagnostics;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Halls;

/// <summary>取号, cancelling, and posts. Calling and serving: <see cref="ServingRules"/>.</summary>
internal static class HallDayRules
{
    internal static readonly Duration TicketsBeforeOpening = Duration.FromMinutes(60);

    private static readonly string[] Audiences = ["employer", "resident", "job-seeker", "unemployed", "retiree", "other"];

    internal static Decision Decide(HallDayState state, HallCommand command, HallDayFacts facts) => command switch
    {
        TakeTicket c => Take(state, c, facts),
        CancelTicket c => Cancel(state, c, facts),
        WindowAsks c => ServingRules.Decide(state, c, facts),
        PostAsks c => PostRules.Decide(state, c),
        FloorCommand c => FloorRules.Decide(state, c, facts),
        TakeAppointedTicket c => TakeAppointed(state, c, facts),
        CompleteHallDuty c => FloorRules.Complete(state, c, facts),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>取号: for anybody who comes, within the line's sessions of the day or up to an hour before the first.</summary>
    private static Decision Take(HallDayState state, TakeTicket command, HallDayFacts facts)
    {
        if (MayNotTake(command, facts) is { } refusal) return Decision.Refuse(refusal);
        var served = facts.Lines.Contains(command.ServiceLine);
        if (served && NotNow(command.ServiceLine, facts) is { } why) return Decision.Refuse(Codes.StageOrder, why);

        var content = new Validation().Code("serviceLine", command.ServiceLine);
        content.If(content.Ok && !served, "serviceLine", "not-served-here");
        if (command.Audience is { } audience) content.OneOf("audience", audience, Audiences);
        if (command.Priority is { } priority) content.If(!GreenChannel.Grounds.Contains(priority.Ground ?? ""), "priority.ground", "not-a-listed-ground");
        content.If(command.Case is { } number && !CaseNumber.TryParse(number, out _), "case", "not-a-case-number");
        // Who has one checks in with it; the appointments' own stream says whether it is theirs and in time.
        content.If(command.Appointment is not null, "appointment", "check-in-instead");
        Needs.Check(content, command.Needs, command.NeedsConsent);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        var ticket = TicketNumbers.Next(state, facts.Lines, command.ServiceLine);
        return Decision.Append(new TicketTaken(ticket, command.ServiceLine, command.Audience, command.Priority?.Ground, command.Case)
        {
            Private = command.Private == true || Needs.IsSensitive(command.ServiceLine) ? true : null,
            Needs = command.Needs.IsDefaultOrEmpty ? null : [.. command.Needs.Distinct(StringComparer.Ordinal)],
        }).Making("ticket", ticket);
    }

    /// <summary>Within the line's day as for any ticket: an appointment is a place in the queue, not another service.</summary>
    private static Decision TakeAppointed(HallDayState state, TakeAppointedTicket command, HallDayFacts facts)
    {
        if (NotNow(command.ServiceLine, facts) is { } why) return Decision.Refuse(Codes.StageOrder, why);
        var ticket = TicketNumbers.Next(state, facts.Lines, command.ServiceLine);
        return Decision.Append(new TicketTaken(ticket, command.ServiceLine, command.Audience, null, null, Appointment: command.Appointment, SlotKept: command.Kept)
        {
            Private = Needs.IsSensitive(command.ServiceLine) ? true : null,
        }).Making("ticket", ticket);
    }

    private static Refusal? MayNotTake(TakeTicket command, HallDayFacts facts)
    {
        var caller = facts.Caller;
        var may = caller.Account == Caller.AnonymousAccount || caller.IsSystem || facts.IsStaffHere
            || caller.Is(Roles.Citizen) || caller.Is(Roles.Device) || caller.Is(Roles.Integration);
        if (!may) return Refusal.Of(Codes.NotPermitted);
        if (command.Priority?.Ground != GreenChannel.Other) return null;
        return facts.IsStaffHere && facts.Actor!.Level >= StaffLevel.L3 ? null
            : Refusal.Of(facts.IsStaffHere ? Codes.OverAuthority : Codes.NotPermitted, "A ground that is not listed is granted by the head.");
    }

    private static string? NotNow(string line, HallDayFacts facts)
    {
        var sessions = facts.Hours.SessionsOn(facts.Date, line);
        if (sessions.IsEmpty) return $"The line {line} has no session on {LocalDatePattern.Iso.Format(facts.Date)}.";
        if (facts.Now < sessions[0].Open - TicketsBeforeOpening) return $"Tickets of the line {line} are given from {Time(sessions[0].Open - TicketsBeforeOpening)} today.";
        return facts.Now >= sessions[^1].Close ? $"The line {line} closed at {Time(sessions[^1].Close)} today." : null;
    }

    /// <summary>The person with the code, or staff of the hall for them; for anybody else the ticket does not exist.</summary>
    private static Decision Cancel(HallDayState state, CancelTicket command, HallDayFacts facts)
    {
        if (!(facts.CodeShown || facts.IsStaffHere || facts.Caller.IsSystem) || !state.Tickets.TryGetValue(command.Ticket, out var ticket))
            return Decision.Refuse(Codes.NotFound);
        if (!facts.CodeShown && facts.Actor is { OnDuty: false }) return Decision.Refuse(Codes.NotOnDuty);
        return ticket.State is TicketStates.Waiting or TicketStates.Called
            ? Decision.Append(new TicketCancelled(ticket.Number, ticket.Line, ticket.State == TicketStates.Called ? ticket.Window : null)).Making("ticket", ticket.Number)
            : Decision.Refuse(Codes.StageOrder, $"The ticket is {ticket.State}.");
    }

    private static string Time(Instant instant) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(instant.InZone(HallZone.Shanghai).TimeOfDay);
}
