using System.Collections.Frozen;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Appointments;
using HallGrains.Grains.Bundles;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Evaluations;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Inspections;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Pursuits;
using HallGrains.Grains.Staff;
using HallGrains.Grains.Venues;
using HallGrains.Grains.Windows;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Shell;

/// <summary>The folds of every kind of stream. A kind that is missing here is one whose rows nobody can make again: a test compares it with the grains.</summary>
public sealed class RowFolds
{
    private readonly FrozenDictionary<string, RowFold> _folds;

    public RowFolds(StreamServices services, IGrainFactory grains, HallHoursCache hours, ISecrets secrets)
    {
        var codec = services.Codec;
        var gatherer = new CaseFactsGatherer(grains, hours, secrets, services);
        RowFold[] all =
        [
            new RowFold<CaseState>("case", codec, key => new("case/" + key, CaseState.None, CaseFold.Evolve, _ => throw new NotSupportedException("needs facts"), s => s.Hall, _ => ""), CaseAsync),
            new RowFold<StaffState>("staff", codec, key => StaffModel.Of(key, secrets)),
            new RowFold<WindowState>("window", codec, key => WindowModel.Of(WindowKey.Parse(key[..key.LastIndexOf('/')]), DateOf(key), "")),
            new RowFold<HallDayState>("hallday", codec, key => HallDayModel.Of(key[..key.LastIndexOf('/')], DateOf(key), () => null), DayAsync),
            new RowFold<AppointmentDayState>("appointments", codec, key => AppointmentModel.Of(key[..key.LastIndexOf('/')], DateOf(key), () => null), AppointmentsAsync),
            new RowFold<VenueState>("venue", codec, VenueState.Model),
            new RowFold<InspectionState>("inspection", codec, InspectionState.Model),
            new RowFold<FindingState>("finding", codec, FindingState.Model),
            new RowFold<PursuitState>("pursuit", codec, PursuitState.Model),
            new RowFold<ExitInterviews>("interviews", codec, key => ExitInterviews.Model(key[..key.LastIndexOf('/')], DateOf(key))),
            new RowFold<SessionEvaluation>("evaluation", codec, SessionEvaluation.Model),
            new RowFold<BundleState>("bundle", codec, BundleModel.Of),
            new RowFold<EventLogState>("log", codec, EventLogRules.Model),
            new RowFold<LaneState>("numbers", codec, NumberLane.ModelOf),
            new RowFold<HallState>("hall", codec, HallModel.Of),
            new RowFold<ItemState>("item", codec, ItemModel.Of),
            new RowFold<CalendarState>("calendar", codec, CalendarModel.Of),
            new RowFold<CityState>("city", codec, CityCatalogueGrain.ModelOf),
        ];
        _folds = all.ToFrozenDictionary(f => f.Kind, StringComparer.Ordinal);

        // What was due and overdue is said as of the newest entry, as the row's writer said it; what lapses later makes an entry of its own.
        async ValueTask<SummaryRow> CaseAsync(CaseState state, LedgerEntry newest)
        {
            var facts = state.Imported ? new CaseFacts { Caller = Caller.System } : await gatherer.GatherAsync(state, Caller.System, null, false);
            return CaseSummary.Of(state, facts with { Now = newest.RecordedAt });
        }

        async ValueTask<SummaryRow> DayAsync(HallDayState state, LedgerEntry newest)
        {
            var (hall, date) = DayOf(newest.Stream);
            var found = await hours.FindAsync(grains, hall);
            if (found.Definition is not { } definition) return HallDayModel.Row(state, hall, date, null);
            var above = await HallAbove.FindAsync(services.Snapshots, grains, definition);
            return HallDayModel.Row(state, hall, date, new()
            {
                Now = newest.RecordedAt, Date = date, Caller = Caller.System, Hall = definition, Hours = found.Hours, SuperiorLeader = above.Leader, Supervisor = above.Supervisor,
            });
        }

        async ValueTask<SummaryRow> AppointmentsAsync(AppointmentDayState state, LedgerEntry newest)
        {
            var (hall, date) = DayOf(newest.Stream);
            var definition = (await hours.FindAsync(grains, hall)).Definition;
            return AppointmentModel.Of(hall, date, () => definition?.Leader ?? definition?.DeputyLeader).Summarise(state);
        }
    }

    public IEnumerable<RowFold> All => _folds.Values;

    /// <summary>The fold of a stream's kind; null for one that this version does not know.</summary>
    public RowFold? Of(string stream) => _folds.GetValueOrDefault(stream[..Math.Max(0, stream.IndexOf('/', StringComparison.Ordinal))]);

    private static (string Hall, LocalDate Date) DayOf(string stream) => (stream.Split('/')[1], DateOf(stream));

    private static LocalDate DateOf(string key) => LocalDatePattern.Iso.Parse(key[(key.LastIndexOf('/') + 1)..]) is { Success: true, Value: var date }
        ? date : throw new UnreadableEntryException("The stream's name has no date.");
}
