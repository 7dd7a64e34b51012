using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Pursuits;
using HallGrains.Grains.Shell;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Pursuits;

/// <summary>A pursuit in the demo city on the bench, from Tuesday 2026-11-24 09:00 on; what is committed goes through the ledger's JSON before it is folded.</summary>
internal sealed class PursuitBench
{
    public const string Person = "YXCS015", Partner = "YXCS017", Head = "YXCS005", Leader = "YXCS003", Deputy = "YXCS004", Bureau = "YXCS001", SecondBureau = "YXCS002", Supervisor = "YXCS021";
    public const string Case = "YXCS-20261124-000017-K", Number = "PUR-YXCS-0123456789AB";

    private static readonly CityFile City = CityFile.Read(Repository.PathOf("data"));

    public PursuitState State { get; private set; } = PursuitState.None;

    public Instant Now { get; private set; } = DemoCity.At("2026-11-24 09:00");

    /// <summary>Who owned the ground case or worked on it.</summary>
    public ImmutableHashSet<string> Involved { get; set; } = [Person];

    public ImmutableArray<EntryDraft> Entries { get; private set; } = [];

    public static ProposePursuit Proposal(int level = 3, string staff = Person) => new(staff, new(Case: Case), "5.6e", level, "收件后三日未处理");

    /// <summary>A red card's proposal, level 2.</summary>
    public static PursuitBench Opened(params string[] involved)
    {
        var bench = new PursuitBench();
        bench.Involved = bench.Involved.Union(involved);
        bench.Open().Refusal.Should().BeNull();
        return bench;
    }

    public static PursuitBench Proposed(int level, string by = Head)
    {
        var bench = new PursuitBench();
        bench.Propose(by, Proposal(level)).Refusal.Should().BeNull();
        return bench;
    }

    public PursuitBench Spoken() => Does(Person, new SpeakInPursuit("系统中断两小时"));

    public PursuitBench Decided(string by, int level) => Does(by, new DecidePursuit(level, "事实清楚"));

    public PursuitBench Appealed() => Does(Person, new AppealPursuit("责任认定有误"));

    public void Follow(string what) => Commit(Decision.Append(new PursuitFollowed(what)), Caller.SystemAccount);

    public PursuitBench At(string time)
    {
        Now = DemoCity.At(time);
        return this;
    }

    public Decision Open() => Commit(PursuitRules.Open(State, new("YXCS", Person, Case, "c2", "promised"), Facts(Caller.SystemAccount)), Caller.SystemAccount);

    public Decision Propose(string by, ProposePursuit command, params string[] roles) => Commit(PursuitRules.Propose(State, command, Facts(by, roles)), by);

    public Decision CardCancelled() => Commit(PursuitRules.CardCancelled(State), Caller.SystemAccount);

    public PursuitBench Does(string by, PursuitCommand command)
    {
        Try(by, command).Should().BeNull($"{by} {command.GetType().Name}");
        return this;
    }

    /// <summary>The code of the refusal, or null.</summary>
    public string? Try(string by, PursuitCommand command) => Refused(by, command)?.Code;

    public Refusal? Refused(string by, PursuitCommand command)
    {
        Fall();
        return Commit(PursuitRules.Decide(State, command, Facts(by)), by).Refusal;
    }

    /// <summary>What fell due, as the shell records it before a command and at a wake.</summary>
    public ImmutableArray<EntryDraft> Fall()
    {
        var due = PursuitState.Fallen(State, Now);
        Commit(new(due, null, Decision.Nothing.Made), Caller.SystemAccount);
        return due;
    }

    public SummaryRow Row() => PursuitState.Model(Number).Summarise(State);

    public IEnumerable<string> Allowed(string by) => PursuitRules.Allowed(State, Facts(by));

    public bool Knows(string by, params string[] roles) => PursuitRules.MayKnow(State, Facts(by, roles));

    public PursuitFacts Facts(string by, params string[] roles)
    {
        var halls = ImmutableArray.CreateBuilder<HallDefinition>();
        for (var at = City.Halls.Single(h => h.Code == "YXCS"); at is not null; at = City.Halls.FirstOrDefault(h => h.Code == at.Parent)) halls.Add(at);
        var actor = City.Staff.Any(s => s.Number == by) ? Snapshot(by) : null;
        var caller = by == Caller.SystemAccount ? Caller.System : new Caller(by, actor?.Number, [.. actor?.Definition.Roles ?? [], .. roles]);
        return new(
            Now, caller, actor, halls.ToImmutable(), DemoCity.Hours("YXCS"), Snapshot(Person), [.. Grains.Staff.Heads.Upward(halls.ToImmutable(), Snapshot(Person).Definition.Section, Person).Select(Snapshot)], Involved);
    }

    private static StaffSnapshot Snapshot(string number) => new(City.Staff.Single(s => s.Number == number), true, null, 1);

    private Decision Commit(Decision decision, string by)
    {
        foreach (var draft in decision.Entries)
        {
            var written = EntryCodec.Standard.Encode(draft.Body, draft.OccurredAt ?? Now, by, "p");
            var read = EntryCodec.Standard.Decode(written.Kind, written.Schema, written.Data, written.Private?.Json);
            State = PursuitState.Evolve(State, new(read, State.Version + 1, draft.OccurredAt ?? Now, Now, draft.Actor ?? by, by, "c", false));
        }

        Entries = Entries.AddRange(decision.Entries);
        return decision;
    }
}
