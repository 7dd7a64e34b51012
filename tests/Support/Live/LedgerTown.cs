using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Monitoring;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Streams;
using NodaTime;

namespace HallGrains.Tests.Live;

/// <summary>A ledger in memory with two small halls, whose streams a test writes without grains: what monitors are made of.</summary>
internal sealed class LedgerTown(ServiceLedger ledger, TownClock clock) : IAsyncDisposable
{
    public const string Day = "2026-11-24";

    public ServiceLedger Ledger => ledger;

    public TownClock Clock => clock;

    public static async Task<LedgerTown> OpenAsync(int partitions = 4)
    {
        var clock = new TownClock();
        return new(await LedgerFactory.StartMemoryAsync(clock, partitions), clock);
    }

    public async Task RegisterHallAsync(string hall, params string[] staff)
    {
        await AppendAsync($"hall/{hall}", hall, new HallRegistered(new()
        {
            Code = hall,
            NameZh = hall + "大厅",
            NameEn = hall + " hall",
            Kind = "city",
            Windows = [new() { Code = hall + "-01", Name = "一号窗", Lines = ["card"] }, new() { Code = hall + "-02", Name = "二号窗", Lines = ["card", "pension"] }],
        }));
        foreach (var number in staff)
            await AppendAsync($"staff/{number}", hall, Registered(number, hall), new DutyOn());
    }

    public static StaffRegistered Registered(string number, string hall, StaffLevel level = StaffLevel.L1) =>
        new(new() { Number = number, Name = number, Hall = hall, Level = level, Roles = [Roles.Staff] }, "人" + number);

    /// <summary>Appends entries to a stream, whatever they are, with the summary row that its grain would write.</summary>
    public async Task AppendAsync(string stream, string hall, params IEntry[] entries)
    {
        var before = await ledger.ReadStreamAsync(stream);
        var version = before.Count;
        var trace = new CaseTrace();
        if (stream.StartsWith("case/", StringComparison.Ordinal))
            trace = before.Select(e => new Recorded(EntryCodec.Standard.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, "", "", false)).Aggregate(trace, CaseTrace.Evolve);
        var fresh = ImmutableArray.CreateBuilder<NewEntry>();
        foreach (var entry in entries)
        {
            fresh.Add(EntryCodec.Standard.Encode(entry, clock.Now, "test", "p-test"));
            if (stream.StartsWith("case/", StringComparison.Ordinal))
                trace = CaseTrace.Evolve(trace, new(entry, version + fresh.Count, clock.Now, clock.Now, "test", "", "", false));
        }

        await ledger.AppendAsync(new(stream, version, null, hall, fresh.ToImmutable(), new()
        {
            Stream = stream, Version = version + entries.Length, Hall = hall, State = trace.Status.Length > 0 ? trace.Status : null, Owner = trace.Owner,
        }));
    }

    public Task OpenCaseAsync(string number, string hall, string owner) =>
        AppendAsync($"case/{number}", hall, new InquiryOpened(hall, null, null, "onsite", null, null, owner, null, null, "机密问题"));

    public Task TakeTicketAsync(string hall, string ticket, string line = "card") => AppendAsync(DayOf(hall), hall, new TicketTaken(ticket, line, null, null, null));

    public Task CallTicketAsync(string hall, string ticket, string window, string staff, string line = "card") =>
        AppendAsync(DayOf(hall), hall, new TicketCalled(ticket, line, window, staff, 1));

    public Task SignOnAsync(string hall, string window, string staff) =>
        AppendAsync($"window/{hall}/{window}/{Day}", hall, new StaffSignedOn(staff), new WindowOpened(staff));

    public static string DayOf(string hall) => $"hallday/{hall}/{Day}";

    /// <summary>All entries so far as the streams deliver them to a hall.</summary>
    public async Task<List<LedgerEvent>> EventsForAsync(string hall)
    {
        var batches = new List<LedgerBatch>();
        for (var p = 0; p < ledger.Partitions; p++)
            foreach (var entry in await ledger.ReadPartitionAsync(p, 0, int.MaxValue)) await HallRouting.AddAsync(batches, entry, ledger);
        return [.. batches.Where(b => b.StreamId.GetKeyAsString() == hall).Select(b => b.Event)];
    }

    /// <summary>The fold of the whole ledger from zero, stream by stream: what every view must equal.</summary>
    public async Task<HallPicture> FoldFromZeroAsync(string hall)
    {
        var entries = new List<LedgerEntry>();
        for (var p = 0; p < ledger.Partitions; p++) entries.AddRange(await ledger.ReadPartitionAsync(p, 0, int.MaxValue));
        var picture = new HallPicture(hall);
        foreach (var stream in entries.GroupBy(e => e.Stream))
        {
            // Not every stream is this hall's; of a case or a person that was once here the fold itself says where they are now.
            if (stream.All(e => e.Hall != hall)) continue;
            picture = HallFold.Apply(picture, stream.Key, [.. stream.OrderBy(e => e.Version).Select(e =>
                new Recorded(EntryCodec.Standard.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, "", "", false))]).Picture;
        }

        return picture;
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();
}

/// <summary>The town's time; a test moves it.</summary>
internal sealed class TownClock : IClock
{
    public Instant Now { get; set; } = Instant.FromUtc(2026, 11, 24, 1, 0);

    public Instant GetCurrentInstant() => Now;
}
