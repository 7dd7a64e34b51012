using System.Reflection;
using System.Runtime.CompilerServices;
using HallGrains.Contracts.Common;
using Orleans.Serialization.Invocation;

namespace HallGrains.Unit.Privacy;

/// <summary>A call that is late or lost is logged by its own words (must-hold 27): those are names of methods, never what was said in it.</summary>
public class WordsInLogsTests
{
    private const string Planted = "秦小满13899990001";

    public static TheoryData<string> Calls => [.. Invokables.Select(t => t.Name)];

    private static IEnumerable<Type> Invokables => typeof(Caller).Assembly.GetTypes().Where(t => typeof(IInvokable).IsAssignableFrom(t) && t is { IsAbstract: false, ContainsGenericParameters: false });

    [Fact]
    public void There_are_calls_to_look_at() => Invokables.Count().Should().BeGreaterThan(50);

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_in_words_says_nothing_of_what_was_said(string name)
    {
        var call = (IInvokable)Activator.CreateInstance(Invokables.Single(t => t.Name == name))!;
        for (var i = 0; i < call.GetArgumentCount(); i++)
        {
            var type = call.GetMethod().GetParameters()[i].ParameterType;
            if (Filled(type) is { } argument) call.SetArgument(i, argument);
        }

        call.ToString().Should().NotContain(Planted);
    }

    private static object? Filled(Type type)
    {
        if (type == typeof(string)) return Planted;
        if (type.IsValueType || type.IsInterface || type.IsArray || type == typeof(CancellationToken)) return null;
        if (type.IsAbstract) return type.Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(type)).Select(Filled).FirstOrDefault(f => f is not null && f.ToString()!.Contains(Planted, StringComparison.Ordinal));
        var filled = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.FieldType == typeof(string))) field.SetValue(filled, Planted);
        return filled;
    }
}
