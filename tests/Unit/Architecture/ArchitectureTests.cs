using System.Reflection;
using HallGrains.Client;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Cases;
using Orleans.Concurrency;

namespace HallGrains.Unit.Architecture;

/// <summary>What the parts may know of each other, and how grains may call. Read from the compiled program.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Contracts = typeof(Caller).Assembly;
    private static readonly Assembly Grains = typeof(CaseRules).Assembly;
    private static readonly Assembly Gateway = typeof(HallGateway).Assembly;

    /// <summary>gateway → Window → Hall → Case → registries (decision 11). What is not named stands above all: monitors, timekeepers, reports.</summary>
    private static readonly Type[][] Downward =
    [
        [typeof(IWindowGrain)],
        [typeof(IHallGrain)],
        [typeof(IIntakeGrain)],
        [typeof(ICaseGrain)],
        [typeof(IStaffGrain), typeof(IServiceItemGrain), typeof(ICalendarGrain), typeof(IHallRegistryGrain), typeof(ICityCatalogueGrain)],
    ];

    /// <summary>What is told after the commit, from a timer or a timekeeper's turn: it may go anywhere.</summary>
    private static readonly string[] Told = ["TellAsync", "TellDeputyAsync", "DeputyToldAsync", "DeskOfferedAsync", "LeftWindowAsync", "WakeAsync"];

    public static TheoryData<string> GrainMethods => [.. Contracts.GetTypes().Where(IsGrain).SelectMany(t => t.GetMethods().Where(m => !m.IsStatic).Select(m => $"{t.Name}.{m.Name}")).Distinct()];

    [Theory]
    [MemberData(nameof(GrainMethods))]
    public void Every_method_of_a_grain_says_who_may_call_it(string name)
    {
        var methods = Contracts.GetTypes().Where(t => IsGrain(t) && name.StartsWith(t.Name + ".", StringComparison.Ordinal)).SelectMany(t => t.GetMethods()).Where(m => name.EndsWith("." + m.Name, StringComparison.Ordinal));
        foreach (var method in methods)
        {
            var marks = method.GetCustomAttributes().Count(a => a is InsideAttribute or AnyoneAttribute or AllowAttribute { Roles.Count: > 0 });
            marks.Should().Be(1, $"{name} is closed to all until it is marked [Inside], [Allow(roles)] or [Anyone] (and by one of them)");
        }
    }

    [Fact]
    public void Whom_roles_are_asked_of_stands_in_the_arguments()
    {
        var blind = from grain in Contracts.GetTypes().Where(IsGrain)
                    from method in grain.GetMethods()
                    where method.IsDefined(typeof(AllowAttribute)) && !method.GetParameters().Any(p => p.ParameterType == typeof(Caller) || p.ParameterType == typeof(CommandMeta))
                    select $"{grain.Name}.{method.Name}";
        blind.Should().BeEmpty();
    }

    [Fact]
    public void Grains_call_in_one_direction_and_read_snapshots_anywhere()
    {
        var calls = CalledMethods.In(Grains).Where(c => c.Called.DeclaringType is { } t && IsGrain(t) && t.Assembly == Contracts).Distinct().ToList();
        calls.Should().NotBeEmpty();
        var upward = from call in calls
                     let method = (MethodInfo)call.Called
                     where !method.IsDefined(typeof(AlwaysInterleaveAttribute)) && !Told.Contains(method.Name)
                     from own in Layer(call.From.GetInterfaces())
                     from target in Layer([method.DeclaringType!])
                     where target <= own
                     select $"{call.From.Name} calls {method.DeclaringType!.Name}.{method.Name}";
        upward.Should().BeEmpty();
    }

    [Fact]
    public void Contracts_know_nobody() => References(Contracts).Should().OnlyContain(r => IsSystem(r) || r.StartsWith("Orleans.", StringComparison.Ordinal) || r.StartsWith("NodaTime", StringComparison.Ordinal));

    [Fact]
    public void Grains_know_no_database_and_no_http() =>
        References(Grains).Should().NotContain(r => r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || r.StartsWith("System.Net.Http", StringComparison.Ordinal)
            || r.StartsWith("System.Data", StringComparison.Ordinal) || r.StartsWith("Npgsql", StringComparison.Ordinal) || r.Contains("Sqlite", StringComparison.Ordinal)
            || r == "HallGrains.Silo" || r == "HallGrains.Client");

    [Fact]
    public void The_gateway_knows_the_contracts_only() =>
        References(Gateway).Where(r => r.StartsWith("HallGrains.", StringComparison.Ordinal)).Should().Equal("HallGrains.Contracts");

    [Fact]
    public void Rules_use_no_wall_clock_and_no_chance()
    {
        string[] banned = ["get_Now", "get_UtcNow", "get_Today", "NewGuid", "CreateVersion7", "get_TickCount", "get_TickCount64", "GetTimestamp"];
        var used = from call in CalledMethods.In(Grains)
                   let name = call.From.Name
                   where name.EndsWith("Rules", StringComparison.Ordinal) || name.EndsWith("State", StringComparison.Ordinal) || name.EndsWith("Fold", StringComparison.Ordinal)
                       || name.EndsWith("Clocks", StringComparison.Ordinal) || name.EndsWith("Due", StringComparison.Ordinal)
                   where (banned.Contains(call.Called.Name) && call.Called.DeclaringType!.Namespace is "System" or "System.Diagnostics")
                       || call.Called.DeclaringType == typeof(Random) || call.Called.DeclaringType == typeof(NodaTime.SystemClock)
                       || call.Called.DeclaringType == typeof(System.Security.Cryptography.RandomNumberGenerator)
                   select $"{name}: {call.Called.DeclaringType!.Name}.{call.Called.Name}";
        used.Should().BeEmpty();
    }

    private static IEnumerable<int> Layer(IEnumerable<Type> interfaces) => Enumerable.Range(0, Downward.Length).Where(i => Downward[i].Intersect(interfaces).Any());

    private static bool IsGrain(Type type) => type.IsInterface && typeof(IGrain).IsAssignableFrom(type);

    private static bool IsSystem(string name) => name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(r => r.Name!);
}
