namespace HallGrains.Tests;

/// <summary>Names the unit of the norm (docs/norm/clauses.md) that a test holds; docs/norm-coverage.md is generated from these.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ClauseAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
