using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Timekeeping;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Grains.Appointments;

/// <summary>
/// A hall's appointments of one date: one stream, so that a slot's last place is given once. At check-in the hall gives the ticket first, under an id made of
/// the appointment, and then it is written here: after a crash in between the same check-in finds the same ticket.
/// </summary>
[GrainType("appointments")]
internal sealed partial class AppointmentsGrain(StreamServices services, HallHoursCache hours, ISecrets secrets, ILogger<AppointmentsGrain> logger)
    : StreamGrain<AppointmentDayState>(services), IAppointmentsGrain
{
    private readonly Dictionary<string, CodeTries> _tries = new(StringComparer.Ordinal);
    private DeskTeller? _teller;
    private string? _leader;

    private string Hall => DayKey.TryParse(Key, '/', out var hall, out _) ? hall : "";

    private LocalDate Date => DayKey.TryParse(Key, '/', out _, out var date) ? date : default;

    protected override StreamModel<AppointmentDayState> Model() => AppointmentModel.Of(Hall, Date, () => _leader);

    public async Task<Outcome<AppointmentView>> ExecuteAsync(CommandMeta meta, AppointmentCommand command)
    {
        if (await FactsAsync(meta.Caller, command) is not { } facts) return Outcome.Refused<AppointmentView>(Refusal.Of(Codes.NotFound));
        TicketView? ticket = null;
        if (command is CheckInAppointment)
        {
            await Shell.WakeAsync();
            var again = await Shell.FindAsync(meta) is not null;
            var (kept, refusal) = again ? (null, null) : AppointmentRules.MayCheckIn(State, command, facts with { Now = Now });
            if (refusal is not null) return Outcome.Refused<AppointmentView>(refusal);
            // A repetition finds the ticket given; on another day there is none to find, and none is given.
            if (HallHours.DateOf(Now) == Date && State.Items.TryGetValue(command.Appointment, out var appointment))
            {
                var given = await GrainFactory.GetGrain<IHallGrain>(Hall).TakeAppointedAsync(
                    CommandMeta.BySystem("appointment-" + appointment.Id), new(appointment.Id, appointment.Line, appointment.Audience, kept == true));
                if (given.Refusal is { } refused) return Outcome.Refused<AppointmentView>(refused);
                ticket = given.View;
                facts = facts with { Ticket = ticket!.Ticket };
            }
        }

        var done = await Shell.ExecuteAsync(meta, (s, now) => AppointmentRules.Decide(s, command, facts with { Now = now }));
        TellSoon();
        return done.With(() =>
        {
            var id = done.Made["id"];
            var view = View(State.Items[id], personal: false);
            return command is BookAppointment ? view with { RetrievalCode = CodeOf(id) } : view with { Taken = ticket };
        });
    }

    public async Task<AppointmentDay?> DayAsync(Caller caller)
    {
        if (await FactsAsync(caller, null) is not { } facts) return null;
        var state = State;
        var lines = facts.Hall.Windows.Where(w => w.Kind is null).SelectMany(w => w.Lines).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new(
            Hall, Date,
            [
                .. lines.SelectMany(l => AppointmentRules.SlotsOf(facts, l).Select(s => new AppointmentSlot(
                    s.InZone(HallZone.Shanghai).TimeOfDay.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), l,
                    s <= facts.Now ? 0 : Math.Max(0, AppointmentRules.Free(state, facts, l, s))))),
            ],
            facts.IsStaffHere ? [.. state.Items.Values.OrderBy(a => a.Slot).ThenBy(a => a.Id, StringComparer.Ordinal).Select(a => View(a, personal: false))] : [],
            Version, Now);
    }

    public async Task<AppointmentView?> GetAsync(Caller caller, string appointment)
    {
        if (await FactsAsync(caller, new CancelAppointment { Appointment = appointment }) is not { } facts) return null;
        if (!State.Items.TryGetValue(appointment, out var found)) return null;
        // Who comes is shown to the person and to whoever goes there; to nobody else of the hall.
        if (facts.CodeShown || (found.Staff is not null && found.Staff == facts.Actor?.Number)) return View(found, personal: true);
        return facts.IsStaffHere ? View(found, personal: false) : null;
    }

    public async Task WakeAsync()
    {
        await FactsAsync(Caller.System, null);
        await Shell.WakeAsync();
        TellSoon();
    }

    /// <summary>Null when no such hall is registered, or the key is none.</summary>
    private async Task<AppointmentFacts?> FactsAsync(Caller caller, AppointmentCommand? command)
    {
        if (Hall.Length == 0) return null;
        var found = await hours.FindAsync(GrainFactory, Hall);
        if (found.Definition is not { } hall) return null;
        _leader = hall.Leader ?? hall.DeputyLeader;
        var actor = caller.Staff is { } number ? await GrainFactory.Ref<IStaffGrain>(number).SnapshotAsync() : null;
        var item = command is BookAppointment { ServiceItem.Length: > 0 and <= 64 } booking ? await GrainFactory.Ref<IServiceItemGrain>(booking.ServiceItem).SnapshotAsync() : null;
        var nominee = command is AnswerHomeVisit { Staff: { Length: > 0 and <= 40 } named } ? await GrainFactory.Ref<IStaffGrain>(named).SnapshotAsync() : null;
        return new()
        {
            Now = Now, Date = Date, Caller = caller, Hall = hall, Hours = found.Hours, Actor = actor, Item = item?.InForce(Now), Nominee = nominee,
            CodeShown = command is not null && ShowsCode(caller, command.Appointment),
        };
    }

    /// <exception cref="RefusedException">Too many wrong codes were tried for it (must-hold 13).</exception>
    private bool ShowsCode(Caller caller, string appointment)
    {
        if (caller.RetrievalCode is not { } shown || !State.Items.ContainsKey(appointment)) return false;
        if (!_tries.TryGetValue(appointment, out var tries)) _tries[appointment] = tries = new(TimeProvider.System);
        if (tries.Barred() is { } barred) throw new RefusedException(barred);
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(CodeOf(appointment)))) return true;
        tries.Wrong();
        return false;
    }

    private string CodeOf(string appointment) => secrets.RetrievalCode($"{Hall}-appointment-{appointment}", 1);

    private AppointmentView View(Appointment a, bool personal) => new(a.Id, Hall, a.Item, a.Line, a.Slot, a.State, a.Ticket, Version, Now)
    {
        Home = a.Home, Staff = a.Staff,
        Address = personal ? a.Visit?.Address : null, Name = personal ? a.Contact?.Name : null, Phone = personal ? a.Contact?.Phone : null,
    };

    private void TellSoon() => (_teller ??= new(this, GrainFactory, Services.Desks, () => Version, Row,
        () => State.Items.Values.Select(a => a.Staff).Append(_leader).OfType<string>().Distinct(StringComparer.Ordinal), (people, why) => NotTold(Key, people, why))).TellSoon();

    private SummaryRow? Row() => !Exists ? null : new()
    {
        Stream = Shell.Model.Stream, Version = Version, Hall = Hall, UpdatedAt = Now, Extra = WaitingItem.ExtraOf(AppointmentModel.Waiting(State, _leader)),
    };

    [LoggerMessage(2320, LogLevel.Warning, "Appointments {Key}: {People} people could not be told yet: {Why}")]
    private partial void NotTold(string key, int people, string why);
}

public sealed class AppointmentsWaker : IWaker
{
    public string Kind => "appointments";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IAppointmentsGrain>(stream["appointments/".Length..]).WakeAsync();
}

/// <summary>Visits at home that were granted.</summary>
public sealed class AppointmentsDutyHolder : IDutyHolder
{
    public string Kind => "appointments";

    public async Task<Outcome<DutyView>> DoneAsync(IGrainFactory grains, CommandMeta meta, DutyId duty, CompleteDuty command)
    {
        if (!DayKey.TryParse(duty.Key, '.', out var hall, out var date)) return Outcome.Refused<DutyView>(Refusal.Of(Codes.NotFound));
        var stream = AppointmentModel.StreamOf(hall, date);
        var done = await grains.GetGrain<IAppointmentsGrain>(stream["appointments/".Length..]).ExecuteAsync(meta, new CompleteVisit(command.Note) { Appointment = duty.Id });
        return done.View is { } v
            ? new(new(duty.ToString(), DutyKinds.Visit, v.Staff, v.ServiceItem, v.Slot, v.Slot + AppointmentModel.Slot, v.AsOf, v.Staff, v.Version, v.AsOf), null, done.Replayed, done.Made)
            : Outcome.Refused<DutyView>(done.Refusal!);
    }
}
