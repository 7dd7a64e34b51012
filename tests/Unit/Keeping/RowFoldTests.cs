using System.Reflection;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Hosting;

namespace HallGrains.Unit.Keeping;

public sealed class RowFoldTests
{
    [Fact]
    public void Every_kind_of_stream_has_a_fold_that_makes_its_rows_anew()
    {
        var streams = from type in typeof(CaseRules).Assembly.GetTypes()
                      from state in StatesOf(type)
                      select state.Name;

        var folds = new RowFolds(new StreamServices(null!, EntryCodec.Standard, null!, new()), null!, new HallHoursCache(new()), new HallSecrets(new byte[32], new byte[32]));

        folds.All.Select(f => f.State.Name).Should().BeEquivalentTo(streams.Distinct(), "a kind without a fold in RowFolds cannot be rebuilt or reconciled");
        folds.Of("case/1").Should().NotBeNull();
        folds.Of("case").Should().BeNull();
        folds.Of("").Should().BeNull();
    }

    /// <summary>What a grain folds: its stream, or its days; or the model that it keeps.</summary>
    private static IEnumerable<Type> StatesOf(Type type)
    {
        if (type.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(StreamGrain<>)) yield return b.GetGenericArguments()[0];
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (field.FieldType is not { IsGenericType: true, ContainsGenericParameters: false } f) continue;
            var kept = f.GetGenericTypeDefinition();
            if (kept == typeof(StreamModel<>) || (kept == typeof(DailyStream<>) && type.IsAssignableTo(typeof(Grain)))) yield return f.GetGenericArguments()[0];
        }
    }
}
