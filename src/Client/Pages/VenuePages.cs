using System.Globalization;
using System.Text;
using HallGrains.Contracts.Venues;
using NodaTime;

namespace HallGrains.Client.Pages;

/// <summary>What a hall's page says of the building: accessible facilities and gaps (4.4k), and what is being mended.</summary>
internal static class VenuePages
{
    public static string Section(VenueView? venue)
    {
        if (venue is null) return "";
        var html = new StringBuilder().Append("<section id=\"venue\">\n<h2>").Append(Html.Both("设施与整改", "Facilities and what is being mended")).Append("</h2>\n<h3>").Append(Html.Both("无障碍设施", "Accessible facilities"))
            .Append("</h3>\n<ul id=\"accessible\">\n");
        foreach (var f in venue.Items.Where(i => venue.Accessible.Contains(i.Id))) html.Append("<li>").Append(Html.Text(f.NameZh)).Append(f.Place is { } place ? "（" + Html.Text(place) + "）" : "").Append("</li>\n");
        html.Append("</ul>\n<h3>").Append(Html.Both("缺项", "Gaps")).Append("</h3>\n<ul id=\"gaps\">\n");
        foreach (var gap in venue.Gaps) html.Append("<li data-kind=\"").Append(Html.Text(gap.Kind)).Append("\">").Append(Html.Text(gap.NameZh)).Append(' ').Append(What(gap.What)).Append(gap.Reason is { } r ? "：" + Html.Text(r) : "").Append("</li>\n");
        html.Append("</ul>\n<h3>").Append(Html.Both("整改中的问题", "Open findings")).Append("</h3>\n<ul id=\"findings\">\n");
        foreach (var f in venue.OpenFindings)
            html.Append("<li data-finding=\"").Append(Html.Text(f.FindingId)).Append("\">").Append(Html.Text(f.Clause)).Append(' ').Append(Html.Text(f.Facility ?? f.Window ?? "")).Append(' ').Append(Html.Both("整改期限", "due")).Append(' ')
                .Append(Day(f.DueAt)).Append(f.Overdue ? " " + Html.Both("已逾期", "overdue") : "").Append("</li>\n");
        return html.Append("</ul>\n</section>\n").ToString();
    }

    private static string What(string what) => what switch
    {
        FacilityFaults.Broken => Html.Both("损坏待修", "broken"),
        FacilityFaults.Expired => Html.Both("已过期", "expired"),
        FacilityFaults.DrillOverdue => Html.Both("演练逾期", "drill overdue"),
        FacilityFaults.LeafletOutdated => Html.Both("版本过期", "outdated"),
        FacilityFaults.LowStock => Html.Both("存量不足", "low stock"),
        FacilityFaults.CheckOverdue => Html.Both("检查逾期", "check overdue"),
        FacilityStates.NotApplicable => Html.Both("不适用", "not applicable"),
        _ => Html.Both("未配置", "none here"),
    };

    private static string Day(Instant at) => at.InZone(DateTimeZone.ForOffset(Offset.FromHours(8))).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
