using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>Staff: the registry, duty, what waits for a person and what they hold.</summary>
internal static class StaffApi
{
    public static void MapStaff(this IEndpointRouteBuilder api)
    {
        api.Read<StaffView>("/staff/{number}", "工作人员 A staff member", a => a.ReadAsync(() => Staff(a).GetAsync(a.Caller), v => v is null ? null : Api.Object(v)))
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("3.1b", "4.3h");
        api.Read<InboxView>("/staff/{number}/inbox", "待办 What waits for them", a => a.ReadAsync(() => Staff(a).InboxAsync(a.Caller), v => Api.Object(v)))
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.4e");
        api.Read<CaseloadView>("/staff/{number}/caseload", "在办 What they hold", a => a.ReadAsync(() => Staff(a).CaseloadAsync(a.Caller), v => Api.Object(v)))
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.4e", "6.4c");
        api.Read<InboxView>("/inbox", "我的待办 What waits for me", a => a.ReadAsync(
            () => a.Caller.Staff is { } number ? a.Grain<IStaffGrain>(number).InboxAsync(a.Caller) : throw new RefusedException(Refusal.Of(Codes.NotPermitted)), v => Api.Object(v)))
            .Refuses(Codes.NotPermitted).Norm("5.4e");
        api.Command<PutStaff, StaffView>("PUT", "/staff/{number}", "登记人员 Registers or changes a staff member", (a, meta, body) => Staff(a).PutAsync(meta, body))
            .Refuses(Codes.NotPermitted).Norm("4.3h").Example("""{"name":"李敏","hall":"YXCS","level":"L1","section":"employment","title":"经办","lines":["unemployment"],"homeWindow":"YXCS-06","personalPromise":null}""");
        api.Command<PutQualification, StaffView>("PUT", "/staff/{number}/qualifications", "登记培训 Records a training", (a, meta, body) => Staff(a).PutQualificationAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.NotFound).Norm("2.6b", "2.6c").Example("""{"line":"unemployment","course":"失业保险业务培训","score":90,"passedOn":"2026-11-20","validUntil":"2027-11-20"}""");
        api.Command<PutDeputy, StaffView>("PUT", "/staff/{number}/deputy", "设AB角 Sets the deputy pair", (a, meta, body) => Staff(a).PutDeputyAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.NotFound).Norm("6.4c").Example("""{"deputy":"YXCS016"}""");
        api.Command<SetDuty, StaffView>("POST", "/staff/{number}/duty", "到岗离岗 Goes on or off duty", (a, meta, body) => Staff(a).SetDutyAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.NotFound).Norm("5.1e").Example("""{"on":true}""");
    }

    private static IStaffGrain Staff(Api api) => api.Grain<IStaffGrain>(Paths.Code(api, "number"));
}
