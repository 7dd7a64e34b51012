using System.Reflection;
using HallGrains.Grains.Ledger;

namespace HallGrains.Tests.Ledger.Stores;

/// <summary>Counts the appends that are asked for, committed or not.</summary>
public class CountingLedger : DispatchProxy
{
    private ILedger _inner = null!;
    private int _appends;

    public int Appends => Volatile.Read(ref _appends);

    public static ILedger Over(ILedger inner)
    {
        var made = Create<ILedger, CountingLedger>();
        ((CountingLedger)made)._inner = inner;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(ILedger.AppendAsync)) Interlocked.Increment(ref _appends);
        return targetMethod.Invoke(_inner, args);
    }
}
