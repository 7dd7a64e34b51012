using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Staff;

/// <summary>People and callers of the tests, and the fold that the grains use.</summary>
internal static class StaffBench
{
    internal static readonly Instant Now = DemoCity.At("2026-11-24 09:00");

    internal static StaffDefinition Person(string number = "YXCS015", StaffLevel level = StaffLevel.L1, string hall = "YXCS", string? deputy = null, params string[] lines) => new()
    {
        Number = number,
        Name = "江一",
        Hall = hall,
        Level = level,
        Section = "social-insurance",
        Lines = lines.Length == 0 ? ["unemployment"] : [.. lines],
        Deputy = deputy,
        Training = [Record(Qualification.Discipline), Record("unemployment")],
        Roles = [Roles.Staff],
    };

    internal static TrainingRecord Record(string line, string passed = "2026-01-15", string until = "2027-01-15", int score = 85, string? entered = null) =>
        new(line, null, score, DemoCity.Date(passed), DemoCity.Date(until), entered is null ? null : DemoCity.At(entered));

    internal static StaffSnapshot Snapshot(StaffDefinition person, bool onDuty = true) => new(person, onDuty, onDuty ? Now : null, 1);

    internal static StaffState Registered(StaffDefinition person, string account = Caller.SystemAccount) =>
        After(StaffState.Empty, Decision.Append(new StaffRegistered(person with { Name = person.Number }, person.Name)), Now, account);

    /// <summary>The state after the decision's entries, as the shell folds them.</summary>
    internal static StaffState After(StaffState state, Decision decision, Instant? now = null, string account = "test")
    {
        decision.Refusal.Should().BeNull();
        foreach (var draft in decision.Entries)
            state = StaffModel.Evolve(state, new(draft.Body, state.Version + 1, draft.OccurredAt ?? now ?? Now, now ?? Now, account, account, "c", false));
        return state;
    }

    internal static StaffFacts By(string? actor, StaffLevel level = StaffLevel.L1, string hall = "YXCS", string number = "YXCS015", Instant? now = null, params string[] roles) => new(
        number,
        new(actor ?? "office", actor, roles.Length == 0 ? [Roles.Staff] : [.. roles]),
        actor is null ? null : Snapshot(Person(actor, level, hall)),
        now ?? Now);

    internal static StaffFacts ByAdmin(string number = "YXCS015", Instant? now = null) => By(null, number: number, now: now, roles: Roles.Admin);

    internal static HallDefinition Hall { get; } = new()
    {
        Code = "YXCS",
        NameZh = "大厅",
        Kind = "city",
        Leader = "YXCS003",
        DeputyLeader = "YXCS004",
        Windows = [new() { Code = "YXCS-06", Name = "失业窗口", Lines = ["unemployment"] }],
        Sections = [new("social-insurance", "社会保险科", "YXCS005"), new("labour-relations", "劳动关系科", "YXCS007")],
        BureauLeaders = ["YXCS001", "YXCS002"],
    };

    internal static ImmutableArray<string> Errors(Decision decision, string field)
    {
        decision.Refusal!.Code.Should().Be(Codes.Validation);
        return decision.Refusal.Errors!.GetValueOrDefault(field, []);
    }
}
