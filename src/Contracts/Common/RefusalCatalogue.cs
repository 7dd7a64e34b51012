namespace HallGrains.Contracts.Common;

/// <summary>What each code means: HTTP status, clause of the norm, titles. One table for the gateway, the documents and the tests.</summary>
public static partial class RefusalCatalogue
{
    /// <param name="Code">Stable code.</param>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Clause">Clause id of docs/norm/clauses.md, where one stands behind it.</param>
    public sealed record Row(string Code, int Status, string? Clause, string TitleZh, string TitleEn, string HelpZh, string HelpEn);
}
