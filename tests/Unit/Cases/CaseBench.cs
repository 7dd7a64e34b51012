using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Unit.Cases;

/// <summary>
/// A case of the demo city on the bench: given its state so far, when somebody commands, then entries or a refusal. What is committed goes through the
/// ledger's JSON before it is folded, so that nothing lives only in memory.
/// </summary>
internal sealed class CaseBench
{
    public const string Guide = "YXCS019", Handler = "YXCS015", Reviewer = "YXCS009", Decider = "YXCS005", Leader = "YXCS003", Bureau = "YXCS001";
    public const string Colleague = "YXCS014", Supervisor = "YXCS021", Person = "person", Hall = "YXCS";
    public const string Id = "999900199003070010", Number = "YXCS-20261124-000017-K";

    private static readonly JsonSerializerOptions Json = Options();
    private static readonly ImmutableDictionary<string, HallDefinition> AllHalls;
    private static readonly ImmutableDictionary<string, StaffDefinition> AllStaff;
    private static readonly ImmutableDictionary<string, ServiceItem> AllItems;
    private static readonly ImmutableDictionary<string, HallHours> AllHours;
    private readonly HashSet<string> _offDuty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<StaffDefinition, StaffDefinition>> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ItemSnapshot> _items = AllItems.ToDictionary(i => i.Key, i => new ItemSnapshot(i.Key, [new(i.Value, Long, null)], 1), StringComparer.Ordinal);
    private readonly Dictionary<string, HallDefinition> _halls = AllHalls.ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal);

    static CaseBench()
    {
        var city = JsonNode.Parse(File.ReadAllText(Repository.PathOf("data", "halls.json")))!;
        AllStaff = city["staff"]!.Deserialize<StaffDefinition[]>(Json)!.ToImmutableDictionary(s => s.Number);
        AllHalls = city["halls"]!.Deserialize<HallDefinition[]>(Json)!.Select(h => h with
        {
            Staff = [.. AllStaff.Values.Where(s => s.Hall == h.Code).Select(s => s.Number).Order(StringComparer.Ordinal)],
            Supervisors = [.. AllStaff.Values.Where(s => s.Hall == h.Code && s.Roles.Contains(Roles.Supervisor)).Select(s => s.Number)],
            // In the order of the file: a dictionary of strings has another one in each process.
            BureauLeaders = [.. AllStaff.Values.Where(s => s.Hall == h.Code && s.Level == StaffLevel.L5).Select(s => s.Number).Order(StringComparer.Ordinal)],
            Sections = h.Code == Hall
                ? [new("social-insurance", "社会保险科", "YXCS005"), new("employment-talent", "就业人才科", "YXCS006"), new("labour-relations", "劳动关系科", "YXCS007")]
                : h.Sections,
        }).ToImmutableDictionary(h => h.Code);
        AllHours = AllHalls.Keys.ToImmutableDictionary(h => h, DemoCity.Hours);
        AllItems = JsonNode.Parse(File.ReadAllText(Repository.PathOf("data", "service-items.json")))!["items"]!.Deserialize<ServiceItem[]>(Json)!.Select(Grains.Catalogue.ItemCheck.Complete).ToImmutableDictionary(i => i.Code);
    }

    private static Instant Long => DemoCity.At("2026-01-01 00:00");

    public CaseState State { get; private set; } = CaseState.None;

    public Instant Now { get; private set; } = DemoCity.At("2026-11-24 09:00");

    public WindowSnapshot? Window { get; set; }

    /// <summary>The window the caller stands at when a seal is used.</summary>
    public WindowSnapshot? Sealing { get; set; }

    public Instant? ToleranceBarredUntil { get; set; }

    /// <summary>The draw of this case, 0-99.</summary>
    public int SampleDraw { get; set; } = 99;

    public ImmutableArray<Recorded> Entries { get; private set; } = [];

    public static CaseBench ACase() => new();

    public static ServiceItem Item(string code) => AllItems[code];

    public CaseBench At(string local)
    {
        Now = DemoCity.At(local);
        return this;
    }

    public CaseBench Later(Duration by)
    {
        Now += by;
        return this;
    }

    public CaseBench OffDuty(string staff)
    {
        _offDuty.Add(staff);
        return this;
    }

    public CaseBench Staff(string number, Func<StaffDefinition, StaffDefinition> change)
    {
        _changed[number] = change;
        return this;
    }

    /// <summary>The person's training for this line (or discipline) ends on that day.</summary>
    public CaseBench Untrained(string number, string line, string? until = null) => Staff(number, s => s with
    {
        Training = until is null
            ? [.. s.Training.Where(t => t.Line != line)]
            : [.. s.Training.Select(t => t.Line == line ? t with { ValidUntil = DemoCity.Date(until) } : t)],
    });

    public CaseBench ItemVersions(string code, params ItemVersionInForce[] versions)
    {
        _items[code] = new(code, [.. versions], 2);
        return this;
    }

    public CaseBench HallAs(string code, Func<HallDefinition, HallDefinition> change)
    {
        _halls[code] = change(_halls[code]);
        return this;
    }

    public CaseBench Given(Func<CaseState, CaseState> change)
    {
        State = change(State);
        return this;
    }

    public static Caller CallerOf(string actor) => actor switch
    {
        Person => Caller.Anonymous,
        Supervisor => new("supervisor", Supervisor, [Roles.Staff, Roles.Supervisor]),
        "stranger" => Caller.Anonymous,
        "auditor" => new("auditor", null, [Roles.Auditor]),
        "admin" => new("admin", null, [Roles.Admin]),
        "social" => new("social", null, [Roles.SocialSupervisor]),
        "system" => Caller.System,
        ['Y', .., '#', _, _] => new("evaluator", null, [Roles.Device], null, actor.Replace('#', '-')),
        _ => new(actor, actor, [Roles.Staff]),
    };

    public CaseFacts Facts(string actor)
    {
        var caller = CallerOf(actor);
        return new()
        {
            Now = Now, Caller = caller, CodeShown = actor == Person, ApplicantKey = "key-of-the-applicant", Window = Window,
            Sealing = Sealing, SealingAt = Sealing is null ? null : "YXCS-06", ToleranceBarredUntil = ToleranceBarredUntil, SampleDraw = SampleDraw,
            Staff = AllStaff.Values.Select(s => _changed.TryGetValue(s.Number, out var change) ? change(s) : s)
                .ToImmutableDictionary(s => s.Number, s => new StaffSnapshot(s, !_offDuty.Contains(s.Number), Long, 1)),
            Halls = _halls.ToImmutableDictionary(),
            Hours = AllHours,
            Items = _items.ToImmutableDictionary(),
        };
    }

    /// <summary>Decides without committing.</summary>
    public Decision When(string actor, CaseCommand command) => CaseRules.Decide(State, command, Facts(actor));

    public Refusal Refused(string actor, CaseCommand command)
    {
        var decision = When(actor, command);
        decision.Refusal.Should().NotBeNull("{0} by {1} was to be refused", command.GetType().Name, actor);
        decision.Entries.Should().BeEmpty();
        return decision.Refusal!;
    }

    /// <summary>Decides, commits and folds.</summary>
    public CaseBench Do(string actor, CaseCommand command)
    {
        var decision = When(actor, command);
        decision.Refusal.Should().BeNull("{0} by {1} was to be done", command.GetType().Name, actor);
        return Commit(decision, CallerOf(actor).Actor);
    }

    public CaseBench Commit(Decision decision, string actor)
    {
        foreach (var draft in decision.Entries)
        {
            var written = EntryCodec.Standard.Encode(draft.Body, draft.OccurredAt ?? Now, draft.Actor ?? actor, "key");
            var read = EntryCodec.Standard.Decode(written.Kind, written.Schema, written.Data, written.Private?.Json);
            var recorded = new Recorded(read, State.Version + 1, draft.OccurredAt ?? Now, Now, draft.Actor ?? actor, actor, "c", false);
            State = CaseFold.Evolve(State, recorded);
            Entries = Entries.Add(recorded);
        }

        return this;
    }

    /// <summary>The timekeeper comes by: what fell due is recorded.</summary>
    public CaseBench Woken(string? at = null)
    {
        if (at is not null) At(at);
        return Commit(new(CaseDue.Fallen(State, Facts("system"), Now), null, ImmutableSortedDictionary<string, string>.Empty), "system");
    }

    public IEnumerable<T> Of<T>() => Entries.Select(e => e.Body).OfType<T>();

    public CaseView View(string actor) => CaseViews.Of(Number, State, Facts(actor));

    // The usual commands, honest as they stand.

    public static OpenInquiry Opening { get; } = new(
        Hall, "YXCS-00", null, "onsite", new("秦小满", "unemployed", Phone: "13800005678"), "失业了能领什么？", "UNE-BENEFIT");

    public static GiveNotices Notices { get; } = new(new("eligible", "失业保险条例 14"), "申领表、身份证或社保卡", "六号窗口或网上办理", "承诺5个工作日");

    public static Applicant TheApplicant { get; } = new("秦小满", IdNumber: Id, Phone: "13800005678", Address: "宁江市南浦区学府路8号3栋201");

    public static SubmitApplication Application(params string[] materials) => new("UNE-BENEFIT", TheApplicant, 1800, Papers(materials));

    public static ImmutableArray<MaterialHandedIn> Papers(params string[] codes) => [.. codes.Select(c => new MaterialHandedIn(c, "original"))];

    public static string[] AllPapers { get; } = ["unemployment-form", "id-or-card"];

    public static RequestSupplement Request(params string[] codes) => new([.. codes.Select(c => new MissingMaterial(c, "未提交", "现场填写"))]);

    public static FinishStage Finish(string stage, string? to) => new("pass", "材料齐全，符合条件", to is null ? null : new(Staff: to)) { Stage = stage };

    public static DecideCase Grant(decimal? amount = 1800) => new("granted", "符合条件，同意", Amount: amount);

    public static DecideCase Deny() => new("denied", "不符合条件", "失业保险条例 14", "60日内可申请行政复议");

    public static string[] Needed(string item) => [.. Item(item).Materials.Where(m => m.Need == "required" && m.Source != "department-shared").Select(m => m.Code)];

    // How far the case has come.

    /// <summary>Any item, received with these papers by somebody of its line.</summary>
    public CaseBench Received(string item, string by, decimal? amount = null, params string[] papers) => Opened(by, Opening with { ServiceItem = item }).Do(by, Notices)
        .Do(by, new SubmitApplication(item, TheApplicant, amount, Papers(papers)));

    public CaseBench Opened(string by = Guide, OpenInquiry? command = null) => Do(by, command ?? Opening);

    /// <summary>Opened and answered by the handler, who owns it.</summary>
    public CaseBench Answered(string by = Handler) => Opened(by).Do(by, Notices);

    public CaseBench Applied(params string[] materials) => Answered().Do(Handler, Application(materials));

    public CaseBench Accepted() => Applied(AllPapers).Do(Handler, new AcceptCase());

    public CaseBench AtRecheck() => Accepted().Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer);

    public CaseBench AtDecision() => AtRecheck().Do(Reviewer, Finish("recheck", Decider)).Takes(Decider);

    public CaseBench IsDecided() => AtDecision().Do(Decider, Grant());

    public CaseBench IsDelivered() => IsDecided().Do(Decider, new DeliverCase("pickup", "本人签收"));

    /// <summary>An instant item 即办件, received whole by its handler.</summary>
    public CaseBench Instant(string item = "UNE-REG") => Opened(Handler, Opening with { ServiceItem = item }).Do(Handler, Notices)
        .Do(Handler, new SubmitApplication(item, TheApplicant, null, Papers([.. Item(item).Materials.Where(m => m.Need == "required" && m.Source != "department-shared").Select(m => m.Code)])));

    public CaseBench Takes(string by) => Do(by, new AcceptHandoff { HandoffId = State.Offer!.Id });

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        options.Converters.Add(new JsonStringEnumConverter());
        return options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
    }
}
