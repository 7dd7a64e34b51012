using System.Globalization;
using HallGrains.Silo.Hosting;

namespace HallGrains.Silo.Ledger;

/// <summary>The meta table's rows and the ledger they describe.</summary>
internal static class MetaTable
{
    public static LedgerMeta New(int partitions, string fingerprint)
    {
        if (partitions is < 1 or > 64) throw new HallCannotStartException($"A ledger has 1 to 64 partitions, not {partitions}.");
        return new(Guid.NewGuid().ToString("N"), LedgerFormat.Version, partitions, fingerprint);
    }

    public static IEnumerable<(string Key, string Value)> Rows(LedgerMeta meta) =>
    [
        ("ledger-id", meta.LedgerId),
        ("format", meta.Format.ToString(CultureInfo.InvariantCulture)),
        ("partitions", meta.Partitions.ToString(CultureInfo.InvariantCulture)),
        ("key-fingerprint", meta.KeyFingerprint),
    ];

    /// <summary>Null when the table is empty: a ledger yet to be made.</summary>
    public static LedgerMeta? Read(Func<string, string?> value)
    {
        if (value("ledger-id") is not { } id) return null;
        var meta = new LedgerMeta(id, Number("format"), Number("partitions"), value("key-fingerprint") ?? "");
        return meta.Format <= LedgerFormat.Version ? meta : throw new HallCannotStartException($"This ledger has format {meta.Format}; this program knows {LedgerFormat.Version}.");

        int Number(string key) => int.Parse(value(key) ?? throw new HallCannotStartException($"The ledger's meta table has no {key}."), CultureInfo.InvariantCulture);
    }
}
