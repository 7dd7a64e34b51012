using System.Text;
using System.Xml.Linq;

namespace HallGrains.Tests.Logs;

/// <summary>
/// A log as lines of text, equal where two logs say the same: names without namespace, everything within traces and attributes in its order, the log's own
/// declarations in the order of their kinds. An XES version that the source did not state is left out.
/// </summary>
public static class CanonicalXes
{
    public static IEnumerable<string> Lines(XDocument log, bool withVersion = true)
    {
        var root = log.Root!;
        yield return "log " + Attributes(root, withVersion);
        foreach (var kind in new[] { "extension", "global", "classifier" })
            foreach (var e in root.Elements().Where(e => e.Name.LocalName == kind))
                yield return Text(e);
        foreach (var e in root.Elements().Where(e => e.Name.LocalName is not ("extension" or "global" or "classifier" or "trace" or "event"))) yield return Text(e);
        foreach (var trace in root.Elements().Where(e => e.Name.LocalName == "trace"))
        {
            yield return "trace";
            foreach (var e in trace.Elements()) yield return Text(e);
        }
    }

    private static string Text(XElement e)
    {
        var text = new StringBuilder();
        Write(text, e);
        return text.ToString();
    }

    private static void Write(StringBuilder text, XElement e)
    {
        text.Append('<').Append(e.Name.LocalName).Append(' ').Append(Attributes(e, true)).Append('>');
        foreach (var child in e.Elements()) Write(text, child);
        text.Append("</>");
    }

    private static string Attributes(XElement e, bool withVersion) => string.Join(' ', e.Attributes()
        .Where(a => !a.IsNamespaceDeclaration && (withVersion || a.Name.LocalName != "xes.version"))
        .Select(a => $"{a.Name.LocalName}={a.Value}").Order(StringComparer.Ordinal));
}
