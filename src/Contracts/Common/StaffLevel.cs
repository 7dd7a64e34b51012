using System.Text.Json.Serialization;

namespace HallGrains.Contracts.Common;

/// <summary>Authority level 职级 of a staff member (domain-rules §1). Ordered: a higher level may do what a lower one may.</summary>
public enum StaffLevel
{
    /// <summary>Guide 导办.</summary>
    [JsonStringEnumMemberName("L0")] L0,
    /// <summary>Window handler 经办.</summary>
    [JsonStringEnumMemberName("L1")] L1,
    /// <summary>Reviewer 复核.</summary>
    [JsonStringEnumMemberName("L2")] L2,
    /// <summary>Window or section head 窗口负责人.</summary>
    [JsonStringEnumMemberName("L3")] L3,
    /// <summary>Hall leader 大厅负责人.</summary>
    [JsonStringEnumMemberName("L4")] L4,
    /// <summary>Bureau leader 局领导.</summary>
    [JsonStringEnumMemberName("L5")] L5,
}
