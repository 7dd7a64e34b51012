using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>查看原值 (domain-rules §12, must-hold 26): masked is the default; who has a need is shown a value whole, for a purpose, and it is written down.</summary>
internal static class UnmaskRules
{
    private const int LongestPurpose = 500;

    /// <summary>What there is to be shown, and where it is found.</summary>
    private static readonly ImmutableSortedDictionary<string, Func<CaseState, string?>> Fields = new Dictionary<string, Func<CaseState, string?>>
    {
        ["name"] = s => s.Applicant?.Name ?? s.Contact?.Name,
        ["idNumber"] = s => s.Applicant?.IdNumber ?? s.Contact?.IdNumber,
        ["creditCode"] = s => s.Applicant?.CreditCode ?? s.Contact?.CreditCode,
        ["phone"] = s => s.Applicant?.Phone ?? s.Contact?.Phone,
        ["address"] = s => s.Applicant?.Address,
        ["representative"] = s => s.Applicant?.Representative,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static Decision Decide(CaseState state, Unmask command, CaseFacts facts)
    {
        // The person's own data is not kept from them, and looking at it is no reading by others.
        if (Rights.IsPerson(facts)) return Decision.Nothing;
        if (CapacityOf(state, facts) is not { } capacity) return Decision.Refuse(Codes.NotPermitted);
        var asked = Asked(command);
        var content = new Content();
        content.Fields.If(asked.IsEmpty, "fields", "required");
        foreach (var field in asked) content.Fields.If(!Fields.ContainsKey(field), "fields", "not-one-of: " + string.Join(", ", Fields.Keys));
        content.Fields.Text("purpose", command.Purpose, LongestPurpose, required: false);
        content.Lack(string.IsNullOrWhiteSpace(command.Purpose), Codes.PurposeMissing, "purpose");
        return content.Refusal is { } invalid ? Decision.Refuse(invalid)
            : Decision.Append(new RestrictedRead(facts.Caller.Actor, capacity, asked, command.Purpose!.Trim()));
    }

    /// <summary>The case with what was asked shown whole, as far as the caller's rights of today go; a repeated command shows no more than a new one would.</summary>
    public static CaseView Show(CaseView view, Unmask command, CaseState state, CaseFacts facts)
    {
        if (!Rights.IsPerson(facts) && CapacityOf(state, facts) is null) return view;
        var asked = Asked(command);
        return view with
        {
            Contact = Shown(view.Contact, CaseViews.WholeContact(state), asked), Applicant = Shown(view.Applicant, CaseViews.WholeApplicant(state), asked),
            Unmasked = asked.Where(Fields.ContainsKey).Select(f => (f, Value: Fields[f](state))).Where(f => f.Value is not null).ToImmutableSortedDictionary(f => f.f, f => f.Value!, StringComparer.Ordinal),
        };
    }

    // Those who work on it, those who answer for the hall, and supervisors; former owners are nobody to it (§12).
    private static string? CapacityOf(CaseState state, CaseFacts facts) => facts.Caller.Staff is not { } number ? null
        : number == state.Owner ? "owner"
        : number == state.CurrentRun?.Handler ? "handler"
        : number == state.Agent ? "agent"
        : facts.Caller.Is(Roles.Supervisor) ? "supervisor"
        : facts.Actor is { Level: >= StaffLevel.L4 } leader && facts.HallsUp(state.Hall).Any(h => h.Code == leader.Hall) ? "leader"
        : null;

    // A field may be said with the one it belongs to: applicant.idNumber.
    private static ImmutableArray<string> Asked(Unmask command) => command.Fields is { IsDefault: false } fields
        ? [.. fields.OfType<string>().Select(f => f.StartsWith("applicant.", StringComparison.Ordinal) || f.StartsWith("contact.", StringComparison.Ordinal) ? f[(f.IndexOf('.', StringComparison.Ordinal) + 1)..] : f).Distinct(StringComparer.Ordinal)]
        : [];

    private static PersonView? Shown(PersonView? masked, PersonView? whole, ImmutableArray<string> asked) => masked is null || whole is null ? masked : masked with
    {
        Name = asked.Contains("name") ? whole.Name : masked.Name, IdNumber = asked.Contains("idNumber") ? whole.IdNumber : masked.IdNumber,
        CreditCode = asked.Contains("creditCode") ? whole.CreditCode : masked.CreditCode, Phone = asked.Contains("phone") ? whole.Phone : masked.Phone,
        Address = asked.Contains("address") ? whole.Address : masked.Address,
    };
}
