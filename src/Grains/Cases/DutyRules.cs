using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>Duties 待办事项 that a case holds: each is one person's, or the owner's and then goes with the case (§4 h).</summary>
internal static class DutyRules
{
    /// <summary>Working days to tell a person that they were told wrong (2.2b). The project's choice.</summary>
    private const int TellWithinDays = 1;

    public static Decision Decide(CaseState state, CompleteCaseDuty command, CaseFacts facts)
    {
        if (state.Duties.FirstOrDefault(d => d.Id == command.DutyId) is not { } duty) return Decision.Refuse(Codes.NotFound);
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Number != (duty.For ?? state.Owner)) return Decision.Refuse(Codes.NotYourDuty);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (state.Status == CaseStates.Archived) return Decision.Refuse(Codes.Archived);
        // A case that wants an owner is not helped by a word: it is done by assigning; a request wants its answer.
        if (duty.DoneAt is not null || duty.Kind is DutyKinds.Assign or DutyKinds.Objection or DutyKinds.Request) return Decision.Refuse(Codes.StageOrder);
        var content = new Content();
        content.Fields.Note("note", command.Note, required: false);
        content.Lack(duty.Kind == DutyKinds.TellPerson && string.IsNullOrWhiteSpace(command.Note), Codes.ReasonMissing, "note");
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new DutyDone(duty.Id, actor.Number, InquiryRules.Given(command.Note)));
    }

    /// <summary>2.2b: an inquiry answered from a text that was withdrawn as wrong; its owner tells the person.</summary>
    public static Decision Decide(CaseState state, GuideWasWithdrawn command, CaseFacts facts)
    {
        var about = FormattableString.Invariant($"{command.ServiceItem}@{command.ItemVersion}");
        if (state.Notices is not { } notices || notices.ServiceItem != command.ServiceItem || notices.ItemVersion != command.ItemVersion) return Decision.Nothing;
        if (state.Status == CaseStates.Archived || state.Duties.Any(d => d.Kind == DutyKinds.TellPerson && d.About == about)) return Decision.Nothing;
        var hours = facts.HoursFor(state, state.ClockHall);
        var due = ClockMath.DueAt(new("tell-person", ClockKind.Correction, Limit.WorkingDays(TellWithinDays), facts.Now), PauseList.None, hours, null);
        return Decision.Append(FailedOffers.Duty(state, [], DutyKinds.TellPerson, null, due, about));
    }

    public static DutyView View(string number, CaseState state, string id, CaseFacts facts)
    {
        var d = state.Duties.First(x => x.Id == id);
        return new(DutyId.Of("case/" + number, d.Id).ToString(), d.Kind, d.For ?? state.Owner, d.About, d.Since, d.DueAt, d.DoneAt, d.DoneBy, state.Version, facts.Now);
    }
}
