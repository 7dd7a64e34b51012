using System.Globalization;
using HallGrains.Benchmarks.Load;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Benchmarks.Hall;

/// <summary>
/// A caller at the grains: one case after the other from the first question to the delivery, each command durable before the next. Fourteen commands of
/// four people: what a hall's day is made of.
/// </summary>
internal sealed class CaseLife(IGrainFactory grains, int caller) : ICaller
{
    private const string Hall = "YXCS", Guide = "YXCS019", Handler = "YXCS015", Reviewer = "YXCS009", Decider = "YXCS005", Item = "UNE-BENEFIT";
    private const string IdCheck = "10X98765432";
    private static readonly int[] IdWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private int _lives;
    private int _step;
    private string _number = "";
    private string _handoff = "";
    private int _version;

    /// <summary>Commands of one life.</summary>
    public static int Steps => 14;

    public static async Task GoOnDutyAsync(IGrainFactory grains)
    {
        foreach (var staff in new[] { Guide, Handler, Reviewer, Decider })
            Done(await grains.GetGrain<IStaffGrain>(staff).SetDutyAsync(Meta(staff, "on-duty"), new(true)));
    }

    public async Task<Work> NextAsync()
    {
        var step = _step;
        _step = (_step + 1) % Steps;
        if (step == 0)
        {
            _lives++;
            var meta = Meta(Guide, CommandId());
            var lane = IIntakeGrain.Lane(meta.Caller.Account, meta.CommandId);
            var opened = Done(await grains.Ref<IIntakeGrain>(string.Create(CultureInfo.InvariantCulture, $"{Hall}/{lane}")).OpenAsync(
                meta, new(Hall, null, null, "onsite", new("秦小满", "unemployed"), "失业了能领什么？", Item)));
            (_number, _version) = (opened.Made["caseNumber"], opened.View!.Version);
            return new(2, 1 + _version);
        }

        var (by, command) = Command(step);
        var outcome = Done(await grains.Ref<ICaseGrain>(_number).ExecuteAsync(Meta(by, CommandId()), command));
        if (outcome.Made.TryGetValue("handoffId", out var handoff)) _handoff = handoff;
        var entries = outcome.View!.Version - _version;
        _version = outcome.View.Version;
        return new(1, entries);
    }

    private (string By, CaseCommand Command) Command(int step) => step switch
    {
        1 => (Guide, new GiveNotices(new("eligible", "失业保险条例 14"), "申领表、身份证或社保卡", "六号窗口或网上办理", "承诺5个工作日")),
        2 => (Guide, new OfferHandoff(new(Staff: Handler), HandoffKinds.TransferInside, "失业窗口办理")),
        3 => (Handler, new AcceptHandoff { HandoffId = _handoff }),
        4 => (Handler, new SubmitApplication(Item, new("秦小满", IdNumber: IdNumber(), Phone: "13800005678", Address: "宁江市南浦区学府路8号3栋201"), 1800, [new("id-or-card", "original")])),
        5 => (Handler, new RequestSupplement([new("unemployment-form", "未提交", "现场填写")])),
        6 => (Handler, new SupplyMaterials([new("unemployment-form", "original")])),
        7 => (Handler, new AcceptCase()),
        8 => (Handler, HandOn("initial-review", Reviewer)),
        9 => (Reviewer, new AcceptHandoff { HandoffId = _handoff }),
        10 => (Reviewer, HandOn("recheck", Decider)),
        11 => (Decider, new AcceptHandoff { HandoffId = _handoff }),
        12 => (Decider, new DecideCase("granted", "符合条件，同意", Amount: 1800)),
        _ => (Decider, new DeliverCase("pickup", "本人签收")),
    };

    private static FinishStage HandOn(string stage, string to) => new("pass", "材料齐全", new(Staff: to)) { Stage = stage };

    /// <summary>A person of its own for each case: an unissued region's number with a right check character.</summary>
    private string IdNumber()
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"9999{caller % 100:00}19{70 + (_lives / 300 % 30):00}0101{(caller / 100) + (_lives % 300 * 3):000}");
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (first[i] - '0') * IdWeights[i];
        return first + IdCheck[sum % 11];
    }

    private string CommandId() => string.Create(CultureInfo.InvariantCulture, $"c{caller}-{_lives}-{_step}");

    private static CommandMeta Meta(string staff, string id) => new(id, "0d1f0f6b3d3b0e3c5c0e7a7e5b1f7c9a2b4d6e8f00112233445566778899aabb", new(staff, staff, [Roles.Staff]));

    private static Outcome<T> Done<T>(Outcome<T> outcome) where T : class =>
        outcome.Refusal is { } refusal ? throw new InvalidOperationException($"Refused: {refusal.Code} {refusal.Detail} {string.Join(' ', refusal.Missing)}") : outcome;
}
