using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>A red card is followed by a proposal against whoever let it lapse (5.6e), a cancelled one takes it back.</summary>
internal sealed partial class CaseGrain
{
    public Task<ImmutableArray<string>> InvolvedAsync() => Task.FromResult(CasePursuits.Involved(State));

    /// <summary>
    /// After the commit of the card. The number is made of the case and the card, and the row stays due until the case says that it is done: whoever goes on
    /// after a crash proposes nothing twice.
    /// </summary>
    private async Task PursueAsync()
    {
        foreach (var card in CasePursuits.Due(State).ToList())
        {
            var number = IPursuitGrain.NumberOf(State.OpeningHall, $"case/{Key}#{card.Id}");
            var pursuit = GrainFactory.GetGrain<IPursuitGrain>(number);
            var meta = CommandMeta.BySystem((card.Cancelled ? "dropped-" : "pursued-") + card.Id);
            if (card.Cancelled) await pursuit.CardCancelledAsync(meta);
            // Refused: the row stays due, and the timekeeper says so in the log until somebody looks.
            else if ((await pursuit.OpenAsync(meta, new(State.Hall, card.Owner, Key, card.Id, card.Clock))).Refusal is not null) return;
            await Shell.ExecuteAsync(meta, (s, _) =>
                CasePursuits.Due(s).All(c => c.Id != card.Id || c.Cancelled != card.Cancelled) ? Decision.Nothing
                : Decision.Append(card.Cancelled ? new PursuitDropped(card.Id, number) : new PursuitOpened(card.Id, number)));
        }
    }
}
