using System.Data.Common;
using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger;

/// <summary>Columns and rows that both databases read alike.</summary>
internal static class EntrySql
{
    /// <summary>An entry <c>e</c> with its sealed part <c>p</c>.</summary>
    public const string Select = """
        select e."partition", e.position, e.stream, e.version, e.kind, e.schema, e.occurred, e.recorded, e.actor, e.account, e.command_id, e.hall, e.data, e.person_key,
          e.private_hash, e.hash, p.sealed
        from entries e left join private_parts p on e.private_hash is not null and p."partition" = e."partition" and p.position = e.position
        """;

    public const string Commands = "select account, command_id, body_hash, first_version, last_version, made from commands";

    public static StoredEntry Read(DbDataReader r) => new(
        r.GetInt32(0), r.GetInt64(1), r.GetString(2), r.GetInt32(3), r.GetString(4), r.GetInt32(5), r.GetString(6), r.GetString(7), r.GetString(8),
        r.GetString(9), r.GetString(10), r.GetString(11), r.GetString(12), r.IsDBNull(13) ? null : r.GetString(13), Bytes(r, 14), Bytes(r, 15)!, Bytes(r, 16));

    public static StoredBlock ReadBlock(DbDataReader r) => new(r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), Bytes(r, 4)!, Bytes(r, 5)!);

    public static StoredHead ReadHead(DbDataReader r) => new(r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), Bytes(r, 3)!, r.GetString(4));

    public static CommandRecord ReadCommand(DbDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetInt32(4), MadeJson.Read(r.GetString(5)));

    private static byte[]? Bytes(DbDataReader r, int i) => r.IsDBNull(i) ? null : r.GetFieldValue<byte[]>(i);
}
