using System.Collections.Concurrent;
using System.Reflection;
using HallGrains.Contracts.Common;
using Microsoft.Extensions.Logging;

namespace HallGrains.Grains.Filters;

/// <summary>
/// Rights 权限 at the grain's door, whoever calls: a method of the contracts names its roles, and what is for the hall itself is closed to
/// gateways. A gateway can say who acts; it cannot make itself the hall. A method that names nobody is closed to all.
/// </summary>
public sealed partial class AuthorityFilter(ILogger<AuthorityFilter> logger) : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, Rule> _rules = new();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod is { } method && IsOurs(method))
        {
            var rule = _rules.GetOrAdd(method, Rule.Of);
            if (Refused(rule, context) is { } code)
            {
                Refusing(method.DeclaringType!.Name, method.Name, code);
                throw new RefusedException(Refusal.Of(code));
            }
        }

        return context.Invoke();
    }

    private static bool IsOurs(MethodInfo method) => method.DeclaringType?.Assembly == typeof(Caller).Assembly;

    private static string? Refused(Rule rule, IIncomingGrainCallContext context)
    {
        var outside = IsOutside(context.SourceId);
        if (rule.Inside) return outside ? Codes.NotPermitted : null;
        var caller = CallerOf(context);
        if (caller is { IsSystem: true }) return outside ? Codes.NotPermitted : null;
        return rule.Anyone || (caller is not null && rule.Roles.Any(caller.Is)) ? null : Codes.NotPermitted;
    }

    // The silo's own client (start-up, embedded gateway) is part of the hall's process; every other client came over the wire.
    private static bool IsOutside(GrainId? source) =>
        source is { } id && id.IsClient() && !id.Key.ToString()!.StartsWith("hosted-", StringComparison.Ordinal);

    private static Caller? CallerOf(IIncomingGrainCallContext context)
    {
        for (var i = 0; i < context.Request.GetArgumentCount(); i++)
        {
            switch (context.Request.GetArgument(i))
            {
                case CommandMeta meta: return meta.Caller;
                case Caller caller: return caller;
            }
        }

        return null;
    }

    [LoggerMessage(2100, LogLevel.Information, "Refused {Grain}.{Method}: {Code}")]
    private partial void Refusing(string grain, string method, string code);

    private sealed record Rule(bool Inside, bool Anyone, IReadOnlyList<string> Roles)
    {
        public static Rule Of(MethodInfo method) => new(
            method.IsDefined(typeof(InsideAttribute)), method.IsDefined(typeof(AnyoneAttribute)), method.GetCustomAttribute<AllowAttribute>()?.Roles ?? []);
    }
}
