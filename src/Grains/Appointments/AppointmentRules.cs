using System.Diagnostics;
using System.Globalization;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Appointments;

/// <summary>What a decision on appointments may know besides their state.</summary>
public sealed record AppointmentFacts
{
    public Instant Now { get; init; }
    public required LocalDate Date { get; init; }
    public required Caller Caller { get; init; }
    public required HallDefinition Hall { get; init; }
    public required HallHours Hours { get; init; }
    public StaffSnapshot? Actor { get; init; }

    /// <summary>The item asked for, in force now; null when there is none.</summary>
    public ServiceItem? Item { get; init; }

    /// <summary>Who is to visit.</summary>
    public StaffSnapshot? Nominee { get; init; }

    public bool CodeShown { get; init; }

    /// <summary>The ticket the hall gave, for a check-in; and why it gave none.</summary>
    public string? Ticket { get; init; }

    public bool IsStaffHere => Actor is { } actor && actor.Hall == Hall.Code;
}

/// <summary>预约 (5.6j, 5.6l): slots of half an hour in the line's own sessions, weekends included; each holds two for every window of the line (project's choice).</summary>
internal static class AppointmentRules
{
    internal const int PlacesAWindow = 2;
    internal const int DaysAhead = 30;

    private static readonly string[] Audiences = ["employer", "resident", "job-seeker", "unemployed", "retiree", "other"];
    private static readonly LocalTimePattern Minute = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    internal static Decision Decide(AppointmentDayState state, AppointmentCommand command, AppointmentFacts facts) => command switch
    {
        BookAppointment c => Book(state, c, facts),
        CancelAppointment c => Cancel(state, c, facts),
        CheckInAppointment c => CheckIn(state, c, facts),
        AnswerHomeVisit c => Answer(state, c, facts),
        CompleteVisit c => Complete(state, c, facts),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Decision Book(AppointmentDayState state, BookAppointment command, AppointmentFacts facts)
    {
        var caller = facts.Caller;
        if (!(caller.Account == Caller.AnonymousAccount || caller.IsSystem || facts.IsStaffHere || caller.Is(Roles.Citizen) || caller.Is(Roles.Device) || caller.Is(Roles.Integration)))
            return Decision.Refuse(Codes.NotPermitted);

        var home = command.Home is not null;
        var content = new Validation().Code("serviceItem", command.ServiceItem);
        var today = HallHours.DateOf(facts.Now);
        content.If(facts.Date < today || facts.Date > today.PlusDays(DaysAhead), "date", string.Create(CultureInfo.InvariantCulture, $"not-within-{DaysAhead}-days"));
        content.If(content.Ok && (facts.Item is null || !facts.Hall.Items.Contains(command.ServiceItem)), "serviceItem", "not-offered-here");
        if (command.Contact is { } contact)
        {
            content.Name("contact.name", contact.Name).If(contact.Phone is { } phone && !IsMobile(phone), "contact.phone", "not-a-mobile-number");
            if (contact.Audience is { } audience) content.OneOf("contact.audience", audience, Audiences);
        }
        else
        {
            content.Error("contact", "required");
        }

        if (home)
        {
            content.Text("home.address", command.Home!.Address, 300).Note("home.reason", command.Home.Reason);
            content.If(!HallOptions.Of(facts.Hall).Contains(HallOptions.HomeService), "home", "not-offered-here");
        }

        var slot = Minute.Parse(command.Slot ?? "") is { Success: true, Value: var time } ? facts.Date.At(time).InZoneStrictly(HallZone.Shanghai).ToInstant() : (Instant?)null;
        content.If(slot is null || (content.Ok && !SlotsOf(facts, facts.Item!.ServiceLine).Contains(slot.Value)), "slot", "no-such-slot");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        var line = facts.Item!.ServiceLine;
        if (slot!.Value <= facts.Now) return Decision.Refuse(Codes.StageOrder, "The slot has begun.");
        if (!home && Free(state, facts, line, slot.Value) <= 0) return Decision.Refuse(Codes.StageOrder, $"No place is left at {command.Slot}; other slots of the day may have some.");
        var id = string.Create(CultureInfo.InvariantCulture, $"{facts.Date.Year:0000}{facts.Date.Month:00}{facts.Date.Day:00}-{state.Items.Count + 1:000}");
        return Decision.Append(new AppointmentBooked(id, command.ServiceItem, line, slot.Value, home, command.Contact!.Audience, command.Contact, command.Home)).Making("id", id);
    }

    private static Decision Cancel(AppointmentDayState state, CancelAppointment command, AppointmentFacts facts)
    {
        if (Known(state, command, facts) is not { } found) return Decision.Refuse(Codes.NotFound);
        return found.State is AppointmentStates.Booked or AppointmentStates.Requested or AppointmentStates.Granted
            ? Decision.Append(new AppointmentCancelled(found.Id)).Making("id", found.Id)
            : Decision.Refuse(Codes.StageOrder, $"The appointment is {found.State}.");
    }

    /// <summary>Whether the person may have a ticket now, and whether it keeps the slot's right; null: not yet, or not at all.</summary>
    internal static (bool? Kept, Refusal? Refusal) MayCheckIn(AppointmentDayState state, AppointmentCommand command, AppointmentFacts facts)
    {
        if (Known(state, command, facts) is not { } found) return (null, Refusal.Of(Codes.NotFound));
        if (found.Home || found.State is not (AppointmentStates.Booked or AppointmentStates.Missed)) return (null, Refusal.Of(Codes.StageOrder, $"The appointment is {found.State}."));
        var from = found.Slot - AppointmentModel.Right;
        if (facts.Now < from)
            return (null, Refusal.Of(Codes.StageOrder, "Check in from ten minutes before the slot on.") with { RetryAfterSeconds = (int)Math.Min(int.MaxValue, Math.Ceiling((from - facts.Now).TotalSeconds)) });
        if (HallHours.DateOf(facts.Now) != facts.Date) return (null, Refusal.Of(Codes.StageOrder, "The appointment was for another day."));
        // Who comes late is not sent away: an ordinary ticket.
        return (facts.Now < AppointmentModel.RightEnds(found), null);
    }

    private static Decision CheckIn(AppointmentDayState state, CheckInAppointment command, AppointmentFacts facts)
    {
        // The hall has given the ticket by this command's id: what it gave is written down, whatever the minute is now.
        if (facts.Ticket is { } ticket && state.Items.TryGetValue(command.Appointment, out var a) && a.State is AppointmentStates.Booked or AppointmentStates.Missed)
            return Decision.Append(new AppointmentCheckedIn(a.Id, ticket, a.State == AppointmentStates.Booked)).Making("id", a.Id).Making("ticket", ticket);
        return Decision.Refuse(MayCheckIn(state, command, facts).Refusal ?? Refusal.Of(Codes.StageOrder));
    }

    /// <summary>A head says who goes, or why nobody can (5.6l).</summary>
    private static Decision Answer(AppointmentDayState state, AnswerHomeVisit command, AppointmentFacts facts)
    {
        if (!facts.IsStaffHere) return Decision.Refuse(Codes.NotPermitted);
        if (!facts.Actor!.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (facts.Actor.Level < StaffLevel.L3) return Decision.Refuse(Codes.OverAuthority, "A visit at home is granted by a head.");
        if (!state.Items.TryGetValue(command.Appointment, out var found)) return Decision.Refuse(Codes.NotFound);
        if (found.State != AppointmentStates.Requested) return Decision.Refuse(Codes.StageOrder, $"The appointment is {found.State}.");
        if (!command.Grant)
        {
            if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Codes.ReasonMissing, ["reason"]);
            return new Validation().Note("reason", command.Reason).Refusal is { } wrong ? Decision.Refuse(wrong) : Decision.Append(new HomeVisitRefused(found.Id, command.Reason)).Making("id", found.Id);
        }

        var content = new Validation().If(facts.Nominee is null || facts.Nominee.Hall != facts.Hall.Code, "staff", "not-of-this-hall");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return Qualification.Check(facts.Nominee!, found.Line, facts.Now) is { } unqualified
            ? Decision.Refuse(unqualified)
            : Decision.Append(new HomeVisitGranted(found.Id, facts.Nominee!.Number, found.Slot + AppointmentModel.Slot)).Making("id", found.Id);
    }

    private static Decision Complete(AppointmentDayState state, CompleteVisit command, AppointmentFacts facts)
    {
        if (!state.Items.TryGetValue(command.Appointment, out var found) || found.Staff is null) return Decision.Refuse(Codes.NotFound);
        if (facts.Actor?.Number != found.Staff) return Decision.Refuse(Codes.NotYourDuty);
        if (found.State != AppointmentStates.Granted) return Decision.Refuse(Codes.StageOrder, $"The appointment is {found.State}.");
        return new Validation().Note("note", command.Note, required: false).Refusal is { } invalid
            ? Decision.Refuse(invalid) : Decision.Append(new HomeVisitMade(found.Id, found.Staff, command.Note)).Making("id", found.Id);
    }

    /// <summary>The person with the code, or staff of the hall for them.</summary>
    internal static Appointment? Known(AppointmentDayState state, AppointmentCommand command, AppointmentFacts facts) =>
        (facts.CodeShown || (facts.IsStaffHere && facts.Actor!.OnDuty) || facts.Caller.IsSystem) ? state.Items.GetValueOrDefault(command.Appointment) : null;

    /// <summary>Each half hour that lies in the line's sessions whole.</summary>
    internal static IEnumerable<Instant> SlotsOf(AppointmentFacts facts, string line)
    {
        foreach (var (open, close) in facts.Hours.SessionsOn(facts.Date, line))
            for (var at = open; at + AppointmentModel.Slot <= close; at += AppointmentModel.Slot) yield return at;
    }

    internal static int Free(AppointmentDayState state, AppointmentFacts facts, string line, Instant slot) =>
        (facts.Hall.Windows.Count(w => w.Lines.Contains(line)) * PlacesAWindow) - state.Items.Values.Count(a => a.HoldsPlace && a.Line == line && a.Slot == slot);

    private static bool IsMobile(string phone) => phone.Length == 11 && phone[0] == '1' && phone[1] is >= '3' and <= '9' && phone.All(char.IsAsciiDigit);
}
