using System.Text;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger;

/// <summary>The summary query's WHERE clause, from the conditions that are asked for only, so that each finds its index. Values are always parameters.</summary>
internal static class SummarySql
{
    public const string Columns = "stream, version, state, stage, owner, agent, offered_to, hall, item, card, overdue, applicant, next_due, extra, updated";

    /// <param name="contains">The database's function for "position of text in text": <c>instr</c> or <c>strpos</c>.</param>
    /// <param name="anyOf">Condition for membership in a list parameter.</param>
    /// <param name="bind">Adds a parameter, answers its placeholder.</param>
    public static string Where(SummaryQuery q, string contains, Func<string, string, string> anyOf, Func<object, string> bind)
    {
        // The kind is the first segment of the name: a range of the primary key.
        var sql = new StringBuilder(q.Kind.Length == 0 ? "where stream > ''" : $"where stream > {bind(q.Kind + "/")} and stream < {bind(q.Kind + "0")}");
        if (q.After is { } after) sql.Append($" and stream > {bind(after)}");
        Equal("hall", q.Hall);
        Equal("owner", q.Owner);
        Equal("agent", q.Agent);
        Equal("offered_to", q.OfferedTo);
        Equal("state", q.State);
        Equal("stage", q.Stage);
        Equal("item", q.Item);
        Equal("card", q.Card);
        Equal("applicant", q.Applicant);
        if (q.Card is { } card && card != "none") sql.Append(" and card <> 'none'");
        if (q.Overdue is { } overdue) sql.Append($" and overdue = {bind(overdue)}");
        if (q.States is { } states) sql.Append(" and ").Append(anyOf("state", bind(states.ToArray())));
        if (q.Contains is { Length: > 0 } part) sql.Append($" and {contains}(stream, {bind(part)}) > 0");
        // Written as the partial index has it, so that only rows with something waiting are looked at.
        if (q.WaitingFor is { } staff) sql.Append($" and {contains}(extra, '{WaitingItem.Marker}') > 0 and {contains}(extra, {bind(WaitingItem.MarkerOf(staff))}) > 0");
        return sql.Append($" order by stream limit {bind((long)Math.Max(0, q.Limit))}").ToString();

        void Equal(string column, string? value)
        {
            if (value is not null) sql.Append($" and {column} = {bind(value)}");
        }
    }

    /// <summary>The streams of a hall at an instant: rows first, since what ended before then is told by them without a look at its entries.</summary>
    public static string OfHall(HallStreams q, Func<string, string, string> anyOf, Func<object, string> bind)
    {
        var sql = new StringBuilder($"select s.stream from summary s where s.stream > {bind(q.Kind + "/")} and s.stream < {bind(q.Kind + "0")}");
        if (q.States is { } states) sql.Append($" and ({anyOf("s.state", bind(states.ToArray()))} or s.updated >= {bind(LedgerFormat.Time(q.ChangedSince))})");
        sql.Append($" and exists (select 1 from entries e where e.stream = s.stream and e.hall = {bind(q.Hall)} and e.recorded <= {bind(LedgerFormat.Time(q.At))})");
        return sql.Append(" order by s.stream").ToString();
    }

    /// <summary>Streams of a partition that begin in a range of positions and have no row there.</summary>
    public const string WithoutRow = """
        select e.stream from entries e where e."partition" = $1 and e.position > $2 and e.position <= $3 and e.version = 1
          and not exists (select 1 from summary s where s.stream = e.stream and s."partition" = e."partition")
        """;

    /// <summary>The columns after the version, as both databases store them.</summary>
    public static object[] Values(SummaryRow row) =>
    [
        Or(row.State), Or(row.Stage), Or(row.Owner), Or(row.Agent), Or(row.OfferedTo), Or(row.Hall), Or(row.Item), Or(row.Card), row.Overdue, Or(row.Applicant),
        Or(row.NextDue is { } due ? LedgerFormat.Time(due) : null), row.Extra, LedgerFormat.Time(row.UpdatedAt),
    ];

    private static object Or(string? text) => (object?)text ?? DBNull.Value;

    /// <summary>A row of <see cref="Columns"/>.</summary>
    public static SummaryRow Read(System.Data.Common.DbDataReader r)
    {
        return new()
        {
            Stream = r.GetString(0),
            Version = r.GetInt32(1),
            State = Text(2),
            Stage = Text(3),
            Owner = Text(4),
            Agent = Text(5),
            OfferedTo = Text(6),
            Hall = Text(7),
            Item = Text(8),
            Card = Text(9),
            Overdue = r.GetBoolean(10),
            Applicant = Text(11),
            NextDue = Text(12) is { } due ? LedgerFormat.Time(due) : null,
            Extra = r.GetString(13),
            UpdatedAt = LedgerFormat.Time(r.GetString(14)),
        };

        string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
    }
}
