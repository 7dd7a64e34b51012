using System.Globalization;
using HallGrains.Contracts.Cases;

namespace HallGrains.Grains.Cases;

/// <summary>Masked values 脱敏 (domain-rules §12): the default of every view. Characters are counted as people see them, so that one of Extension B is one.</summary>
public static class Masking
{
    private const string Cut = "***";

    // Longest first: 街道 is no 街.
    private static readonly string[] Streets = ["大道", "大街", "路", "巷", "弄", "街"];
    private static readonly string[] Towns = ["街道", "镇", "乡"];
    private static readonly string[] Districts = ["区", "县"];
    private static readonly string[] Cities = ["市"];

    /// <summary>王*, 王*明, 欧**明.</summary>
    public static string? Name(string? name)
    {
        if (string.IsNullOrEmpty(name)) return name;
        var parts = StringInfo.GetTextElementEnumerator(name);
        var characters = new List<string>();
        while (parts.MoveNext()) characters.Add(parts.GetTextElement());
        return characters.Count switch
        {
            1 => "*",
            2 => characters[0] + "*",
            _ => characters[0] + new string('*', characters.Count - 2) + characters[^1],
        };
    }

    /// <summary>110105********002X.</summary>
    public static string? IdNumber(string? number) => Middle(number, 18, 6, 4);

    /// <summary>138****5678.</summary>
    public static string? Phone(string? phone) => Middle(phone, 11, 3, 4);

    /// <summary>A bank card shows its last four.</summary>
    public static string? Card(string? card) => string.IsNullOrEmpty(card) ? card : card.Length <= 4 ? new string('*', card.Length) : new string('*', card.Length - 4) + card[^4..];

    /// <summary>Kept to the street; where none is named to the town or district, and else not at all.</summary>
    public static string? Address(string? address)
    {
        if (string.IsNullOrEmpty(address)) return address;
        var end = After(address, Streets);
        if (end == 0) end = After(address, Towns);
        if (end == 0) end = District(address);
        // What is written with figures before the street is a number, not a name.
        var figure = address.AsSpan(0, end).IndexOfAnyInRange('0', '9');
        if (figure < 0) figure = address.AsSpan(0, end).IndexOfAnyInRange('０', '９');
        if (figure >= 0) end = District(address[..figure]);
        return end == address.Length ? address : address[..end] + Cut;
    }

    public static PersonView Person(PersonView person) => person with
    {
        Name = Name(person.Name), IdNumber = IdNumber(person.IdNumber), Phone = Phone(person.Phone), Address = Address(person.Address),
    };

    private static string? Middle(string? text, int length, int head, int tail)
    {
        if (string.IsNullOrEmpty(text)) return text;
        // Of another length than expected it is something else: nothing of it is shown.
        return text.Length == length ? text[..head] + new string('*', length - head - tail) + text[^tail..] : new string('*', text.Length);
    }

    private static int District(string text) => After(text, Districts) is > 0 and var end ? end : After(text, Cities);

    // The end of the first of these names; 街道 is a town's name and no 街, 小区 a compound and no 区.
    private static int After(string text, string[] endings)
    {
        var best = 0;
        foreach (var ending in endings)
        {
            for (var at = text.IndexOf(ending, Math.Min(1, text.Length), StringComparison.Ordinal); at >= 0; at = text.IndexOf(ending, at + 1, StringComparison.Ordinal))
            {
                var end = at + ending.Length;
                if ((ending == "街" && end < text.Length && text[end] == '道') || (ending == "区" && text[at - 1] == '小')) continue;
                if (best == 0 || end < best) best = end;
                break;
            }
        }

        return best;
    }
}
