using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Windows;

/// <summary>A window's day: sign-on, opening, pausing, closing, announcing; and what bars a window from serving. The check itself: <see cref="OpeningRules"/>.</summary>
internal static class WindowRules
{
    internal static Decision Decide(WindowState state, WindowCommand command, WindowFacts facts) => command switch
    {
        SignOn => TakePost(state, facts),
        SignOff => LeavePost(state, facts),
        CheckOpening c => OpeningRules.Check(state, c, facts),
        WaiveOpeningItem c => OpeningRules.Waive(state, c, facts),
        OpenWindow => Open(state, facts),
        PauseWindow c => Pause(state, c, facts),
        ResumeWindow => Resume(state, facts),
        CloseWindow => Close(state, facts),
        Announce c => Tell(state, c, facts),
        ConnectSession c => Connect(state, c, facts),
        _ => throw new UnreachableException($"{command.GetType().Name} is decided in the hall's day."),
    };

    /// <summary>Qualified for every line (2.6a), with discipline training (2.6c), on duty, nobody else here, nowhere else themself.</summary>
    private static Decision TakePost(WindowState state, WindowFacts facts)
    {
        if ((NotOfTheHall(facts) ?? OffDuty(facts) ?? facts.Unqualified) is { } refusal) return Decision.Refuse(refusal);
        if (state.Staff is { } there)
            return Wrong(state, facts, there == facts.Actor!.Number ? "You are signed on here." : "Somebody is signed on here; they sign off first.");
        if (facts.SignedOnAt is { } elsewhere) return Wrong(state, facts, $"Signed on at {elsewhere}; sign off there first.");
        return facts.HallRefused is { } refused ? Decision.Refuse(refused) : Decision.Append(new StaffSignedOn(facts.Actor!.Number));
    }

    private static Decision LeavePost(WindowState state, WindowFacts facts)
    {
        // Leaving needs no duty: duty may have ended first.
        if ((NotOfTheHall(facts) ?? NotAtPost(state, facts)) is { } refusal) return Decision.Refuse(refusal);
        if (state.Phase != WindowPhase.Closed) return Wrong(state, facts, "Close the window first.");
        return facts.HallRefused is { } refused ? Decision.Refuse(refused) : Decision.Append(new StaffSignedOff(facts.Actor!.Number));
    }

    /// <summary>Opens when the opening check is whole (5.1); late minutes are measured (5.1e). Before and after hours as well (5.6h-i).</summary>
    private static Decision Open(WindowState state, WindowFacts facts)
    {
        if ((AtPost(state, facts) ?? facts.Unqualified) is { } refusal) return Decision.Refuse(refusal);
        if (state.Phase != WindowPhase.Closed) return Wrong(state, facts, $"The window is {state.Status}.");
        if (CheckMissing(state, facts) is { } missing) return Decision.Refuse(missing);
        return facts.HallRefused is { } refused
            ? Decision.Refuse(refused)
            : Decision.Append(new WindowOpened(facts.Actor!.Number, state.OpenedToday ? null : facts.LateMinutes));
    }

    private static Decision Pause(WindowState state, PauseWindow command, WindowFacts facts)
    {
        if (AtPost(state, facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.Phase != WindowPhase.Open) return Wrong(state, facts, $"The window is {state.Status}.");
        if (facts.Current is { } current) return Wrong(state, facts, $"{current.Ticket} is {current.State} here; finish it first.");
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse(Codes.ReasonMissing, ["reason"]);
        return new Validation().Note("reason", command.Reason).Refusal is { } invalid
            ? Decision.Refuse(invalid)
            : Decision.Append(new WindowPaused(facts.Actor!.Number, command.Reason));
    }

    private static Decision Resume(WindowState state, WindowFacts facts)
    {
        if (AtPost(state, facts) is { } refusal) return Decision.Refuse(refusal);
        return state.Phase == WindowPhase.Paused ? Decision.Append(new WindowResumed(facts.Actor!.Number)) : Wrong(state, facts, $"The window is {state.Status}.");
    }

    /// <summary>The hall has the last word: people who wait for this window alone are served first (5.6i).</summary>
    private static Decision Close(WindowState state, WindowFacts facts)
    {
        if ((NotOfTheHall(facts) ?? NotAtPost(state, facts)) is { } refusal) return Decision.Refuse(refusal);
        if (state.Phase == WindowPhase.Closed) return Wrong(state, facts, $"The window is {state.Status}.");
        return facts.HallRefused is { } refused ? Decision.Refuse(refused) : Decision.Append(new WindowClosed(facts.Actor!.Number));
    }

    /// <summary>主动告知 in a voice or video session (3.1c-d). The same session once only.</summary>
    private static Decision Tell(WindowState state, Announce command, WindowFacts facts)
    {
        if (AtPost(state, facts) is { } refusal) return Decision.Refuse(refusal);
        var content = new Validation().OneOf("channel", command.Channel, "voice", "video").Code("session", command.Session);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return state.Announced.GetValueOrDefault(command.Session) == facts.Actor!.Number
            ? Decision.Nothing
            : Decision.Append(new SessionAnnounced(command.Channel, command.Session, facts.Actor.Number));
    }

    /// <summary>A session reached the window: its sixty seconds run. The same session once only.</summary>
    private static Decision Connect(WindowState state, ConnectSession command, WindowFacts facts)
    {
        if (AtPost(state, facts) is { } refusal) return Decision.Refuse(refusal);
        var content = new Validation().OneOf("channel", command.Channel, "voice", "video").Code("session", command.Session);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return state.Connected.ContainsKey(command.Session) || state.Announced.ContainsKey(command.Session)
            ? Decision.Nothing
            : Decision.Append(new SessionConnected(command.Channel, command.Session, facts.Actor!.Number));
    }

    /// <summary>
    /// Why the window may not serve now, or null: person, duty and qualification are read anew at each command (2.6d), then the opening check
    /// (5.1a), then whether it is open. Who serves already may end it, whatever has lapsed meanwhile but duty.
    /// </summary>
    internal static Refusal? Bar(WindowState state, WindowCommand command, WindowFacts facts)
    {
        if (AtPost(state, facts) is { } refusal) return refusal;
        if (command is CallNext or RecallTicket or StartTicket && facts.Unqualified is { } unqualified) return unqualified;
        if (command is not (CallNext or RecallTicket)) return null;
        if (CheckMissing(state, facts) is { } missing) return missing;
        return state.Phase == WindowPhase.Open ? null : Wrong(state, facts, $"The window is {state.Status}.").Refusal;
    }

    /// <summary>Commands that this caller may give now.</summary>
    internal static ImmutableArray<string> Allowed(WindowState state, WindowFacts facts)
    {
        if (!facts.IsStaffHere || facts.Actor is not { } actor) return [];
        var allowed = ImmutableArray.CreateBuilder<string>();
        if (actor.OnDuty && actor.Level >= StaffLevel.L3 && OpeningRules.AnyFailed(state)) allowed.Add("waivers");
        if (state.Staff is null && actor.OnDuty && facts.Unqualified is null && facts.SignedOnAt is null) allowed.Add("sign-on");
        if (state.Staff != actor.Number) return allowed.ToImmutable();

        if (state.Phase == WindowPhase.Closed) allowed.Add("sign-off");
        else if (facts.Current is null) allowed.Add("close");
        if (!actor.OnDuty) return allowed.ToImmutable();
        allowed.AddRange("announce", "opening-checks");
        if (state.Phase == WindowPhase.Closed && facts.Unqualified is null && CheckMissing(state, facts) is null) allowed.Add("open");
        if (state.Phase == WindowPhase.Paused) allowed.Add("resume");
        if (state.Phase == WindowPhase.Open && facts.Current is null) allowed.Add("pause");
        if (state.Phase == WindowPhase.Open && facts.Current is null && facts.Unqualified is null && CheckMissing(state, facts) is null) allowed.AddRange("call-next", "recall");
        if (facts.Current is { State: TicketStates.Called }) allowed.AddRange("no-show", "recall", "start");
        if (facts.Current is { State: TicketStates.Serving }) allowed.Add("finish");
        return allowed.ToImmutable();
    }

    /// <summary>Live state is for its staff, the heads and leaders, and supervisors (§12).</summary>
    internal static bool MayRead(WindowState state, WindowFacts facts)
    {
        if (facts.Caller.IsSystem || facts.Caller.Is(Roles.Supervisor)) return true;
        if (facts.Actor is not { } actor) return false;
        if (actor.Hall == facts.Hall.Code)
        {
            return actor.Level >= StaffLevel.L3 || actor.Definition.HomeWindow == facts.Window.Code || state.Served.Contains(actor.Number)
                || facts.Hall.Sections.Any(s => s.Head == actor.Number);
        }

        return actor.Level == StaffLevel.L5 || (actor.Level == StaffLevel.L4 && actor.Hall == facts.Hall.Parent);
    }

    internal static Refusal? NotOfTheHall(WindowFacts facts) => facts.IsStaffHere ? null : Refusal.Of(Codes.NotPermitted);

    internal static Refusal? OffDuty(WindowFacts facts) => facts.Actor!.OnDuty ? null : Refusal.Of(Codes.NotOnDuty);

    internal static Refusal? NotAtPost(WindowState state, WindowFacts facts) =>
        state.Staff == facts.Actor!.Number ? null : Refusal.Of(Codes.NotYourDuty, "Sign on at this window first.");

    /// <summary>Staff of the hall, on duty, signed on here.</summary>
    internal static Refusal? AtPost(WindowState state, WindowFacts facts) => NotOfTheHall(facts) ?? OffDuty(facts) ?? NotAtPost(state, facts);

    internal static Refusal? CheckMissing(WindowState state, WindowFacts facts) =>
        OpeningParts.Missing(state, facts.Hall, facts.Window, facts.Now) is { IsEmpty: false } missing ? Refusal.OfMissing(Codes.OpeningCheckMissing, missing) : null;

    internal static Decision Wrong(WindowState state, WindowFacts facts, string detail) =>
        Decision.Refuse(Refusal.Of(Codes.StageOrder, detail) with { Allowed = Allowed(state, facts) });
}
