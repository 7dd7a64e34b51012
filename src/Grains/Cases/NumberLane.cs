using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>One lane of a hall's numbers: the newest number given.</summary>
internal sealed record LaneState(NumberIssued? Last);

/// <summary>
/// Gives numbers without waiting until the one before is committed: each append stands on the one before it, so where one is not written, none after it
/// is; those are tried again once the lane was read anew. A number is answered only after its own commit. Used by one activation, whose calls
/// interleave only where they wait.
/// </summary>
internal sealed class NumberLane(StreamServices services, NumberFront front, string key)
{
    /// <summary>Each repeated command costs those behind it one more.</summary>
    private const int Attempts = 5;
    private readonly StreamModel<LaneState> _model = ModelOf(key);
    private readonly string _hall = HallOf(key);
    private readonly int _lane = int.Parse(key.AsSpan(key.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);
    private LaneState _state = new(null);
    private int _version;
    private bool _known;
    private int _underWay;
    private TaskCompletionSource? _settled;
    private Task? _reading;

    public static StreamModel<LaneState> ModelOf(string key)
    {
        var hall = HallOf(key);
        return new("numbers/" + key, new(null), static (_, r) => new((NumberIssued)r.Body), _ => new SummaryRow { Stream = "numbers/" + key, Hall = hall }, _ => hall, _ => "") { TailOnly = true };
    }

    public async Task<CommandRecord?> FindAsync(CommandMeta meta) =>
        _known && _version == 0 ? null : await services.Ledger.FindCommandAsync(_model.Stream, meta.Caller.Account, meta.CommandId);

    /// <summary>The next number of the hall's day; the same command gets the same number again.</summary>
    /// <exception cref="LedgerConflictException">Others were written before it, five times in a row.</exception>
    public async Task<Outcome<TakenNumber>> TakeAsync(CommandMeta meta)
    {
        for (var attempt = 1; ; attempt++)
        {
            while (!_known) await ReadAsync();
            try
            {
                var number = await AppendNextAsync(meta);
                return new(new(number), null, false, Made(number));
            }
            catch (LedgerConflictException)
            {
                if (await FindAsync(meta) is { } done)
                    return done.BodyHash == meta.BodyHash
                        ? new(new(done.Made[TakenNumber.Made]), null, true, done.Made)
                        : Outcome.Refused<TakenNumber>(Refusal.Of(Codes.CommandIdReused) with { Version = done.LastVersion });
                if (attempt == Attempts) throw;
            }
        }
    }

    private async Task<string> AppendNextAsync(CommandMeta meta)
    {
        var now = services.Clock.GetCurrentInstant();
        var day = HallHours.DateOf(now);
        var count = front.Next(_hall, day, _state.Last);
        var number = CaseNumber.Create(_hall, day, count * IIntakeGrain.Lanes + _lane + 1).Text;
        var issued = new NumberIssued(number, day, count);
        var expected = _version;
        (_state, _version) = (new(issued), expected + 1);
        _underWay++;
        try
        {
            // The question that is asked under this number is private; its key is stored meanwhile, not after the number.
            services.Ledger.ExpectKey(CaseGrain.KeyOfNobody(number));
            await services.Ledger.AppendAsync(new(
                _model.Stream,
                expected,
                new(meta.Caller.Account, meta.CommandId, meta.BodyHash),
                _hall,
                [services.Codec.Encode(issued, now, meta.Caller.Actor, "")],
                _model.Summarise(_state) with { Version = expected + 1 }) { Made = Made(number) });
            front.Given(_hall, issued);
            return number;
        }
        catch
        {
            _known = false;
            throw;
        }
        finally
        {
            if (--_underWay == 0) _settled?.TrySetResult();
        }
    }

    private Task ReadAsync() => _reading is null or { IsCompleted: true } ? _reading = ReadAnewAsync() : _reading;

    private async Task ReadAnewAsync()
    {
        // What is still under way stands on what was not written: it loses first.
        if (_underWay > 0)
        {
            _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _settled.Task;
        }

        var last = await services.Ledger.ReadLastAsync(_model.Stream);
        (_state, _version) = last is null ? (_model.Empty, 0) : (_model.After(_model.Empty, last, services.Codec), last.Version);
        _known = true;
    }

    private static string HallOf(string key) => key[..key.LastIndexOf('/')];

    private static ImmutableSortedDictionary<string, string> Made(string number) => ImmutableSortedDictionary<string, string>.Empty.Add(TakenNumber.Made, number);
}
