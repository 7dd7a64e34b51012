namespace HallGrains.Contracts.Common;

/// <summary>
/// References to grains for paths that every command takes: <c>GetGrain&lt;T&gt;</c> reads the interface's attributes anew at each call, which was a
/// seventh of all the grains' work. What it finds is fixed by the contracts, so it is asked once for each interface.
/// </summary>
public static class GrainReferences
{
    /// <summary>The same reference as <c>GetGrain&lt;T&gt;(key)</c>.</summary>
    public static T Ref<T>(this IGrainFactory grains, string key) where T : IGrainWithStringKey
    {
        // Of this kind of factory: a test's may know grains that no cluster has.
        if (Known<T>.Kind is { } kind && kind.Factory == grains.GetType()) return (T)grains.GetGrain(GrainId.Create(kind.Grain, key), kind.Interface);
        var found = grains.GetGrain<T>(key);
        if (found is GrainReference reference) Known<T>.Kind = new(reference.GrainId.Type, reference.InterfaceType, grains.GetType());
        return found;
    }

    private static class Known<T>
    {
        public static volatile Kind? Kind;
    }

    private sealed record Kind(GrainType Grain, GrainInterfaceType Interface, Type Factory);
}
