using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>The first question 首问 and its answer: T1 opening, T2 the four notices 四告知, T3 closing (norm 1.2, 5.2, 5.6a).</summary>
internal static class InquiryRules
{
    internal static readonly ImmutableArray<string> Audiences = ["employer", "resident", "job-seeker", "unemployed", "retiree", "other"];
    private static readonly ImmutableArray<string> Notices = ["eligible", "procedure", "path", "timeLimit"];
    private const string NotOfThisSystem = "not-of-this-system", Conditional = "conditional";

    /// <summary>T1. Never refused for want of an announcement (decisions 32): the person at the other end is served first.</summary>
    public static Decision Decide(CaseState state, OpenInquiry command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor || facts.Caller.Is(Roles.Supervisor) || actor.Definition.Roles.Contains(Roles.Supervisor)) return Decision.Refuse(Codes.NotPermitted);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (Guards.Guiding(actor, null, facts) is { } untrained) return Decision.Refuse(untrained);
        if (command.Hall is { Length: > 0 } && facts.Halls.ContainsKey(command.Hall) && actor.Hall != command.Hall) return Decision.Refuse(Codes.NotYourDuty);
        if (state.Exists) return Decision.Refuse(Codes.StageOrder);
        if (NotInForce(command.ServiceItem, facts)) return Decision.Refuse(Codes.ItemVersionNotInForce);

        var content = new Content();
        var hall = facts.Halls.GetValueOrDefault(command.Hall ?? "");
        content.Fields.Code("hall", command.Hall)
            .If(!string.IsNullOrEmpty(command.Hall) && hall is null, "hall", "not-found")
            .Code("window", command.Window, required: false)
            .If(!string.IsNullOrEmpty(command.Window) && hall is not null && hall.Window(command.Window) is null, "window", "not-found")
            .Code("ticket", command.Ticket, required: false)
            .OneOf("channel", command.Channel, "onsite", "voice", "video", "online")
            .Code("session", command.Session, required: false)
            .Note("question", command.Question)
            .Code("serviceItem", command.ServiceItem, required: false)
            .If(!string.IsNullOrEmpty(command.ServiceItem) && facts.ItemInForce(command.ServiceItem) is null, "serviceItem", "not-found");
        if (command.Contact is { } contact)
        {
            content.Fields.Name("contact.name", contact.Name).OneOf("contact.audience", contact.Audience, Audiences.AsSpan());
            // To ask needs no proof of identity (1.2): a number is checked when there is one, a code never blocks a question.
            Identity.Check(content, "contact.", contact.IdNumber, contact.CreditCode, contact.Phone, codeConfirmed: true, HallHours.DateOf(facts.Now));
        }

        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var opened = new InquiryOpened(
            command.Hall!, Given(command.Window), Given(command.Ticket), command.Channel, Given(command.ServiceItem), Given(command.Session), actor.Number,
            command.Contact?.Audience, command.Contact is { } who ? Identity.Normal(who) : null, command.Question, Given(command.Bundle));
        return Guards.NeedsAnnouncement(command.Channel) && command.Session is not null && Guards.WasAnnounced(command.Session, facts)
            ? Decision.Append(opened, Announcement(command.Channel, command.Session, facts))
            : Decision.Append(opened);
    }

    /// <summary>T2. All four parts, from an item version in force; what is missing is named as the request's fields.</summary>
    public static Decision Decide(CaseState state, GiveNotices command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Inquiry) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        var code = Given(command.ServiceItem) ?? state.Item;
        if (NotInForce(code, facts)) return Decision.Refuse(Codes.ItemVersionNotInForce);
        var item = facts.ItemInForce(code);

        var content = new Content();
        content.Lack(string.IsNullOrWhiteSpace(command.Eligible?.Answer) || string.IsNullOrWhiteSpace(command.Eligible.Rule), Codes.FourNoticesMissing, "eligible");
        content.Fields.Note("eligible.rule", command.Eligible?.Rule, required: false);
        if (command.Eligible?.Answer is { Length: > 0 } answer) content.Fields.OneOf("eligible.answer", answer, "eligible", "not-eligible", "cannot-tell-yet");
        content.Needs(Codes.FourNoticesMissing, "procedure", command.Procedure)
            .Needs(Codes.FourNoticesMissing, "path", command.Path)
            .Needs(Codes.FourNoticesMissing, "timeLimit", command.TimeLimit);
        content.Fields.Code("serviceItem", code).If(code is not null && item is null, "serviceItem", "not-found");
        ImmutableArray<string> applies = command.Applies.IsDefault ? [] : command.Applies;
        if (item is not null) content.Fields.If(applies.Any(code => Papers.Find(item, code) is not { Need: Conditional }), "applies", "not-conditional");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var due = DueIfAccepted(item!, state, facts);
        return Decision.Append(new NoticesGiven(
            command.Eligible!.Answer!, item!.Code, item.Version, due.PromisedDueAt, command.Eligible.Rule, command.Procedure, command.Path, command.TimeLimit,
            due.StatutoryDueAt, [.. item.Materials.Where(m => Papers.IsAsked(m) && (m.Need != Conditional || applies.Contains(m.Code))).Select(m => m.Code)]));
    }

    /// <summary>T3. "Don't know" and "not mine" are no outcomes (§5).</summary>
    public static Decision Decide(CaseState state, CloseInquiry command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.Inquiry) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content();
        content.Fields.OneOf("outcome", command.Outcome, "answered", NotOfThisSystem, "not-pursued").Note("whereTo", command.WhereTo, required: false);
        var elsewhere = command.Outcome == NotOfThisSystem;
        content.Lack(elsewhere && string.IsNullOrWhiteSpace(command.WhereTo), Codes.WayForwardMissing, "whereTo");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (!elsewhere && state.Notices is null) return Decision.Refuse(Codes.FourNoticesMissing, Notices);
        return Decision.Append(new InquiryClosed(command.Outcome, Given(command.WhereTo)));
    }

    /// <summary>Notices not given, as a refusal of what would need them (5.2a).</summary>
    public static Refusal? NoticesMissing(CaseState state) => state.Notices is null ? Refusal.OfMissing(Codes.FourNoticesMissing, Notices) : null;

    public static IdentityAnnounced Announcement(string channel, string? session, CaseFacts facts) =>
        new(channel, session ?? facts.Window!.AnnouncedSessions[^1], facts.Window?.Staff ?? facts.Caller.Actor);

    /// <summary>The item is known and none of its versions is in force now.</summary>
    public static bool NotInForce(string? code, CaseFacts facts) =>
        code is not null && facts.Items.TryGetValue(code, out var item) && !item.Versions.IsDefaultOrEmpty && item.InForce(facts.Now) is null;

    internal static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // 5.2e: the date the limit would mean today is the clock's own.
    private static ClockFacts DueIfAccepted(ServiceItem item, CaseState state, CaseFacts facts) => CaseClocks.Summary(
        state with { Item = item.Code, ItemVersion = item.Version, Status = CaseStates.InStage, CountsFrom = facts.Now, AcceptedAt = facts.Now, HallLimit = HallPages.LimitOf(facts.HallOf(state), item) }, facts);
}
