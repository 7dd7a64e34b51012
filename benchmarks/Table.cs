using System.Globalization;

namespace HallGrains.Benchmarks;

/// <summary>Rounds interleaved, the ratio taken inside each round: what else the machine does then hits both sides alike.</summary>
internal sealed class Table(string baseline, string measured)
{
    private readonly List<(Measured Baseline, Measured Measured)> _rounds = [];

    public double Ratio => Median(_rounds.Select(r => r.Measured.PerSecond / r.Baseline.PerSecond));

    public void Add(Measured before, Measured after) => _rounds.Add((before, after));

    public void Print(string title)
    {
        Console.WriteLine($"{title}: {_rounds.Count} rounds");
        Row(baseline, _rounds.Select(r => r.Baseline));
        Row(measured, _rounds.Select(r => r.Measured));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {measured} / {baseline}: median {Ratio:0.00} (min {_rounds.Min(r => r.Measured.PerSecond / r.Baseline.PerSecond):0.00}, max {_rounds.Max(r => r.Measured.PerSecond / r.Baseline.PerSecond):0.00})"));
    }

    private static void Row(string name, IEnumerable<Measured> rounds)
    {
        var all = rounds.ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-34} {Median(all.Select(m => m.PerSecond)),9:0}/s (min {all.Min(m => m.PerSecond):0}, max {all.Max(m => m.PerSecond):0})  p50 {Median(all.Select(m => m.MedianMs)):0.0} ms  p99 {Median(all.Select(m => m.P99Ms)):0.0} ms"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
