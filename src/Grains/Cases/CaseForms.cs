using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;

namespace HallGrains.Grains.Cases;

/// <summary>Forms 表单 of a case's item with what is known filled in, for whoever sees all of the case.</summary>
internal static class CaseForms
{
    /// <summary>5.2f: what the person told once is not asked again.</summary>
    public static CaseRead<FormView> Of(string number, string material, CaseState state, CaseFacts facts)
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
}
