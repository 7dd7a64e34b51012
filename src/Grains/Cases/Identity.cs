using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// Numbers of persons and employers (domain-rules §12): ID number 居民身份证号 GB 11643-1999 with ISO 7064 MOD 11-2, credit code 统一社会信用代码
/// GB 32100-2015, mobile phone. ASCII only: full-width digits are digits to .NET and none here.
/// </summary>
public static class Identity
{
    private const string IdCheck = "10X98765432";
    private const string CreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private const int OldestYears = 130;

    private static ReadOnlySpan<int> IdWeights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private static ReadOnlySpan<int> CreditWeights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    /// <summary>What is wrong with an ID number, or null: <c>not-18-characters</c>, <c>not-digits</c>, <c>check-character</c>, <c>not-a-date</c>, <c>future</c>, <c>older-than-130</c>.</summary>
    public static string? IdNumberFault(string number, LocalDate today)
    {
        if (number.Length != 18) return "not-18-characters";
        if (!number.AsSpan(0, 17).ContainsOnlyDigits() || !(char.IsAsciiDigit(number[17]) || number[17] is 'X' or 'x')) return "not-digits";
        if (!IdCheckHolds(number)) return "check-character";
        if (BirthDate(number) is not { } born) return "not-a-date";
        if (born > today) return "future";
        return born.PlusYears(OldestYears) < today ? "older-than-130" : null;
    }

    /// <summary>The checksum alone, for published samples of people long dead.</summary>
    internal static bool IdCheckHolds(string number)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (number[i] - '0') * IdWeights[i];
        return IdCheck[sum % 11] == char.ToUpperInvariant(number[17]);
    }

    /// <summary>Whether it is written as a credit code: 18 characters of the alphabet without I O S V Z.</summary>
    public static bool IsCreditCodeText(string code) => code.Length == 18 && code.All(c => CreditAlphabet.Contains(c, StringComparison.Ordinal));

    /// <summary>Issued codes that fail are known: a warning that L1 may confirm against the licence.</summary>
    public static bool CreditCheckHolds(string code)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += CreditAlphabet.IndexOf(code[i], StringComparison.Ordinal) * CreditWeights[i];
        return CreditAlphabet[(31 - (sum % 31)) % 31] == code[17];
    }

    public static bool IsMobile(string phone) =>
        phone.Length == 11 && phone[0] == '1' && phone[1] is >= '3' and <= '9' && phone.AsSpan().ContainsOnlyDigits();

    /// <summary>As it is stored: the check character of an ID number in upper case.</summary>
    public static string? Normal(string? number) => number is { Length: > 0 } && number[^1] == 'x' ? number[..^1] + "X" : number;

    public static Applicant Normal(Applicant applicant) => applicant with { IdNumber = Normal(applicant.IdNumber) };

    public static Contact Normal(Contact contact) => contact with { IdNumber = Normal(contact.IdNumber) };

    /// <summary>The number an applicant is known by: an employer's credit code, a person's ID number. What the keyed hash is made of.</summary>
    public static string? Of(Applicant? applicant) =>
        applicant is null ? null : !string.IsNullOrEmpty(applicant.CreditCode) ? applicant.CreditCode : Normal(applicant.IdNumber) is { Length: > 0 } id ? id : null;

    /// <summary>Checks the numbers a command carries under <paramref name="at"/>; empty ones are no numbers.</summary>
    internal static void Check(Content content, string at, string? idNumber, string? creditCode, string? phone, bool codeConfirmed, LocalDate today)
    {
        if (!string.IsNullOrEmpty(idNumber) && IdNumberFault(idNumber, today) is { } fault) content.Lack(true, Codes.IdentityInvalid, at + "idNumber", fault);
        if (!string.IsNullOrEmpty(creditCode))
        {
            if (!IsCreditCodeText(creditCode)) content.Lack(true, Codes.IdentityInvalid, at + "creditCode", "not-a-credit-code");
            else content.Lack(!CreditCheckHolds(creditCode) && !codeConfirmed, Codes.CodeCheckFailed, at + "creditCode", "check-character");
        }

        content.Fields.If(!string.IsNullOrEmpty(phone) && !IsMobile(phone), at + "phone", "not-a-mobile");
    }

    private static LocalDate? BirthDate(string number)
    {
        var (year, month, day) = (Digits(number, 6, 4), Digits(number, 10, 2), Digits(number, 12, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month)) return null;
        return new(year, month, day);
    }

    private static int Digits(string number, int start, int length)
    {
        var value = 0;
        for (var i = start; i < start + length; i++) value = (value * 10) + (number[i] - '0');
        return value;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiDigit(c)) return false;
        return true;
    }
}
