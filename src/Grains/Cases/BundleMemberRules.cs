using System.Collections.Immutable;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>A case as a member of a bundle 一件事 (5.4k): what another received counts here, and the person rates them all once.</summary>
internal static class BundleMemberRules
{
    /// <summary>Papers the item lists and that are not there yet; what was asked for in a supplement arrives with them.</summary>
    public static Decision Decide(CaseState state, CountSharedMaterials command, CaseFacts facts)
    {
        if (state.Bundle is null || facts.ItemOf(state) is not { } item) return Decision.Nothing;
        if (state.Status is not (CaseStates.Inquiry or CaseStates.Received or CaseStates.AwaitingSupplement or CaseStates.InStage)) return Decision.Nothing;
        ImmutableArray<MaterialHandedIn> fresh = [.. command.Materials.Where(m => Papers.Find(item, m.Code) is not null && !state.Materials.ContainsKey(m.Code))];
        if (fresh.IsEmpty) return Decision.Nothing;
        var counted = new SharedMaterialsCounted(command.From, fresh);
        if (state.Status != CaseStates.AwaitingSupplement) return Decision.Append(counted);
        return Decision.Append(counted, new SupplementReceived(fresh, Papers.Missing(state, item).All(code => fresh.Any(m => m.Code == code))));
    }

    /// <summary>What it tells its bundle: everything it received itself, and whether it was rated. Null: it is in none.</summary>
    public static MemberTold? Told(string number, CaseState state) => state.Bundle is null ? null
        : new(number, state.Version, [.. state.Materials.Values.Where(m => m.From is null).Select(m => new MaterialHandedIn(m.Code, m.Form))], state.Evaluation is not null);

    /// <summary>Another member was rated: that is the bundle's one evaluation.</summary>
    public static Refusal? Rated(CaseState state, CaseFacts facts) =>
        state.Bundle is not null && facts.BundleRated ? Refusal.Of(Codes.AlreadyEvaluated, "The bundle was evaluated by another of its cases.") : null;
}
