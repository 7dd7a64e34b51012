using System.Data.Common;
using HallGrains.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The database behind a hall's back, with its owner's rights.</summary>
internal static class LedgerRows
{
    private const string Whole =
        "select stream || '|' || \"partition\" || '|' || version || '|' || coalesce(state, '') || '|' || coalesce(stage, '') || '|' || coalesce(owner, '') || '|' || coalesce(agent, '') || '|' || coalesce(offered_to, '') || '|' "
        + "|| coalesce(hall, '') || '|' || coalesce(item, '') || '|' || coalesce(card, '') || '|' || case when overdue then 'late' else '' end || '|' || coalesce(applicant, '') || '|' || coalesce(next_due, '') || '|' || extra || '|' || updated from summary order by 1";

    public static async Task ExecuteAsync(Database database, string sql, string file = "hall.db")
    {
        await using var connection = await OpenAsync(database, file);
        if (database.Connection is null && file == "hall.db") await HistoryGuard.DropAsync(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every summary row with all it says.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(Database database)
    {
        await using var connection = await OpenAsync(database, "hall.db");
        await using var command = connection.CreateCommand();
        command.CommandText = Whole;
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Waits until the rows are these again.</summary>
    public static async Task UntilAsync(Database database, IReadOnlyList<string> wanted)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var now = await AllAsync(database);
            if (now.SequenceEqual(wanted)) return;
            if (enough.IsCancellationRequested) now.Should().Equal(wanted);
            await Task.Delay(50);
        }
    }

    private static async Task<DbConnection> OpenAsync(Database database, string file)
    {
        DbConnection connection = database.Connection is { } c ? new NpgsqlConnection(c) : new SqliteConnection($"Data Source={Path.Combine(database.Data, file)};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        return connection;
    }
}
