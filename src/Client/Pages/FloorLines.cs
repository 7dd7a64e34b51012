using System.Text;
using HallGrains.Contracts.Live;

namespace HallGrains.Client.Pages;

/// <summary>On a hall's board: who leads and guides today, and what is missing (3.1f, 3.1g, 4.3d, 5.6k).</summary>
internal static class FloorLines
{
    public static string Of(DisplayView view)
    {
        var html = new StringBuilder("<p class=\"floor\">");
        if (view.DutyLeader is { } leader)
            html.Append(Html.Both("值班负责人", "Duty leader")).Append(" <strong>").Append(Html.Text($"{leader.Name} {leader.Number}")).Append("</strong> ").Append(Html.Text(leader.Post ?? ""));
        if (view.GuideDesk is { } guide)
            html.Append(" · ").Append(Html.Both("引导台", "Guide desk")).Append(" <strong>").Append(Html.Text($"{guide.Name} {guide.Number}")).Append("</strong>");
        html.Append("</p>\n");
        foreach (var gap in view.Gaps) html.Append("<p class=\"gap\" role=\"status\">").Append(Gap(gap.Kind, gap.ServiceLine)).Append("</p>\n");
        return html.ToString();
    }

    private static string Gap(string kind, string? line) => kind switch
    {
        "duty-leader-absent" => Html.Both("负责人未到岗", "No duty leader"),
        "patrol-missed" => Html.Both("巡视未按时", "A patrol was missed"),
        "guide-desk-empty" => Html.Both("引导台无人", "Nobody at the guide desk"),
        _ => Html.Both($"午间未安排窗口：{line}", $"Not served at noon: {line}"),
    };
}
