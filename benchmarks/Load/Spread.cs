using System.Globalization;

namespace HallGrains.Benchmarks.Load;

/// <summary>A figure of several rounds.</summary>
internal sealed record Spread(double Min, double Median, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return new(sorted[0], sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[^1]);
    }

    /// <summary>Minimum / <b>median</b> / maximum.</summary>
    public string Text(string format) => string.Create(CultureInfo.InvariantCulture,
        $"{Min.ToString(format, CultureInfo.InvariantCulture)} / **{Median.ToString(format, CultureInfo.InvariantCulture)}** / {Max.ToString(format, CultureInfo.InvariantCulture)}");
}
