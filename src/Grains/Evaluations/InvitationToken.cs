using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Evaluations;

/// <summary>
/// The signed token of an invitation 评价邀请 (§8.2): bound to session, window, staff and last instant, nothing of it kept anywhere; that it is for one use the
/// session's own stream sees to.
/// </summary>
public static class InvitationToken
{
    private const char Between = '~';

    /// <summary>Key of the evaluation of a session.</summary>
    public static string IdOf(SessionInvitation i) => string.Create(CultureInfo.InvariantCulture, $"{i.Hall}-{i.Date.Replace("-", "", StringComparison.Ordinal)}-{i.Ticket}");

    public static string Make(SessionInvitation invitation, ISecrets secrets)
    {
        var text = Text(invitation);
        return text + Between + Sign(text, secrets);
    }

    /// <summary>Null for what this hall never gave.</summary>
    public static SessionInvitation? Read(string? token, ISecrets secrets)
    {
        if (token is not { Length: > 0 and <= 300 } || token.Split(Between) is not [var hall, var date, var ticket, var window, var staff, var until, var signature]) return null;
        if (!long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799 || !LocalDatePattern.Iso.Parse(date).Success) return null;
        var invitation = new SessionInvitation(hall, date, ticket, window, staff, Instant.FromUnixTimeSeconds(seconds));
        var right = Sign(Text(invitation), secrets);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(signature)) ? invitation : null;
    }

    private static string Text(SessionInvitation i) =>
        string.Join(Between, i.Hall, i.Date, i.Ticket, i.Window, i.Staff, i.Until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    private static string Sign(string text, ISecrets secrets) => secrets.RetrievalCode("evaluation\n" + text, 1);
}
