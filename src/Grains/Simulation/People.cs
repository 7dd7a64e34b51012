using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;

namespace HallGrains.Grains.Simulation;

/// <summary>Made-up applicants: numbers of the address prefix 9999, which is assigned to no place (domain-rules §12).</summary>
internal static class People
{
    public static Applicant Applicant(Visitor visitor) => visitor.Item.Audience is ["employer"]
        ? new($"虚拟单位{visitor.Number}", "employer", CreditCode: "91999900MA00000019", CodeConfirmed: true)
        : new($"来访者{visitor.Number}", IdNumber: IdNumber(visitor.Number), Phone: "13800000000");

    public static string KeyOf(Visitor visitor) => string.Create(CultureInfo.InvariantCulture, $"simulated-{visitor.Number}");

    private static string IdNumber(int number)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"9999001985{1 + (number % 12):00}{1 + (number % 28):00}{number % 1000:000}");
        foreach (var check in "0123456789X")
            if (Identity.IdCheckHolds(body + check)) return body + check;
        throw new InvalidOperationException($"No check character fits {body}.");
    }
}
