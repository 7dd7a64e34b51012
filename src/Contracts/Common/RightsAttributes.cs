namespace HallGrains.Contracts.Common;

/// <summary>
/// Who may call a grain method, checked by the call filter in the silo whatever the gateway did: the caller in the arguments has at least one
/// of these roles. What the person may do with this very object is decided by the rule behind it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAttribute(params string[] roles) : Attribute
{
    public IReadOnlyList<string> Roles { get; } = roles;
}

/// <summary>Anybody may call: the rule behind it decides (a person with a retrieval code has no role).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnyoneAttribute : Attribute;

/// <summary>For grains of the hall only; a call from a gateway is refused.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InsideAttribute : Attribute;
