using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger;

/// <summary>
/// What no store may be asked to hold: checked alike for all of them, before anything waits. A breach is a bug of the caller (people's
/// input was validated long before), hence an <see cref="ArgumentException"/>. Messages name fields, never values.
/// </summary>
internal static class LedgerGuard
{
    public const int MostEntries = 500;

    /// <summary>Longest text of an indexed column: PostgreSQL refuses index rows of more than 2,700 bytes.</summary>
    private const int LongestName = 200;

    private const int LongestText = 4 << 20;

    public static void Check(AppendRequest request)
    {
        Name(request.Stream, "stream");
        if (request.Stream.IndexOf('/', StringComparison.Ordinal) <= 0) throw new ArgumentException("A stream's name begins with its kind and '/'.");
        if (request.ExpectedVersion < 0) throw new ArgumentException("The expected version is negative.");
        if (request.Entries.IsDefaultOrEmpty || request.Entries.Length > MostEntries) throw new ArgumentException($"A command has 1-{MostEntries} entries.");
        if (request.Summary.Stream != request.Stream) throw new ArgumentException("The summary row is of another stream.");
        Name(request.Hall, "hall");
        if (request.Command is { } command)
        {
            Name(command.Account, "account");
            Name(command.CommandId, "command id");
            Name(command.BodyHash, "body hash");
        }

        foreach (var entry in request.Entries)
        {
            Name(entry.Kind, "kind");
            Name(entry.Actor, "actor");
            Text(entry.Data, "data");
            if (entry.OccurredAt < LedgerFormat.Earliest || entry.OccurredAt > LedgerFormat.Latest) throw new ArgumentException("The time of an entry lies outside the years 1 to 9999.");
            if (entry.Private is not { } part) continue;
            Name(part.PersonKey, "person key");
            Text(part.Json, "private part");
        }

        foreach (var (name, value) in request.Made)
        {
            Text(name, "made");
            Text(value, "made");
        }

        var s = request.Summary;
        Optional(s.State, "state");
        Optional(s.Stage, "stage");
        Optional(s.Owner, "owner");
        Optional(s.Agent, "agent");
        Optional(s.OfferedTo, "offered to");
        Optional(s.Hall, "hall");
        Optional(s.Item, "item");
        Optional(s.Card, "card");
        Optional(s.Applicant, "applicant");
        Text(s.Extra, "extra");
        if (s.NextDue is { } due && (due < LedgerFormat.Earliest || due > LedgerFormat.Latest)) throw new ArgumentException("The next due time lies outside the years 1 to 9999.");
    }

    private static void Optional(string? value, string field)
    {
        if (!string.IsNullOrEmpty(value)) Name(value, field);
    }

    private static void Name(string? value, string field)
    {
        if (string.IsNullOrEmpty(value)) throw new ArgumentException($"The {field} is empty.");
        if (value.Length > LongestName) throw new ArgumentException($"The {field} is longer than {LongestName}.");
        if (!LedgerFormat.CanStore(value)) throw new ArgumentException($"The {field} holds NUL or half a surrogate pair.");
    }

    private static void Text(string value, string field)
    {
        if (value.Length > LongestText) throw new ArgumentException($"The {field} is longer than {LongestText}.");
        if (!LedgerFormat.CanStore(value)) throw new ArgumentException($"The {field} holds NUL or half a surrogate pair.");
    }
}
