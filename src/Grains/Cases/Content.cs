using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>
/// What is wrong with the content of a command, all of it in one answer: field rules, and lacks that have a code of their own (§15). Where only lacks
/// are found the first one's code answers and names every lacking field; where field rules are broken too the answer is <c>validation</c>.
/// </summary>
internal sealed class Content
{
    private readonly List<(string Code, string Field, string What)> _lacks = [];

    public Validation Fields { get; } = new();

    public Content Lack(bool lacking, string code, string field, string what = "required")
    {
        if (lacking) _lacks.Add((code, field, what));
        return this;
    }

    /// <summary>Text that must be there under a code of its own, and be a note when it is.</summary>
    public Content Needs(string code, string field, string? value)
    {
        Fields.Note(field, value, required: false);
        return Lack(string.IsNullOrWhiteSpace(value), code, field);
    }

    public Refusal? Refusal
    {
        get
        {
            if (_lacks.Count == 0) return Fields.Refusal;
            if (!Fields.Ok)
            {
                foreach (var lack in _lacks) Fields.Error(lack.Field, lack.What);
                return Fields.Refusal;
            }

            var errors = _lacks.GroupBy(l => l.Field).ToImmutableDictionary(g => g.Key, g => g.Select(l => l.What).Distinct().ToImmutableArray());
            return Contracts.Common.Refusal.OfMissing(_lacks[0].Code, _lacks.Select(l => l.Field).Distinct()) with { Errors = errors };
        }
    }
}
