using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>绿色通道 and 急事急办 (norm 5.4g, 5.4h, domain-rules §6.6): shorter limits for who has it hard, without proof beyond what the law asks.</summary>
internal static class FastTrackRules
{
    /// <summary>A listed ground by the owner at once; <c>other</c> and urgent with a reason, by the head (decisions 23).</summary>
    public static Decision Decide(CaseState state, GrantGreenChannel command, CaseFacts facts)
    {
        var urgent = command.Urgent == true;
        var byHead = urgent || command.Ground == GreenChannel.Other;
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        var heads = Head(state, facts);
        if (!heads && actor.Number != state.Owner) return Decision.Refuse(Codes.NotOwner);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (byHead && !heads) return Decision.Refuse(Refusal.Of(Codes.OverAuthority, "This is granted by the head.") with { Allowed = ["escalations"] });
        if (!heads && Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, CaseStates.Inquiry, CaseStates.Received, CaseStates.AwaitingSupplement, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);

        var content = new Content();
        var already = state.Fast?.Ground is not null;
        if (command.Ground is not null || !urgent) content.Fields.OneOf("ground", command.Ground, [.. GreenChannel.Grounds.Order(StringComparer.Ordinal)]);
        content.Fields.Note("reason", command.Reason, required: false);
        content.Lack(byHead && string.IsNullOrWhiteSpace(command.Reason), Codes.ReasonMissing, "reason");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if ((urgent || already) && (!urgent || state.Fast?.Urgent == true)) return Decision.Refuse(Codes.StageOrder, "It was granted before.");

        // A second grant never gives more time than the first one left.
        var notBefore = NotBefore(state, facts);
        if (state.Fast is not null && CaseClocks.Summary(state, facts).PromisedDueAt is { } due) notBefore = Instant.Min(due, notBefore);
        var reason = InquiryRules.Given(command.Reason);
        return Decision.Append(new[]
        {
            command.Ground is { } ground && !already ? (IEntry)new GreenChannelGranted(ground, actor.Number, notBefore, reason) : null,
            urgent ? new UrgentGranted(actor.Number, notBefore, reason) : null,
        }.OfType<IEntry>());
    }

    /// <summary>By a head, with a reason; the ordinary due date returns.</summary>
    public static Decision Decide(CaseState state, RevokeGreenChannel command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor || !Head(state, facts)) return Decision.Refuse(facts.Actor is null ? Codes.NotPermitted : Codes.OverAuthority);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (state.Fast is null) return Decision.Refuse(Codes.StageOrder, "It is on the ordinary way.");
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new GreenChannelRevoked(actor.Number, NotBefore(state, facts), command.Reason));
    }

    /// <summary>
    /// A promised or stage clock with the factor and floor of the case's way; every other clock stays as it is (§6.6). A limit shortened while it ran ends no
    /// earlier than a working day after, unless it would have ended earlier anyhow.
    /// </summary>
    public static CaseClock OnItsWay(CaseClock clock, CaseState state, HallHours hours, string? line)
    {
        if (clock.Kind is not (ClockKind.Promised or ClockKind.Stage)) return clock;
        if (state.Fast is { } fast && !(clock.StoppedAt < fast.Since))
        {
            var ordinary = ClockMath.DueAt(clock, state.Pauses, hours, line);
            var shortened = clock with { Factor = fast.Factor };
            if (clock.StartedAt < fast.Since) shortened = shortened with { NotBefore = ordinary is { } due ? Instant.Min(due, fast.NotBefore) : fast.NotBefore };
            // Rounded up to whole days, a limit of a day and a half would end later than by itself.
            return ClockMath.DueAt(shortened, state.Pauses, hours, line) > ordinary ? clock : shortened;
        }

        return state is { Fast: null, Restored: { } ordinaryWay } && clock.StartedAt < ordinaryWay.Since && !(clock.StoppedAt < ordinaryWay.Since)
            ? clock with { NotBefore = ordinaryWay.NotBefore } : clock;
    }

    // L3 and above of the hall that has the case, or of one above it.
    private static bool Head(CaseState state, CaseFacts facts) =>
        facts.Actor is { Level: >= StaffLevel.L3 } actor && facts.HallsUp(state.Hall).Any(h => h.Code == actor.Hall);

    private static Instant NotBefore(CaseState state, CaseFacts facts) =>
        ClockMath.DueAt(new("not-before", ClockKind.Correction, Limit.WorkingDays(1), facts.Now), PauseList.None, facts.HoursFor(state, state.ClockHall), null)!.Value;
}
