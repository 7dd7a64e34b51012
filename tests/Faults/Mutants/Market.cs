using System.Collections.Immutable;
using HallGrains.Checker;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Faults.Mutants;

/// <summary>
/// Many hands on few cases: several activations of each case at once, as when a cluster is torn, all deciding on what they believe to be its state. Offers,
/// acceptances and withdrawals collide; the ledger alone keeps them apart. Retries use the same command ids, also in the next life.
/// </summary>
internal sealed class Market(int seed)
{
    private const int Cases = 6, Activations = 3, Workers = 12;
    private static readonly string[] People = ["YXCS019", "YXCS015", "YXCS009", "YXCS005"];
    private readonly List<(string Stream, CommandMeta Meta, Func<CaseState, Instant, Decision> Rule)> _done = [];
    private int _lives;

    public History History { get; } = new();

    /// <summary>One life of the process: new activations, old commands asked again, then new ones.</summary>
    public async Task LiveAsync(ServiceLedger ledger, int commands)
    {
        var life = ++_lives;
        var activations = Enumerable.Range(0, Cases * Activations).Select(i => new Activation(ledger, $"case/M{i / Activations}")).ToArray();
        foreach (var (stream, meta, rule) in _done.TakeLast(60).ToList()) await TryAsync(activations, new Random(life), life, stream, meta, rule);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(w => Task.Run(async () =>
        {
            var random = new Random(((seed * 31 + life) * 1009) + w);
            for (var i = 0; i < commands; i++)
            {
                var stream = $"case/M{random.Next(Cases)}";
                var who = People[random.Next(People.Length)];
                var (roll, other, extra) = (random.Next(10), People[random.Next(People.Length)], random.Next(3));
                var meta = new CommandMeta($"m{life}-{w}-{i}", "body", new(who, who, [Roles.Staff]));
                await TryAsync(activations, random, life, stream, meta, (s, _) => Decide(s, who, other, roll, extra));
            }
        })));
        foreach (var activation in activations) activation.Dispose();
    }

    private async Task TryAsync(Activation[] activations, Random random, int life, string stream, CommandMeta meta, Func<CaseState, Instant, Decision> rule)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var mine = activations.Where(a => a.Stream == stream).ElementAt(random.Next(Activations));
            try
            {
                var (done, version) = await mine.ExecuteAsync(meta, rule);
                if (done is { Refusal: null, Replayed: false } && done.Made.Count == 0) return;
                Add(done.Refusal is null ? Seen.Acknowledged : Seen.Refused, done.Refusal?.Code, done.Replayed, done.Replayed ? null : version, done.Made);
                lock (_done)
                    if (done.Refusal is null) _done.Add((stream, meta, rule));
                return;
            }
            catch (LedgerConflictException)
            {
                // The loser tries again on another activation, as the gateway does.
            }
            catch (LedgerBusyException)
            {
                Add(Seen.Refused, "busy", false, null, ImmutableSortedDictionary<string, string>.Empty);
                return;
            }
            catch (LedgerOutcomeUnknownException)
            {
                Add(Seen.Unknown, "outcome-unknown", false, null, ImmutableSortedDictionary<string, string>.Empty);
                return;
            }
        }

        Add(Seen.Refused, "busy", false, null, ImmutableSortedDictionary<string, string>.Empty);

        void Add(Seen seen, string? code, bool replayed, int? version, IEnumerable<KeyValuePair<string, string>> made) =>
            History.Add(new(life, meta.Caller.Account, meta.CommandId, stream, "body", seen, 0, code, replayed, version, made.ToImmutableSortedDictionary(p => p.Key, p => p.Value)));
    }

    /// <summary>Ownership alone, by its rules; a command is one to three entries.</summary>
    private static Decision Decide(CaseState s, string who, string other, int roll, int extra)
    {
        IEntry[] more = [.. Enumerable.Range(0, extra).Select(i => new IdentityAnnounced("voice", $"{i}", who))];
        if (!s.Exists) return Made([new InquiryOpened("YXCS", null, null, "onsite", null, null, who, null), .. more], "opened");
        if (s.Offer is { } offer)
        {
            if (offer.To.Staff == who && roll < 8) return Made([.. more, new HandoffAccepted(offer.Id, offer.From, who, offer.Kind, null, "YXCS")], offer.Id);
            return offer.From == who ? Made([new HandoffWithdrawn(offer.Id), .. more], offer.Id) : Decision.Refuse(Codes.NotPermitted);
        }

        if (s.Owner != who) return Decision.Refuse(Codes.NotOwner);
        var id = $"h{s.Handoffs + 1}";
        return other == who ? Made([new IdentityAnnounced("voice", "-", who), .. more], "said") : Made([new HandoffOffered(id, HandoffKinds.TransferInside, who, new(other), null, false, null), .. more], id);
    }

    private static Decision Made(IEnumerable<IEntry> entries, string what) => Decision.Append(entries).Making("what", what);

    /// <summary>One activation: its own belief, one command at a time; a lost write ends it and the next call folds anew.</summary>
    private sealed class Activation(ServiceLedger ledger, string stream) : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);
        private StreamShell<CaseState>? _shell;

        public string Stream => stream;

        public void Dispose() => _turn.Dispose();

        public async Task<(Executed Done, int Version)> ExecuteAsync(CommandMeta meta, Func<CaseState, Instant, Decision> rule)
        {
            await _turn.WaitAsync();
            try
            {
                if (_shell is null)
                {
                    var shell = new StreamShell<CaseState>(ledger, EntryCodec.Standard, new MarketClock(), Model(stream), () => _shell = null);
                    await shell.LoadAsync();
                    _shell = shell;
                }

                var mine = _shell;
                var done = await mine.ExecuteAsync(meta, rule);
                return (done, mine.Version);
            }
            finally
            {
                _turn.Release();
            }
        }

        private static StreamModel<CaseState> Model(string stream) => new(
            stream, CaseState.None, CaseFold.Evolve,
            s => new() { Stream = stream, State = s.Status, Stage = s.Stage, Owner = s.Owner, OfferedTo = s.Offer?.To.Staff, Hall = s.Hall, Card = "none" },
            s => s.Hall, _ => "p");
    }

    private sealed class MarketClock : IClock
    {
        public Instant GetCurrentInstant() => SystemClock.Instance.GetCurrentInstant();
    }
}
