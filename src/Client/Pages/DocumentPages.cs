using System.Globalization;
using System.Text;
using HallGrains.Contracts.Cases;
using NodaTime;

namespace HallGrains.Client.Pages;

/// <summary>A case's papers as pages to print: they read the same with and without a style sheet, and carry where they stand in the ledger.</summary>
internal static class DocumentPages
{
    private static readonly DateTimeZone Zone = DateTimeZone.ForOffset(Offset.FromHours(8));

    public static string Title(CaseDocument d) => d.Kind switch
    {
        CaseDocuments.Receipt => "收件凭证",
        CaseDocuments.Notices => "四告知单",
        CaseDocuments.Supplement => "一次性告知书",
        CaseDocuments.Acceptance => "受理通知书",
        CaseDocuments.Refusal => "不予受理通知书",
        _ => d.Result?.Result == "denied" ? "不予办理决定书" : "办理结果决定书",
    };

    public static string Body(CaseDocument d)
    {
        var page = new StringBuilder("<article class=\"paper\">\n<p class=\"issuer\">").Append(Html.Text(d.HallName)).Append("</p>\n<h1>").Append(Html.Both(Title(d), English(d))).Append("</h1>\n<dl>\n");
        Row(page, "办件编号", "Case number", d.CaseNumber);
        Row(page, "事项", "Matter", d.ItemName is { } name ? $"{name}（{d.Item}）" : d.Item);
        Row(page, "当事人", "Person", d.Erased ? "（个人信息已删除）" : d.Person?.Name);
        Row(page, "证件号码", "ID or credit code", d.Person?.IdNumber ?? d.Person?.CreditCode);
        Row(page, "责任人", "Responsible", $"{d.OwnerName ?? ""} {d.Owner}".Trim());
        Row(page, "经办人", "Issued by", $"{d.ByName ?? ""} {d.By}".Trim());
        Row(page, "日期", "Date", Time(d.At));
        Row(page, "承诺办结", "Promised by", Time(d.PromisedDueAt));
        Row(page, "法定期限", "Statutory limit", Time(d.StatutoryDueAt));
        Row(page, "补正期限", "Supply by", Time(d.SupplyBy));
        page.Append("</dl>\n");
        Materials(page, d);
        Notices(page, d.Notices);
        if (d.Refused is { } r) Texts(page, ("理由", "Reason", r.Reason), ("依据", "Basis", r.Basis), ("办理途径", "Way forward", r.WayForward));
        if (d.Result is { } result)
            Texts(page, ("结果", "Result", result.Result == "denied" ? "不予办理" : "准予办理"), ("意见", "Opinion", result.Opinion), ("依据", "Basis", result.Basis),
                ("金额", "Amount", result.Amount?.ToString("0.00", CultureInfo.InvariantCulture)));
        Remedies(page, d);
        page.Append("<p class=\"seal\">").Append(Html.Text(d.HallName)).Append("（盖章）<br>").Append(Html.Text(Day(d.At.InZone(Zone).Date))).Append("</p>\n");
        Proof(page, d);
        return page.Append("</article>\n").ToString();
    }

    private static void Materials(StringBuilder page, CaseDocument d)
    {
        if (d.Kind is not (CaseDocuments.Receipt or CaseDocuments.Supplement)) return;
        var received = d.Kind == CaseDocuments.Receipt;
        page.Append("<table>\n<caption>").Append(received ? Html.Both("收到的材料", "Handed in") : Html.Both("需要补正的全部材料", "Everything that is missing")).Append("</caption>\n<tbody>\n");
        foreach (var m in d.Materials) page.Append("<tr><th scope=\"row\">").Append(Html.Text(m.NameZh)).Append("</th><td>").Append(Html.Text(m.Code)).Append("</td><td>").Append(Form(m.Form)).Append("</td></tr>\n");
        foreach (var m in d.Missing) page.Append("<tr><th scope=\"row\">").Append(Html.Text(m.Material)).Append("</th><td>").Append(Html.Text(m.Reason)).Append("</td><td>").Append(Html.Text(m.How)).Append("</td></tr>\n");
        if (d.Materials.IsEmpty && d.Missing.IsEmpty) page.Append("<tr><td>").Append(Html.Both("无", "none")).Append("</td></tr>\n");
        page.Append("</tbody>\n</table>\n");
    }

    private static void Notices(StringBuilder page, NoticesView? n)
    {
        if (n is null) return;
        var answer = n.Eligible.Answer switch { "eligible" => "符合", "not-eligible" => "不符合", _ => n.Eligible.Answer };
        Texts(page, ("能不能办", "Whether it can be done", $"{answer} {n.Eligible.Rule}".Trim()), ("怎么办", "How", n.Procedure), ("在哪办", "Where", n.Path), ("多久办", "How long", n.TimeLimit),
            ("今日受理的承诺办结日", "Promised by, if accepted that day", Time(n.PromisedDueAt)), ("今日受理的法定期限", "Statutory limit, if accepted that day", Time(n.StatutoryDueAt)));
        if (n.Materials.IsEmpty) return;
        page.Append("<table>\n<caption>").Append(Html.Both("需要的全部材料", "Everything to bring")).Append("</caption>\n<tbody>\n");
        foreach (var m in n.Materials) page.Append("<tr><th scope=\"row\">").Append(Html.Text(m.NameZh)).Append("</th><td>").Append(Html.Text(m.Code)).Append("</td><td>").Append(Html.Text(m.When)).Append("</td></tr>\n");
        page.Append("</tbody>\n</table>\n");
    }

    private static void Remedies(StringBuilder page, CaseDocument d)
    {
        if (d.Remedies is not { } r) return;
        page.Append("<section class=\"remedies\">\n<h2>").Append(Html.Both("救济途径", "Remedies")).Append("</h2>\n<ul>\n<li>")
            .Append(Html.Text(FormattableString.Invariant($"不服本决定的，可以自收到之日起{r.ReviewDays}日内向本级人民政府申请行政复议（当日收到的，最迟{Day(r.ReviewBy)}，末日为节假日的顺延）。"))).Append("</li>\n<li>")
            .Append(Html.Text(FormattableString.Invariant($"也可以自收到之日起{r.SuitMonths}个月内向人民法院提起行政诉讼（最迟{Day(r.SuitBy)}）。"))).Append("</li>\n<li>")
            .Append(Html.Text($"对服务不满意的，可以投诉：{string.Join("、", new[] { r.ComplaintPhone, r.Hotline, "大厅意见箱、督查人员和网上投诉" }.OfType<string>())}。")).Append("</li>\n");
        if (!string.IsNullOrEmpty(r.Text)) page.Append("<li>").Append(Html.Text(r.Text)).Append("</li>\n");
        page.Append("</ul>\n</section>\n");
    }

    private static void Proof(StringBuilder page, CaseDocument d)
    {
        var p = d.Proof;
        page.Append("<footer class=\"proof\">\n<h2>").Append(Html.Both("存证", "Proof in the ledger")).Append("</h2>\n<dl>\n");
        Row(page, "台账位置", "Position", FormattableString.Invariant($"{p.Position} @{p.Version}"));
        Row(page, "条目哈希", "Entry hash", p.Hash);
        Row(page, "检查点", "Checkpoint", FormattableString.Invariant($"{p.Checkpoint} {p.CheckpointTime}"));
        Row(page, "检查点哈希", "Checkpoint hash", p.CheckpointHash);
        Row(page, "签名密钥", "Signing key", p.Key);
        page.Append("</dl>\n<p>").Append(Html.Both("凭办件编号和查询码可以取得存证回执并自行核验。", $"The receipt at /api/v1/cases/{d.CaseNumber}/receipt proves this without us."))
            .Append("</p>\n</footer>\n");
    }

    private static void Texts(StringBuilder page, params ReadOnlySpan<(string Zh, string En, string? Text)> rows)
    {
        page.Append("<dl class=\"texts\">\n");
        foreach (var (zh, en, text) in rows) Row(page, zh, en, text);
        page.Append("</dl>\n");
    }

    private static void Row(StringBuilder page, string zh, string en, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        page.Append("<div><dt>").Append(Html.Both(zh, en)).Append("</dt><dd>").Append(Html.Text(text)).Append("</dd></div>\n");
    }

    private static string English(CaseDocument d) => d.Kind switch
    {
        CaseDocuments.Receipt => "Receipt of an application",
        CaseDocuments.Notices => "The four notices",
        CaseDocuments.Supplement => "What is missing, all of it",
        CaseDocuments.Acceptance => "Notice of acceptance",
        CaseDocuments.Refusal => "Notice of refusal",
        _ => "Decision",
    };

    private static string Form(string? form) => form switch
    {
        "original" => Html.Both("原件", "original"),
        "copy" => Html.Both("复印件", "copy"),
        "electronic" => Html.Both("电子件", "electronic"),
        "shared" => Html.Both("部门共享", "shared"),
        _ => Html.Text(form),
    };

    private static string? Time(Instant? instant) => instant?.InZone(Zone).ToString("yyyy'年'M'月'd'日' HH:mm", CultureInfo.InvariantCulture);

    private static string Day(LocalDate day) => day.ToString("yyyy'年'M'月'd'日'", CultureInfo.InvariantCulture);
}
