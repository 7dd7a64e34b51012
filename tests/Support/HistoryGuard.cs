using System.Data.Common;

namespace HallGrains.Tests;

/// <summary>For tests that change what is written on purpose: what an owner of the file can do first.</summary>
public static class HistoryGuard
{
    /// <summary>Drops the triggers that keep history from being edited; SQLite.</summary>
    public static async Task DropAsync(DbConnection connection)
    {
        var names = new List<string>();
        await using var command = connection.CreateCommand();
        command.CommandText = "select name from sqlite_schema where type = 'trigger' and name like 'guard!_%' escape '!'";
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        foreach (var name in names)
        {
            command.CommandText = $"drop trigger {name}";
            await command.ExecuteNonQueryAsync();
        }
    }
}
