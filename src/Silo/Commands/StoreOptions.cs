using System.CommandLine;
using HallGrains.Silo.Hosting;

namespace HallGrains.Silo.Commands;

/// <summary>The options that name a ledger; every verb that touches one has them.</summary>
internal static class StoreOptions
{
    public static readonly Option<string> Data = new("--data") { Description = "Data directory.", DefaultValueFactory = _ => "hall-data" };
    public static readonly Option<string?> Keys = new("--keys") { Description = "Key directory; default: keys under the data directory." };
    public static readonly Option<string> Database = new("--database") { Description = "sqlite or postgres.", DefaultValueFactory = _ => "sqlite" };
    public static readonly Option<string?> Connection = new("--connection") { Description = "PostgreSQL connection string." };

    public static readonly Option<string?> Checkpoints = new("--checkpoints") { Description = "Directory of signed checkpoints; default: checkpoints under the data directory." };

    public static void AddTo(Command command)
    {
        foreach (var o in new Option[] { Data, Keys, Database, Connection, Checkpoints }) command.Options.Add(o);
    }

    public static ServeOptions Read(ParseResult parsed, ServeOptions options) => options with
    {
        Data = parsed.GetValue(Data)!,
        Keys = parsed.GetValue(Keys),
        Database = parsed.GetValue(Database)!,
        Connection = parsed.GetValue(Connection),
        Checkpoints = parsed.GetValue(Checkpoints),
    };
}
