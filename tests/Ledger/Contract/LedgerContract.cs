using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using HallGrains.Tests.Ledger.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Tests.Ledger.Contract;

/// <summary>What every store promises. Each test class has a place of its own; <see cref="OpenAsync"/> opens a ledger there, twice in a row is a restart.</summary>
public abstract partial class LedgerContract : IAsyncLifetime
{
    private TestStore? _place;

    internal TestStore Place => _place!;

    internal MovedClock Clock { get; } = new(Instant.FromUtc(2026, 11, 24, 1, 0));

    internal abstract Task<TestStore> CreatePlaceAsync();

    public async Task InitializeAsync() => _place = await CreatePlaceAsync();

    public async Task DisposeAsync() => await Place.DisposeAsync();

    internal async Task<ServiceLedger> OpenAsync(Func<LedgerOptions, LedgerOptions>? with = null)
    {
        var options = with is null ? Place.Options : with(Place.Options);
        var ledger = new ServiceLedger(Place.Open(options), options, Clock, NullLogger<ServiceLedger>.Instance);
        try
        {
            await ledger.StartAsync();
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }

        return ledger;
    }

    /// <summary>A request of one command; the data of its entries are 1, 2, 3 … of the stream.</summary>
    internal AppendRequest Request(string stream, int expected = 0, int entries = 1, string? commandId = "c", string bodyHash = "b", string account = "guide", string? secret = null, string person = "p-1") => new(
        stream,
        expected,
        commandId is null ? null : new(account, commandId, bodyHash),
        "YXCS",
        [.. Enumerable.Range(expected + 1, entries).Select(v => new NewEntry("InquiryOpened", 1, Clock.Now, "YXCS001", $$"""{"n":{{v}},"事项":"失业保险金"}""", secret is null ? null : new(person, secret)))],
        new SummaryRow { Stream = stream, Version = expected + entries, State = "inquiry", Hall = "YXCS", Owner = "YXCS001", Card = "none" });

    internal static async Task<VerifyResult> VerifyAsync(ServiceLedger ledger) => await new LedgerVerifier(ledger.Reader).VerifyAsync();

    internal sealed class MovedClock(Instant now) : IClock
    {
        public Instant Now { get; set; } = now;

        public Instant GetCurrentInstant() => Now;
    }
}
