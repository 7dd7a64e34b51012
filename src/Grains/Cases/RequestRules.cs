using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>诉求 (2.5b): requests that are met, not met with a reason, or passed on, and until then somebody's; 点对点服务 (5.4i): a named contact person.</summary>
internal static class RequestRules
{
    public const string Met = "met", NotMet = "not-met", PassedOn = "passed-on";

    /// <summary>Working days to answer a request. The project's choice.</summary>
    private const int AnswerDays = 3;

    /// <summary>By the person themself, or by staff of its hall on duty who heard it; the duty to answer is the owner's and goes with the case.</summary>
    public static Decision Record(CaseState state, AddNote command, CaseFacts facts)
    {
        if (!Rights.IsPerson(facts) && OfTheHall(state, facts) is { } barred) return Decision.Refuse(barred);
        if (Open(state) is { } untimely) return Decision.Refuse(untimely);
        if (new Content().Needs(Codes.ReasonMissing, "text", command.Text).Refusal is { } invalid) return Decision.Refuse(invalid);
        var id = FormattableString.Invariant($"q{state.Requests.Length + 1}");
        var due = ClockMath.DueAt(new("request", ClockKind.Correction, Limit.WorkingDays(AnswerDays), facts.Now), PauseList.None, facts.HoursFor(state, state.ClockHall), null);
        var duty = FailedOffers.Duty(state, [], DutyKinds.Request, null, due, id);
        return Decision.Append(new RequestRecorded(id, duty.DutyId, command.Text), duty).Making("request", id);
    }

    /// <summary>By whoever has the duty. What is not met says why; what is passed on is another's duty from that moment on.</summary>
    public static Decision Answer(CaseState state, AddNote command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (state.Requests.FirstOrDefault(q => q.Id == command.Request) is not { } request) return Decision.Refuse(Codes.NotFound);
        var duty = state.Duties.First(d => d.Id == request.DutyId);
        if (actor.Number != (duty.For ?? state.Owner)) return Decision.Refuse(Codes.NotYourDuty);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (state.Status == CaseStates.Archived) return Decision.Refuse(Codes.Archived);
        if (request.Outcome is not null) return Decision.Refuse(Codes.StageOrder, "It is answered.");
        var content = new Content().Lack(command.Outcome == NotMet && string.IsNullOrWhiteSpace(command.Reason), Codes.ReasonMissing, "reason");
        content.Fields.OneOf("outcome", command.Outcome, Met, NotMet, PassedOn).Note("reason", command.Reason, required: false);
        if (command.Outcome == PassedOn)
        {
            content.Fields.Code("staff", command.Staff)
                .If(!string.IsNullOrEmpty(command.Staff) && (facts.Find(command.Staff) is not { } to || (to.Hall != state.Hall && facts.HallsUp(state.Hall).All(h => h.Code != to.Hall))), "staff", "not-found")
                .If(command.Staff == actor.Number, "staff", "is-oneself");
        }

        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var reason = InquiryRules.Given(command.Reason);
        var done = new DutyDone(duty.Id, actor.Number);
        if (command.Outcome != PassedOn) return Decision.Append(new RequestAnswered(request.Id, command.Outcome!, actor.Number, Reason: reason), done);
        var next = FailedOffers.Duty(state, [], DutyKinds.Request, command.Staff, duty.DueAt, request.Id);
        return Decision.Append(new RequestAnswered(request.Id, PassedOn, actor.Number, command.Staff, next.DutyId, reason), done, next);
    }

    /// <summary>By the owner, the agent or a head; of the case's hall, so that the person can reach them there.</summary>
    public static Decision Name(CaseState state, AddNote command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        var head = actor.Level >= StaffLevel.L3 && Guards.IsOfItsHall(state, actor);
        if (actor.Number != state.Owner && actor.Number != state.Agent && !head) return Decision.Refuse(Codes.NotOwner);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (Open(state) is { } untimely) return Decision.Refuse(untimely);
        var v = new Validation().Code("staff", command.Staff)
            .If(!string.IsNullOrEmpty(command.Staff) && (facts.Find(command.Staff) is not { } named || !Guards.IsOfItsHall(state, named)), "staff", "not-found");
        if (v.Refusal is { } invalid) return Decision.Refuse(invalid);
        return command.Staff == state.ContactPerson ? Decision.Nothing : Decision.Append(new ContactNamed(command.Staff!, actor.Number));
    }

    public static ImmutableArray<RequestView> View(CaseState state, bool texts) =>
    [
        .. state.Requests.Select(q => new RequestView(
            q.Id, q.At, texts ? q.Text : null, q.Outcome, q.Outcome is null ? state.Duties.FirstOrDefault(d => d.Id == q.DutyId)?.For ?? state.Owner : null, texts ? q.Reason : null)),
    ];

    public static ContactPersonView? Contact(CaseState state, CaseFacts facts)
    {
        if (state.ContactPerson is not { } number) return null;
        var (person, hall) = (facts.Find(number)?.Definition, facts.HallOf(state));
        return new(number, person?.Name, person?.Title, hall?.NameZh, person?.HomeWindow, hall?.Hotline);
    }

    private static Refusal? OfTheHall(CaseState state, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (actor.Number != state.Owner && actor.Number != state.Agent && !Guards.IsOfItsHall(state, actor)) return Refusal.Of(Codes.NotOwner);
        return actor.OnDuty ? null : Refusal.Of(Codes.NotOnDuty);
    }

    private static Refusal? Open(CaseState state) =>
        state.Status == CaseStates.Archived ? Refusal.Of(Codes.Archived) : state.IsOpen ? null : Refusal.Of(Codes.StageOrder);
}
