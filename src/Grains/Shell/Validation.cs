using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HallGrains.Contracts.Common;

namespace HallGrains.Grains.Shell;

/// <summary>Collects everything wrong with a command's content, so that it is said once (must-hold 16, 19).</summary>
public sealed class Validation
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Ok => _errors.Count == 0;

    /// <summary>A <c>validation</c> refusal with every error, or null.</summary>
    public Refusal? Refusal => Ok ? null : Contracts.Common.Refusal.OfErrors(_errors.ToImmutableDictionary(e => e.Key, e => e.Value.ToImmutableArray()));

    public Validation Error(string field, string what)
    {
        if (!_errors.TryGetValue(field, out var list)) _errors[field] = list = [];
        if (!list.Contains(what)) list.Add(what);
        return this;
    }

    public Validation If(bool wrong, string field, string what) => wrong ? Error(field, what) : this;

    /// <summary>JSON may hold null where a list wants a thing; asked first, since nothing else can be said of it.</summary>
    public Validation NoNulls<T>(string field, IEnumerable<T?> items) where T : class => If(items.Any(i => i is null), field, "null");

    /// <summary>Text of people: 1..<paramref name="max"/> Unicode scalars, NFC, no control or bidi-override characters.</summary>
    public Validation Text(string field, string? value, int max, bool required = true)
    {
        if (string.IsNullOrWhiteSpace(value)) return required ? Error(field, "required") : this;
        if (!IsWellFormed(value)) return Error(field, "not-well-formed");
        if (Length(value) > max) Error(field, string.Create(CultureInfo.InvariantCulture, $"longer-than-{max}"));
        if (HasForbidden(value)) Error(field, "control-characters");
        if (!value.IsNormalized(NormalizationForm.FormC)) Error(field, "not-nfc");
        return this;
    }

    public Validation Name(string field, string? value, bool required = true) => Text(field, value, 100, required);

    public Validation Note(string field, string? value, bool required = true) => Text(field, value, 4000, required);

    /// <summary>A code of the catalogue: 1-64 of <c>A-Za-z0-9._-/</c>.</summary>
    public Validation Code(string field, string? value, bool required = true)
    {
        if (string.IsNullOrEmpty(value)) return required ? Error(field, "required") : this;
        return If(value.Length > 64 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/'), field, "not-a-code");
    }

    public Validation OneOf(string field, string? value, params ReadOnlySpan<string> allowed)
    {
        if (string.IsNullOrEmpty(value)) return Error(field, "required");
        foreach (var a in allowed) if (a == value) return this;
        return Error(field, "not-one-of: " + string.Join(", ", allowed!));
    }

    public static int Length(string value) => value.EnumerateRunes().Count();

    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) i++;
            else if (char.IsSurrogate(value[i])) return false;
        }

        return true;
    }

    private static bool HasForbidden(string value) => value.EnumerateRunes().Any(r =>
        (Rune.IsControl(r) && r.Value is not ('\n' or '\r' or '\t')) || r.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFEFF);
}
