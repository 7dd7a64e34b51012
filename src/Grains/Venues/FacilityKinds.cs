using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;

namespace HallGrains.Grains.Venues;

/// <summary>The standard's list 配置标准: what each hall has or says why not, and which unit of the norm each kind carries out.</summary>
public static class FacilityKinds
{
    public const string Leaflet = "leaflet";
    public const string EvacuationPlan = "evacuation-plan";

    /// <summary>Half a year between two drills, a month between two checks, ten leaflets left: the project's choice, each facility may have its own.</summary>
    public const int DrillEveryDays = 180;

    public const int CheckEveryDays = 31;
    public const int LowStockAt = 10;

    /// <summary>Kind, name and unit; halls without one show a gap.</summary>
    public static ImmutableArray<(string Kind, string NameZh, string Clause)> Standard(HallDefinition hall)
    {
        ImmutableArray<(string, string, string)> all =
        [
            ("sign-hall", "机构名称标识", "4.1a"),
            ("sign-guidance", "导向标识", "4.1a"),
            ("guide-board", "办事指南公示栏", "4.3g"),
            ("waiting-seats", "等候区", "4.4j"),
            ("accessible-ramp", "无障碍坡道", "4.4k"),
            ("low-desk", "低位服务台", "4.4k"),
            ("accessible-toilet", "无障碍卫生间", "4.4k"),
            ("fire-extinguisher", "灭火器", "4.4e"),
            (EvacuationPlan, "疏散示意图", "4.4d"),
            ("camera", "监控防盗", "4.4f"),
            ("first-aid-kit", "医药箱", "4.4l"),
        ];
        return hall.SiteKind == "office" ? all.Add(("office-sign", "办公室场所指示牌", "4.3j")) : all;
    }

    public static bool IsAccessible(string kind) => ClauseOf(kind) == "4.4k";

    public static string ClauseOf(string kind) => kind switch
    {
        "fire-extinguisher" or "fire-alarm" or "fire-hydrant" or "smoke-detector" => "4.4e",
        EvacuationPlan or "exit" or "emergency-light" => "4.4d",
        "first-aid-kit" or "defibrillator" => "4.4l",
        "camera" or "burglar-alarm" or "safe" => "4.4f",
        Leaflet => "4.3i",
        "guide-board" => "4.3g",
        "office-sign" => "4.3j",
        "waiting-seats" => "4.4j",
        "evaluator" => "3.3e",
        "low-desk" or "magnifier" or "sign-language-tablet" or "wheelchair" or "hearing-loop" => "4.4k",
        _ when kind.StartsWith("accessible-", StringComparison.Ordinal) => "4.4k",
        _ when kind.StartsWith("sign-", StringComparison.Ordinal) => "4.1a",
        _ => "4.1b",
    };

    /// <summary>What protects life is major; paper is advice.</summary>
    public static string GradeOf(string kind) => ClauseOf(kind) switch
    {
        "4.4d" or "4.4e" or "4.4l" => FindingGrades.Major,
        "4.3i" => FindingGrades.Advice,
        _ => FindingGrades.Minor,
    };
}
