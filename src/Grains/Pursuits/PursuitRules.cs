using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Pursuits;

/// <summary>What a decision on a pursuit must know.</summary>
/// <param name="Halls">The person's hall and those above it, nearest first.</param>
/// <param name="Person">Whom it is about; null: no longer known.</param>
/// <param name="Seniors">Who stands above the person, nearest first.</param>
/// <param name="Involved">Everybody who owned the ground case or worked on it.</param>
public sealed record PursuitFacts(
    Instant Now, Caller Caller, StaffSnapshot? Actor, ImmutableArray<HallDefinition> Halls, HallHours Hours, StaffSnapshot? Person, ImmutableArray<StaffSnapshot> Seniors, ImmutableHashSet<string> Involved)
{
    public bool Supervises => Caller.Is(Roles.Supervisor);

    /// <summary>A head of the person's hall or of one above.</summary>
    public bool Heads => !Supervises && Actor is { Level: >= StaffLevel.L3 } a && Halls.Any(h => h.Code == a.Hall);
}

/// <summary>
/// 责任追究制 (5.6e, §11): proposed by a rule or a head, told, heard, decided by somebody not involved, appealed to the next level. Defence never aggravates
/// (公务员法 63); effects wait for the appeal limit, suspension excepted.
/// </summary>
public static class PursuitRules
{
    public const string Clause = "5.6e";

    /// <summary>What a red card proposes: talk and criticism.</summary>
    public const int RedCardLevel = 2;

    /// <summary>What a section's third measure of this level or more in a quarter proposes against its head: the same.</summary>
    public const int SharedLevel = 2;

    public const int SharedFrom = 3;

    public const int Suspension = 4;
    public const int MostLevel = 6;
    private const int HearingDays = 5;
    private const int AppealDays = 10;
    private const int AnswerDays = 15;

    private static readonly ImmutableArray<string> Measures = ["exempt", "reminder", "talk", "self-check", "suspension", "transfer", "discipline"];

    public static Decision Open(PursuitState state, OpenPursuit command, PursuitFacts facts)
    {
        if (state.Proposed is not null) return Decision.Nothing;
        if (facts.Halls.IsDefaultOrEmpty) return Decision.Refuse(Codes.NotFound);
        return Decision.Append(Proposal(new(facts.Halls[0].Code, command.Staff, Clause, RedCardLevel, Caller.SystemAccount, default, Case: command.Case, Card: command.Card), facts));
    }

    public static Decision OpenHead(PursuitState state, OpenHeadPursuit command, PursuitFacts facts)
    {
        if (state.Proposed is not null) return Decision.Nothing;
        if (facts.Halls.IsDefaultOrEmpty) return Decision.Refuse(Codes.NotFound);
        return Decision.Append(Proposal(new(facts.Halls[0].Code, command.Staff, Clause, SharedLevel, Caller.SystemAccount, default, Pursuits: command.Pursuits), facts));
    }

    /// <summary>
    /// The head shares (§11): of the measures that stand in a section in a quarter, every three propose against the head. All there are, not the newest only:
    /// whoever counts finds what another's count came too early for.
    /// </summary>
    /// <param name="decided">The quarter's measures in the section, against others than its head.</param>
    internal static IEnumerable<ImmutableArray<string>> HeadsShares(IEnumerable<(string Number, Instant At)> decided) => decided
        .OrderBy(d => d.At).ThenBy(d => d.Number, StringComparer.Ordinal).Select(d => d.Number).Chunk(SharedFrom).Where(c => c.Length == SharedFrom).Select(c => c.ToImmutableArray());

    /// <summary>Year and quarter of the hall's calendar.</summary>
    internal static (int Year, int Quarter) QuarterOf(Instant at)
    {
        var day = HallHours.DateOf(at);
        return (day.Year, (day.Month + 2) / 3);
    }

    public static Decision Propose(PursuitState state, ProposePursuit command, PursuitFacts facts)
    {
        if (facts.Halls.IsDefaultOrEmpty) return Decision.Refuse(Codes.NotFound);
        if (facts.Actor is not { } actor || (!facts.Supervises && !facts.Heads)) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Number == command.Staff) return Decision.Refuse(Codes.ConflictOfInterest);
        if (state.Proposed is not null) return Decision.Refuse(Codes.StageOrder, "It is proposed already.");
        if (Wrong(command) is { } invalid) return Decision.Refuse(invalid);
        return Decision.Append(Proposal(new(
            facts.Halls[0].Code, command.Staff!, command.Clause!, command.Level, actor.Number, default, Case: command.Ground!.Case, Complaint: command.Ground.Complaint, Inspection: command.Ground.Inspection,
            Facts: command.Facts), facts));
    }

    /// <summary>What is wrong with the words of a proposal; asked before its ground is looked for.</summary>
    internal static Refusal? Wrong(ProposePursuit command)
    {
        var content = new Content().Needs(Codes.ReasonMissing, "facts", command.Facts);
        string?[] grounds = [command.Ground?.Case, command.Ground?.Complaint, command.Ground?.Inspection];
        content.Fields.Code("staff", command.Staff).Code("clause", command.Clause).If(command.Level is < 1 or > MostLevel, "level", "not-1-to-6")
            .If(grounds.Count(g => g is not null) != 1 || command.Ground is { Pursuits.IsDefaultOrEmpty: false }, "ground", "exactly-one-of: case, complaint, inspection");
        foreach (var ground in grounds) content.Fields.Code("ground", ground, required: false);
        return content.Refusal;
    }

    /// <summary>A card taken back takes its proposal with it, as long as nobody has decided.</summary>
    public static Decision CardCancelled(PursuitState state) =>
        state is { Proposed.Card: not null, Decided: null, Closed: null } ? Decision.Append(new PursuitClosed("revoked", "card-cancelled")) : Decision.Nothing;

    public static Decision Decide(PursuitState state, PursuitCommand command, PursuitFacts facts)
    {
        // Who may not know of it learns nothing from a refusal either.
        if (state.Proposed is not { } proposed || !MayKnow(state, facts)) return Decision.Refuse(Codes.NotFound);
        return command switch
        {
            SpeakInPursuit c => Speak(state, proposed, c, facts),
            DecidePursuit c => Decide(state, proposed, c, facts),
            AppealPursuit c => Appeal(state, proposed, c, facts),
            AnswerPursuitAppeal c => Answer(state, proposed, c, facts),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    /// <summary>The person named, whoever proposed it, heads of the hall and above, supervisors, auditors.</summary>
    internal static bool MayKnow(PursuitState state, PursuitFacts facts) =>
        state.Proposed is { } p && (facts.Caller.IsSystem || facts.Supervises || facts.Caller.Is(Roles.Auditor) || facts.Heads || (facts.Caller.Staff is { } me && (me == p.Staff || me == p.By)));

    /// <summary>The names of what this caller may do now, as the path calls them.</summary>
    internal static IEnumerable<string> Allowed(PursuitState state, PursuitFacts facts)
    {
        if (state.Proposed is not { } p || facts.Caller.Staff is not { } me) yield break;
        if (state.Step == "proposed" && me == p.Staff) yield return "hearing";
        if (state.Step == "heard" && (MayNotDecide(state, p.Level, facts) is null || (facts.Supervises && MayNotDecide(state, 0, facts) is null))) yield return "decision";
        if (state.Step == "decided" && me == p.Staff) yield return "appeal";
        if (state.Step == "appealed" && MayNotAnswer(state, facts) is null) yield return "appeal-answer";
    }

    internal static string MeasureOf(int level) => Measures[level];

    /// <summary>Who decides a measure: L3 reminds, L4 talks and has it checked, L5 everything graver.</summary>
    internal static StaffLevel DeciderOf(int level) => level switch { <= 1 => StaffLevel.L3, <= 3 => StaffLevel.L4, _ => StaffLevel.L5 };

    private static Decision Speak(PursuitState state, PursuitProposed proposed, SpeakInPursuit command, PursuitFacts facts)
    {
        if (facts.Caller.Staff != proposed.Staff) return Decision.Refuse(Codes.NotPermitted);
        if (state is { Step: "heard", Heard.By: null }) return Decision.Refuse(Codes.AlreadyLate);
        if (state.Step != "proposed") return Wrong(state, facts);
        var content = new Content().Needs(Codes.ReasonMissing, "statement", command.Statement);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new PursuitHeard(proposed.Staff, command.Statement));
    }

    private static Decision Decide(PursuitState state, PursuitProposed proposed, DecidePursuit command, PursuitFacts facts)
    {
        var known = command.Level is >= 0 and <= MostLevel;
        if (MayNotDecide(state, known ? command.Level : proposed.Level, facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.Step != "heard") return Wrong(state, facts);
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        content.Fields.If(!known, "level", "not-0-to-6").If(known && command.Level > proposed.Level, "level", "graver-than-proposed");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var actor = facts.Actor!;
        if (command.Level == 0)
            return Decision.Append(new PursuitDecided(actor.Number, actor.Level, 0, null, command.Reason), new PursuitClosed("exempt", "decision", actor.Number));
        return Decision.Append(new PursuitDecided(actor.Number, actor.Level, command.Level, Due(AppealDays, facts), command.Reason));
    }

    private static Decision Appeal(PursuitState state, PursuitProposed proposed, AppealPursuit command, PursuitFacts facts)
    {
        if (facts.Caller.Staff != proposed.Staff) return Decision.Refuse(Codes.NotPermitted);
        if (state.Closed is { Cause: "no-appeal" }) return Decision.Refuse(Codes.AlreadyLate);
        if (state.Step != "decided") return Wrong(state, facts);
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var level = NextLevel(state.Decided!);
        return Decision.Append(new PursuitAppealed(
            proposed.Staff, level, facts.Seniors.FirstOrDefault(s => s.Level >= level && s.Number != state.Decided!.By && !IsInvolved(proposed, s, facts))?.Number, Due(AnswerDays, facts), command.Reason));
    }

    private static Decision Answer(PursuitState state, PursuitProposed proposed, AnswerPursuitAppeal command, PursuitFacts facts)
    {
        if (MayNotAnswer(state, facts) is { } refusal) return Decision.Refuse(refusal);
        if (state.Step != "appealed") return Wrong(state, facts);
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        return content.Refusal is { } invalid
            ? Decision.Refuse(invalid)
            : Decision.Append(new PursuitClosed(command.Upheld ? "revoked" : "in-effect", "appeal", facts.Actor!.Number, command.Reason));
    }

    // Involvement before authority: who may not judge is told that, whatever their level.
    private static Refusal? MayNotDecide(PursuitState state, int level, PursuitFacts facts)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (IsInvolved(state.Proposed!, actor, facts)) return Refusal.Of(Codes.ConflictOfInterest);
        if (facts.Supervises) return level is 0 or MostLevel ? null : Refusal.Of(Codes.OverAuthority, "The supervisor exempts, or hands over to discipline.");
        if (level == 0) return Refusal.Of(Codes.OverAuthority, "The supervisor exempts.");
        // A small measure on a grave proposal is that proposal's decision: it needs the level of what was proposed.
        return OfLevel(actor, DeciderOf(Math.Max(level, state.Proposed!.Level)), facts);
    }

    private static Refusal? MayNotAnswer(PursuitState state, PursuitFacts facts)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (actor.Number == state.Decided?.By || IsInvolved(state.Proposed!, actor, facts)) return Refusal.Of(Codes.ConflictOfInterest);
        var level = state.Decided is { } decided ? NextLevel(decided) : DeciderOf(state.Proposed!.Level);
        // Above the bureau leaders stands the supervisor alone.
        if (facts.Supervises) return state.Decided is { ByLevel: StaffLevel.L5 } ? null : Refusal.Of(Codes.OverAuthority, $"This needs {level}.");
        return OfLevel(actor, level, facts);
    }

    private static Refusal? OfLevel(StaffSnapshot actor, StaffLevel level, PursuitFacts facts) =>
        facts.Halls.All(h => h.Code != actor.Hall) ? Refusal.Of(Codes.NotPermitted) : actor.Level < level ? Refusal.Of(Codes.OverAuthority, $"This needs {level}.") : null;

    private static StaffLevel NextLevel(PursuitDecided decided) => decided.ByLevel is < StaffLevel.L3 or StaffLevel.L5 ? StaffLevel.L5 : decided.ByLevel + 1;

    /// <summary>The person, whoever proposed it, owned or reviewed the matter, or is the person's partner of the pair.</summary>
    private static bool IsInvolved(PursuitProposed proposed, StaffSnapshot who, PursuitFacts facts) =>
        who.Number == proposed.Staff || who.Number == proposed.By || facts.Involved.Contains(who.Number) || who.Definition.Deputy == proposed.Staff || facts.Person?.Definition.Deputy == who.Number;

    private static PursuitProposed Proposal(PursuitProposed proposed, PursuitFacts facts) => proposed with
    {
        HearBy = Due(HearingDays, facts),
        Section = facts.Person?.Definition.Section,
        Decider = facts.Seniors.FirstOrDefault(s => s.Level >= DeciderOf(proposed.Level) && !IsInvolved(proposed, s, facts))?.Number,
    };

    private static Instant Due(int days, PursuitFacts facts) => DueDate.WorkingDays(facts.Hours, facts.Now, days).At!.Value;

    private static Decision Wrong(PursuitState state, PursuitFacts facts) =>
        Decision.Refuse(Refusal.Of(Codes.StageOrder, $"It is {state.Step}.") with { Allowed = [.. Allowed(state, facts)] });
}
