using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>The papers 文书 of a case, made from its state for whoever may read its texts; a paper that was not issued is not found.</summary>
internal static class Documents
{
    public static readonly ImmutableArray<string> Kinds = ["receipt", "notices", "supplement", "acceptance", "refusal", "decision"];

    public static CaseRead<DocumentView> Of(string number, string kind, CaseState state, CaseFacts facts)
    {
        if (!Rights.SeesTexts(state, facts)) return new(null, Refusal.Of(Codes.NotPermitted));
        var item = facts.ItemOf(state);
        var paper = kind switch
        {
            "receipt" => Receipt(state, item),
            "notices" => Notices(state),
            "supplement" => Supplement(state, item),
            "acceptance" => Acceptance(state, item, facts),
            "refusal" => Refused(state),
            "decision" => Decision(state),
            _ => null,
        };
        if (paper is not { } made) return new(null, Refusal.Of(Codes.NotFound));
        var hall = facts.HallOf(state);
        ImmutableArray<DocumentLine> head = item is null ? [] : [new("事项", $"{item.NameZh}（{item.Code} 第{item.Version.ToString(CultureInfo.InvariantCulture)}版）")];
        return new(new(
            kind, made.Title, number, made.At, state.Hall, hall?.NameZh, made.By ?? state.Owner, facts.Find(made.By ?? state.Owner)?.Definition.Name,
            [.. head, .. made.Lines], made.Remedies, hall?.ComplaintPhone, state.Version, facts.Now), null);
    }

    /// <summary>5.2f: what the person told once is not asked again.</summary>
    public static CaseRead<FormView> Form(string number, string material, CaseState state, CaseFacts facts)
    {
        if (!Rights.SeesAll(state, facts)) return new(null, Refusal.Of(Codes.NotPermitted));
        if (facts.ItemOf(state) is not { } item || Papers.Find(item, material) is not { } paper || !Papers.IsAsked(paper)) return new(null, Refusal.Of(Codes.NotFound));
        var (who, asked) = (state.Applicant, state.Contact);
        ImmutableArray<FormField> fields =
        [
            new("name", "姓名或单位名称", who?.Name ?? asked?.Name), new("idNumber", "身份证号", who?.IdNumber ?? asked?.IdNumber),
            new("creditCode", "统一社会信用代码", who?.CreditCode ?? asked?.CreditCode), new("phone", "联系电话", who?.Phone ?? asked?.Phone),
            new("address", "地址", who?.Address), new("representative", "代理人", who?.Representative),
            new("serviceItem", "申请事项", item.NameZh), new("amount", "金额", state.Amount?.ToString("0.##", CultureInfo.InvariantCulture)),
            new("date", "申请日期", Clocks.HallHours.DateOf(state.ReceivedAt ?? facts.Now).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)), new("signature", "签名", null),
        ];
        return new(new(material, paper.NameZh, number, item.Code, fields, state.Version, facts.Now), null);
    }

    private static Paper? Receipt(CaseState state, ServiceItem? item) => state.ReceivedAt is not { } at ? null : new(
        "收件凭证", at,
        [.. state.Materials.Values.Select(m => new DocumentLine(item is null ? m.Code : Papers.Find(item, m.Code)?.NameZh ?? m.Code, $"{FormOf(m.Form)}，{HallTimeText.Format(m.At)}"))]);

    private static Paper? Notices(CaseState state) => state.Notices is not { } n ? null : new(
        "四告知书", n.At, [new("是否符合政策", $"{n.Eligible.Answer}：{n.Eligible.Rule}"), new("所需手续", n.Procedure ?? ""), new("办理路径", n.Path ?? ""), new("办理时限", n.TimeLimit ?? "")]);

    private static Paper? Supplement(CaseState state, ServiceItem? item) => state.SupplementNotice.IsDefaultOrEmpty || state.SupplementNoticedAt is not { } at ? null : new(
        "一次性补正告知书", at,
        [
            .. state.SupplementNotice.Select(m => new DocumentLine(item is null ? m.Material : Papers.Find(item, m.Material)?.NameZh ?? m.Material, $"{m.Reason}；{m.How}")),
            .. state.SupplementLimit is { } limit ? [new DocumentLine("补正期限", HallTimeText.Format(limit))] : Array.Empty<DocumentLine>(),
        ]);

    private static Paper? Acceptance(CaseState state, ServiceItem? item, CaseFacts facts)
    {
        if (state.AcceptedAt is not { } at) return null;
        var clocks = CaseClocks.Summary(state, facts);
        List<DocumentLine> lines = [new("受理时间", HallTimeText.Format(at))];
        if (clocks.PromisedDueAt is { } promised) lines.Add(new("承诺办结", HallTimeText.Format(promised)));
        if (clocks.StatutoryDueAt is { } statutory) lines.Add(new("法定办结", HallTimeText.Format(statutory)));
        if (state.Tolerance is { } tolerance) lines.Add(new("容缺补交", $"{string.Join('、', tolerance.Missing.Select(code => (item is null ? null : Papers.Find(item, code)?.NameZh) ?? code))}，{HallTimeText.Format(tolerance.Due)}前"));
        return new("受理通知书", at, [.. lines]);
    }

    private static Paper? Refused(CaseState state) => state.RefusedWith is not { } r ? null : new(
        "不予受理决定书", r.At, [new("理由", r.Reason ?? ""), new("依据", r.Basis ?? ""), new("解决途径", r.WayForward ?? "")], r.By, AsideViews.Remedies);

    private static Paper? Decision(CaseState state)
    {
        if (state.Result is not { } r) return null;
        List<DocumentLine> lines = [new("结果", r.Result == "granted" ? "准予" : "不予"), new("意见", r.Opinion ?? "")];
        if (r.Basis is not null) lines.Add(new("依据", r.Basis));
        if (r.Amount is { } amount) lines.Add(new("金额", amount.ToString("0.##", CultureInfo.InvariantCulture) + "元"));
        // What the decider wrote stands beside what the law gives everybody.
        return new("办理结果通知书", r.At, [.. lines], r.By, r.Remedies is null ? AsideViews.Remedies : $"{r.Remedies}。{AsideViews.Remedies}");
    }

    private static string FormOf(string form) => form switch { "original" => "原件", "copy" => "复印件", "electronic" => "电子件", _ => "共享" };

    private readonly record struct Paper(string Title, Instant At, ImmutableArray<DocumentLine> Lines, string? By = null, string? Remedies = null);
}
