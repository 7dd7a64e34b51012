using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>重点服务 (norm 5.4j): the duty leader's watch list, with a note each working day until it is closed.</summary>
internal static class WatchRules
{
    private const int LookAhead = 40;

    public static Decision Decide(CaseState state, WatchCase command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Level < StaffLevel.L3) return Decision.Refuse(Codes.OverAuthority);
        if (facts.HallsUp(state.Hall).All(h => h.Code != actor.Hall)) return Decision.Refuse(Codes.NotYourDuty);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (command.Close == true && state.Watch is null) return Decision.Refuse(Codes.StageOrder, "The case is not watched.");
        var content = new Content().Needs(Codes.ReasonMissing, "note", command.Note);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new WatchNoted(actor.Number, command.Close == true, command.Note));
    }

    /// <summary>The close of the first working day nobody settled; null when it is not watched.</summary>
    public static (LocalDate Day, Instant At)? NextMissed(CaseState state, CaseFacts facts)
    {
        if (state.Watch is not { } watch) return null;
        var hours = facts.HoursFor(state, state.Hall);
        for (var (day, tries) = (watch.SettledOn.PlusDays(1), 0); tries < LookAhead; day = day.PlusDays(1), tries++)
            if (hours.Calendar.IsWorkingDay(day)) return (day, hours.RegularClose(day));
        return null;
    }
}
