namespace HallGrains.Silo.Logs;

/// <summary>
/// Sorts rows by case on disk: each bucket file takes the rows of a range of cases, few enough to be sorted in memory; the buckets are then read
/// one after the other. The files are temporary and unreadable to others.
/// </summary>
internal sealed class CsvSpill : IDisposable
{
    private const int RowsPerBucket = 20_000;
    private const int MostBuckets = 200;
    private const int MostRefusals = 10_000;

    private readonly List<FileStream> _buckets = [];
    private readonly List<ItemRefused> _refused = [];

    private CsvSpill()
    {
    }

    /// <summary>Refused rows, in the order of the file.</summary>
    public IReadOnlyList<ItemRefused> Refused => _refused;

    public static CsvSpill Fill(LogFile file, CsvPlan plan)
    {
        var bucketOf = Assign(plan.RowsOfCase);
        var spill = new CsvSpill();
        try
        {
            for (var i = 0; i <= bucketOf[^1]; i++)
                spill._buckets.Add(TemporaryFile());
            spill.Distribute(file, plan, bucketOf);
            return spill;
        }
        catch
        {
            spill.Dispose();
            throw;
        }
    }

    public IEnumerable<CsvRow> Rows()
    {
        foreach (var bucket in _buckets)
        {
            bucket.Position = 0;
            using var reader = new BinaryReader(bucket, System.Text.Encoding.UTF8, leaveOpen: true);
            var rows = new List<(int Case, CsvRow Row)>();
            while (bucket.Position < bucket.Length)
            {
                var number = reader.Read7BitEncodedInt();
                var line = reader.Read7BitEncodedInt();
                var cells = new string[reader.Read7BitEncodedInt()];
                for (var i = 0; i < cells.Length; i++) cells[i] = reader.ReadString();
                rows.Add((number, new(line, cells, null)));
            }

            // OrderBy is stable: within a case the rows keep the order of the file.
            foreach (var (_, row) in rows.OrderBy(r => r.Case)) yield return row;
        }
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets) bucket.Dispose();
    }

    private static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    private static int[] Assign(List<int> rowsOfCase)
    {
        var perBucket = Math.Max(RowsPerBucket, (int)Math.Min(int.MaxValue, rowsOfCase.Sum(n => (long)n) / MostBuckets));
        var bucketOf = new int[rowsOfCase.Count];
        var bucket = 0;
        var inBucket = 0L;
        for (var i = 0; i < bucketOf.Length; i++)
        {
            if (inBucket > 0 && inBucket + rowsOfCase[i] > perBucket)
            {
                bucket++;
                inBucket = 0;
            }

            bucketOf[i] = bucket;
            inBucket += rowsOfCase[i];
        }

        return bucketOf;
    }

    private void Distribute(LogFile file, CsvPlan plan, int[] bucketOf)
    {
        var writers = _buckets.ConvertAll(b => new BinaryWriter(b, System.Text.Encoding.UTF8, leaveOpen: true));
        using var rows = new CsvRows(file);
        try
        {
            foreach (var row in rows.Rows())
            {
                if (row.Cells is not { } cells)
                {
                    if (_refused.Count <= MostRefusals) _refused.Add(new(row.Refused!, row.Line));
                    else _refused[^1] = new("This and the rows refused after it are not listed.", _refused[^1].Line, _refused[^1].Count + 1);
                    continue;
                }

                var number = plan.Cases[cells[plan.Case]];
                var writer = writers[bucketOf[number]];
                writer.Write7BitEncodedInt(number);
                writer.Write7BitEncodedInt(row.Line);
                writer.Write7BitEncodedInt(cells.Length);
                foreach (var cell in cells) writer.Write(cell);
            }
        }
        catch (LogUnreadableException) when (plan.Broken is not null)
        {
            // The first pass ended here too; the reader says so after the last good row.
        }

        foreach (var writer in writers) writer.Dispose();
    }
}
