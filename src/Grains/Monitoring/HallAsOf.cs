using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>
/// A hall's picture as of an instant: the monitor's own fold over what was recorded by then, so that a view of the past cannot differ in kind
/// from today's. Reads only streams that can show then: what ended before that day, and did not change since, is left out by its row.
/// </summary>
internal static class HallAsOf
{
    private const int ReadAtOnce = 16;

    public static async Task<HallPicture> ReadAsync(ILedger ledger, EntryCodec codec, string hall, Instant at)
    {
        var today = HallFold.DateOf(at);
        var morning = HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(at)));
        var picture = await FoldAsync(new(hall), [FollowedStream.Hall(hall)]);
        picture = await FoldAsync(picture, HallCatchUp.DayStreams(picture, today).Skip(1));
        picture = await FoldAsync(picture, await ledger.StreamsOfAsync(new("staff", hall, at)));
        picture = await FoldAsync(picture, await ledger.StreamsOfAsync(new("case", hall, at, HallCatchUp.OpenStates, morning)));
        return HallFold.Prune(picture, today);

        async Task<HallPicture> FoldAsync(HallPicture folded, IEnumerable<string> streams)
        {
            foreach (var batch in streams.Chunk(ReadAtOnce))
            {
                foreach (var (stream, entries) in await Task.WhenAll(batch.Select(async s => (s, await ledger.ReadStreamAsync(s)))))
                    folded = Fold(folded, stream, entries);
            }

            return folded;
        }

        HallPicture Fold(HallPicture folded, string stream, IReadOnlyList<LedgerEntry> entries)
        {
            try
            {
                return HallFold.Apply(folded, stream, [.. entries.TakeWhile(e => e.RecordedAt <= at).Select(e =>
                    new Recorded(codec.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, e.Account, e.CommandId, e.Erased))]).Picture;
            }
            catch (UnreadableEntryException)
            {
                return HallFold.MarkUnreadable(folded, stream);
            }
        }
    }
}
