using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>Between handing in and accepting: T5 correction on the spot 当场更正, T12 referral out 告知转出; and a closed inquiry that is asked about again (T3).</summary>
internal static class ReceiptRules
{
    /// <summary>Calendar days in which a new contact goes on under the old number.</summary>
    public const int ReopenDays = 30;

    /// <summary>T5: what can be put right at once (行政许可法 32(3)) is no reason for a supplement.</summary>
    public static Decision Decide(CaseState state, SpotCorrect command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Received) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        var content = new Validation()
            .OneOf("kind", command.Kind, "typing-slip", "arithmetic", "missing-signature", "missing-date", "wrong-field")
            .Note("text", command.Text)
            .Code("material", command.Material, required: false)
            .If(!string.IsNullOrEmpty(command.Material) && !state.Materials.ContainsKey(command.Material), "material", "not-held");
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new SpotCorrected(command.Kind!, InquiryRules.Given(command.Material), command.Text));
    }

    /// <summary>T12: only out of the system; a hall of it gets the case by transfer (5.3e).</summary>
    public static Decision Decide(CaseState state, ReferOut command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Inquiry, CaseStates.Received) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (facts.HallOf(state)?.Items.Contains(state.Item ?? "") != true && AcceptanceRules.OtherHalls(state, facts) is { Count: > 0 } others)
            return Decision.Refuse(Refusal.OfMissing(Codes.TransferAvailable, others) with { Allowed = ["handoffs"] });
        var content = new Content()
            .Needs(Codes.ReasonMissing, "reason", command.Reason)
            .Lack(string.IsNullOrWhiteSpace(command.Body), Codes.WayForwardMissing, "body")
            .Lack(string.IsNullOrWhiteSpace(command.Address), Codes.WayForwardMissing, "address")
            .Lack(string.IsNullOrWhiteSpace(command.Phone), Codes.WayForwardMissing, "phone");
        content.Fields.Text("body", command.Body, 200, required: false).Text("address", command.Address, 200, required: false).Text("phone", command.Phone, 40, required: false);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid)
            : Decision.Append(new ReferredOut([.. state.Materials.Values.Where(m => m.Form != "shared").Select(m => m.Code)], command.Body!, command.Address!, command.Phone!, command.Reason));
    }

    /// <summary>Who records the new contact owns it; the person alone changes no owner.</summary>
    public static Decision Decide(CaseState state, ReopenInquiry command, CaseFacts facts)
    {
        var byPerson = Rights.IsPerson(facts);
        if (!byPerson)
        {
            if (facts.Actor is not { } actor || facts.Caller.Is(Roles.Supervisor) || actor.Definition.Roles.Contains(Roles.Supervisor)) return Decision.Refuse(Codes.NotPermitted);
            if (!Guards.IsOfItsHall(state, actor)) return Decision.Refuse(Codes.NotYourDuty);
            if (Guards.AtWork(state, facts, actor) is { } barred) return Decision.Refuse(barred);
        }

        if (Guards.In(state, CaseStates.InquiryClosed) is { } untimely) return Decision.Refuse(untimely);
        if (facts.Now > state.EndedAt!.Value + Duration.FromDays(ReopenDays)) return Decision.Refuse(Codes.StageOrder, "Closed more than thirty days ago: a new question has a new number.");
        return new Validation().Note("question", command.Question).Refusal is { } invalid
            ? Decision.Refuse(invalid)
            : Decision.Append(new InquiryReopened(byPerson ? state.Owner : facts.Actor!.Number, command.Question));
    }
}
