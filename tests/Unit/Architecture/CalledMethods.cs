using System.Reflection;
using System.Reflection.Emit;

namespace HallGrains.Unit.Architecture;

/// <summary>Which methods a program calls, read from its compiled bodies.</summary>
internal static class CalledMethods
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly byte[] CallCodes = [(byte)OpCodes.Call.Value, (byte)OpCodes.Callvirt.Value, (byte)OpCodes.Newobj.Value];

    /// <summary>Each call with the outermost type it stands in; async bodies and lambdas count for the type that wrote them.</summary>
    public static IEnumerable<(Type From, MethodBase Called)> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        from called in Of(type, method)
        select (Outermost(type), called);

    // A byte that only looks like a call names no method, or one nobody asks about.
    private static IEnumerable<MethodBase> Of(Type type, MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } body) yield break;
        Type[]? ofType = type.IsGenericType ? type.GetGenericArguments() : null, ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i + 4 < body.Length; i++)
        {
            if (!CallCodes.Contains(body[i])) continue;
            MethodBase? called;
            try
            {
                called = type.Module.ResolveMethod(BitConverter.ToInt32(body, i + 1), ofType, ofMethod);
            }
            catch (Exception e) when (e is ArgumentException or BadImageFormatException or MissingMemberException or TypeLoadException)
            {
                continue;
            }

            if (called is not null) yield return called;
        }
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }
}
