using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>Cards 黄牌、红牌 are taken back by the supervisor alone, for a fault of the system and never for anybody's excuse (§6.7); both stay visible.</summary>
public static class CardRules
{
    public static Decision Decide(CaseState state, CancelCard command, CaseFacts facts)
    {
        if (!facts.Caller.Is(Roles.Supervisor)) return Decision.Refuse(Codes.NotPermitted);
        if (state.Cards.FirstOrDefault(c => c.Id == command.CardId) is not { } card) return Decision.Refuse(Codes.NotFound);
        if (card.Owner == facts.Caller.Staff) return Decision.Refuse(Codes.TwoPersonsNeeded);
        if (state.Status == CaseStates.Archived) return Decision.Refuse(Codes.Archived);
        if (card.Cancelled) return Decision.Refuse(Codes.StageOrder, "The card is cancelled.");
        var content = new Validation().Note("reason", command.Reason, required: false);
        if (!string.IsNullOrWhiteSpace(command.Ground)) content.OneOf("ground", command.Ground, "system-outage", "wrong-calendar", "wrong-clock-start");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var missing = new[] { string.IsNullOrWhiteSpace(command.Ground) ? "ground" : null, string.IsNullOrWhiteSpace(command.Reason) ? "reason" : null }.OfType<string>().ToList();
        if (missing.Count > 0) return Decision.Refuse(Codes.ReasonMissing, missing);
        return Decision.Append(new CardCancelled(card.Id, command.Ground!, command.Reason));
    }
}
