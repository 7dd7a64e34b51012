using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Benchmarks.Load;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Benchmarks.Hall;

/// <summary>
/// The appends that one <see cref="CaseLife"/> asked of the ledger, character by character: entries, private parts, summary rows, command ids. Played
/// again for other numbers and other persons, it is what the hall writes, without the hall.
/// </summary>
internal sealed class RecordedLife
{
    private const int NumbersADay = 900_000;
    private readonly ImmutableArray<AppendRequest> _requests;
    private readonly string _number;
    private readonly string _person;
    private int _lives;

    private RecordedLife(ImmutableArray<AppendRequest> requests)
    {
        _requests = requests;
        _number = requests.First(r => r.Stream.StartsWith("case/", StringComparison.Ordinal)).Stream["case/".Length..];
        _person = requests.SelectMany(r => r.Entries).Select(e => e.Private?.PersonKey).First(k => k?.StartsWith("p-", StringComparison.Ordinal) == true)!;
    }

    public int Steps => _requests.Length;

    public int Entries => _requests.Sum(r => r.Entries.Length);

    /// <summary>Lives one case in a hall of its own and keeps what it wrote.</summary>
    public static async Task<RecordedLife> RecordAsync()
    {
        await using var place = await Place.MakeAsync("sqlite", null);
        await using var hall = await BenchHall.StartAsync(place.Options, bare: true);
        var kept = hall.Recorder.Record();
        var life = new CaseLife(hall.Grains, 0);
        for (var i = 0; i < CaseLife.Steps; i++) await life.NextAsync();
        hall.Recorder.Stop();
        return new([.. kept]);
    }

    /// <summary>A caller that appends such lives to a bare ledger.</summary>
    /// <param name="series">Callers of one ledger differ in it.</param>
    public ICaller Caller(ILedger ledger, int series) => new Player(this, ledger, series);

    /// <summary>The life of another case, append by append.</summary>
    public IEnumerable<AppendRequest> Lives(int series)
    {
        for (var life = 1; ; life++)
        {
            // One after the other for all callers, as a hall gives them: where rows fall in the indexes is a part of what an append costs.
            var given = Interlocked.Increment(ref _lives) - 1;
            var number = CaseNumber.Create("B", new LocalDate(2026, 11, 24).PlusDays(given / NumbersADay), (given % NumbersADay) + 1).Text;
            var person = "p-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(number)).AsSpan(0, 16));
            for (var i = 0; i < _requests.Length; i++) yield return Renamed(_requests[i], number, person, series, life, i);
        }
    }

    private AppendRequest Renamed(AppendRequest r, string number, string person, int series, int life, int step)
    {
        // The numbers' lanes are streams of all callers; here each caller has its own.
        var lane = r.Stream.StartsWith("numbers/", StringComparison.Ordinal);
        var stream = lane ? string.Create(CultureInfo.InvariantCulture, $"numbers/B/{series}") : To(r.Stream);
        var before = lane ? life - 1 : r.ExpectedVersion;
        return r with
        {
            Stream = stream,
            ExpectedVersion = before,
            Command = r.Command! with { CommandId = string.Create(CultureInfo.InvariantCulture, $"c{series}-{life}-{step}") },
            Entries = [.. r.Entries.Select(e => e with { Data = To(e.Data), Private = e.Private is { } p ? p with { PersonKey = To(p.PersonKey) } : null })],
            Summary = r.Summary with { Stream = stream, Version = before + r.Entries.Length, Applicant = r.Summary.Applicant is { } a ? To(a) : null, Extra = To(r.Summary.Extra) },
            Made = r.Made.IsEmpty ? r.Made : r.Made.ToImmutableSortedDictionary(m => m.Key, m => To(m.Value), StringComparer.Ordinal),
        };

        string To(string text) => text.Replace(_number, number, StringComparison.Ordinal).Replace(_person, person, StringComparison.Ordinal);
    }

    private sealed class Player(RecordedLife recorded, ILedger ledger, int series) : ICaller
    {
        private readonly IEnumerator<AppendRequest> _next = recorded.Lives(series).GetEnumerator();

        public async Task<Work> NextAsync()
        {
            _next.MoveNext();
            await ledger.AppendAsync(_next.Current);
            return new(1, _next.Current.Entries.Length);
        }
    }
}
