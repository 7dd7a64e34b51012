using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>换发查询码 (must-hold 13): the code is a keyed hash of number and issue count, so a new one is an entry and the old one is dead with it.</summary>
internal static class RetrievalCodeRules
{
    /// <summary>Its name among the ids that the command made.</summary>
    public const string Issue = "codeIssue";

    /// <summary>The person with the code they have; or the owner at the window, when who asks tells the number that is on file.</summary>
    public static Decision Decide(CaseState state, RotateRetrievalCode command, CaseFacts facts)
    {
        var person = Rights.IsPerson(facts);
        if (!person && Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (!person && Check(state, command) is { } unknown) return Decision.Refuse(unknown);
        var issue = state.CodeIssue + 1;
        return Decision.Append(new RetrievalCodeIssued(issue, person ? "person" : "owner")).Making(Issue, issue.ToString(CultureInfo.InvariantCulture));
    }

    private static Refusal? Check(CaseState state, RotateRetrievalCode command)
    {
        var content = new Content();
        var (id, credit) = (state.Applicant?.IdNumber ?? state.Contact?.IdNumber, state.Applicant?.CreditCode ?? state.Contact?.CreditCode);
        var told = !string.IsNullOrEmpty(command.IdNumber) || !string.IsNullOrEmpty(command.CreditCode);
        content.Lack(id is null && credit is null, Codes.IdentityInvalid, "idNumber", "none-on-file");
        content.Lack(!told && (id is not null || credit is not null), Codes.IdentityInvalid, "idNumber");
        content.Lack(!string.IsNullOrEmpty(command.IdNumber) && id is not null && Identity.Normal(command.IdNumber) != id, Codes.IdentityInvalid, "idNumber", "not-that-on-file");
        content.Lack(!string.IsNullOrEmpty(command.CreditCode) && command.CreditCode != credit, Codes.IdentityInvalid, "creditCode", "not-that-on-file");
        // An employer's code is public: where there is a person's number, that one is asked.
        content.Lack(told && id is not null && string.IsNullOrEmpty(command.IdNumber), Codes.IdentityInvalid, "idNumber");
        return content.Refusal;
    }
}
