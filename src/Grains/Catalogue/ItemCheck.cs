using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Catalogue;

/// <summary>What must be true of a guide before it can be a draft.</summary>
internal static class ItemCheck
{
    /// <summary>Length of a working day where stage limits in days and minutes are added (catalogue's <c>units</c>).</summary>
    public const int WorkingDayMinutes = 420;

    private const int MostDays = 3_660;
    private static readonly string[] Stages = ["acceptance", "initial-review", "investigation", "recheck", "decision"];

    /// <summary>服务对象 (1.1).</summary>
    private static readonly string[] Audiences = ["employer", "resident", "job-seeker", "unemployed", "retiree", "other"];

    private static readonly string[] Green =
    [
        "far-away", "hard-to-travel", "disabled", "elderly-70", "acute-illness", "pregnant", "soldier-or-veteran", "migrant-worker",
        "newly-founded-employing-disabled", "other",
    ];

    /// <summary>Fills what a draft may leave out: arrays, and names for its fees.</summary>
    public static ServiceItem Complete(ServiceItem item) => item with
    {
        Audience = item.Audience.IsDefault ? [] : item.Audience,
        Stages = item.Stages.IsDefault ? [] : item.Stages,
        Materials = item.Materials.IsDefault ? [] : item.Materials,
        Conditions = item.Conditions.IsDefault ? [] : item.Conditions,
        Channels = item.Channels.IsDefault ? [] : item.Channels,
        Fees = item.Fees.IsDefault ? [] : [.. item.Fees.Select((f, i) => f is { Code: null } ? f with { Code = $"fee-{i + 1}" } : f)],
        OptionalExtras = item.OptionalExtras.IsDefault ? [] : item.OptionalExtras,
        GreenChannel = item.GreenChannel.IsDefault ? [] : item.GreenChannel,
        TransferableTo = item.TransferableTo.IsDefault ? [] : item.TransferableTo,
        LegalBasis = item.LegalBasis.IsDefault ? [] : item.LegalBasis,
        PauseReasons = item.PauseReasons.IsDefault ? [] : item.PauseReasons,
        Samples = item.Samples.IsDefault ? [] : [.. item.Samples.Select(s => s is { Fields.IsDefault: true } ? s with { Fields = [] } : s)],
    };

    /// <summary>What a guide must say before it is published, besides being right: how far it goes online (5.6f), and a filled sample of each of its forms (4.3f).</summary>
    public static Refusal? Publishable(ServiceItem item)
    {
        if (string.IsNullOrEmpty(item.OnlineDepth)) return new Validation().Error("onlineDepth", "required").Refusal;
        var without = item.Materials.Where(m => m.IsForm && item.Samples.All(s => s.Material != m.Code)).Select(m => m.Code).ToList();
        return without.Count == 0 ? null : Refusal.OfMissing(Contracts.Common.Codes.SampleMissing, without);
    }

    /// <summary>Everything wrong with the content at once; a promise above the law (5.4f) where nothing else is.</summary>
    public static Refusal? Check(string code, ServiceItem item)
    {
        var nulls = new Validation()
            .NoNulls("audience", item.Audience).NoNulls("stages", item.Stages).NoNulls("materials", item.Materials).NoNulls("conditions", item.Conditions)
            .NoNulls("channels", item.Channels).NoNulls("fees", item.Fees).NoNulls("optionalExtras", item.OptionalExtras).NoNulls("greenChannel", item.GreenChannel)
            .NoNulls("transferableTo", item.TransferableTo).NoNulls("legalBasis", item.LegalBasis).NoNulls("pauseReasons", item.PauseReasons).NoNulls("samples", item.Samples);
        if (!nulls.Ok) return nulls.Refusal;
        var v = new Validation()
            .Code("code", item.Code)
            .If(item.Code != code, "code", "another-item")
            .Name("nameZh", item.NameZh)
            .Text("nameEn", item.NameEn, 200, required: false)
            .Code("category", item.Category)
            .Code("serviceLine", item.ServiceLine)
            .If(item.Audience.IsEmpty, "audience", "required")
            .OneOf("kind", item.Kind, "instant", "promised")
            .If(item.StatutoryDays is < 1 or > MostDays, "statutoryDays", "out-of-range")
            .If(item.StatutoryDays is null != item.StatutoryUnit is null, "statutoryUnit", "goes-with-statutoryDays")
            .If(item.StatutoryDays is not null && item.LegalBasis.IsEmpty, "legalBasis", "required")
            .If(item.DeliveryDays is < 0 or > 366, "deliveryDays", "out-of-range")
            .Text("resultDocument", item.ResultDocument, 200, required: false)
            .Note("note", item.Note, required: false);
        if (item.StatutoryUnit is not null) v.OneOf("statutoryUnit", item.StatutoryUnit, "working-days", "calendar-days", "months");
        if (item.IsInstant) v.If(item.PromisedDays != 0, "promisedDays", "not-0").If(item.PromisedMinutes is null or < 1 or > WorkingDayMinutes, "promisedMinutes", "not-1-to-420");
        else v.If(item.PromisedDays is < 1 or > MostDays, "promisedDays", "out-of-range").If(item.PromisedMinutes is not null, "promisedMinutes", "only-when-instant");
        Known(v, "audience", item.Audience, Audiences);
        if (item.OnlineDepth is not null) v.OneOf("onlineDepth", item.OnlineDepth, "none", "inform", "apply", "full");
        CheckSamples(v, item);
        Known(v, "channels", item.Channels, "onsite", "online", "voice", "video");
        Known(v, "transferableTo", item.TransferableTo, "city", "county", "street");
        Known(v, "pauseReasons", item.PauseReasons, [.. PauseReasons.Codes]);
        Known(v, "greenChannel", item.GreenChannel, Green);
        Codes(v, "optionalExtras", item.OptionalExtras);
        foreach (var condition in item.Conditions) v.Text("conditions", condition, 1000);
        foreach (var basis in item.LegalBasis) v.Text("legalBasis.law", basis.Law, 200).Text("legalBasis.article", basis.Article, 100, required: false);
        CheckStages(v, item);
        CheckMaterials(v, item);
        CheckFees(v, item);
        if (item.Extension is { } x)
            v.If(x.Value < 1, "extension.value", "out-of-range").OneOf("extension.unit", x.Unit, "working-days", "calendar-days").If(x.Approver < StaffLevel.L4, "extension.approver", "below-L4");
        if (v.Refusal is { } refusal) return refusal;
        return PromisesTooMuch(item) ? Refusal.Of(Contracts.Common.Codes.PromiseOverStatutory) : null;
    }

    /// <summary>
    /// Whether the promise exceeds the law. Units differ: of calendar days five in seven are counted as working days and a month as four weeks, so that
    /// the promise stays the shorter one in months with holidays too.
    /// </summary>
    public static bool PromisesTooMuch(ServiceItem item) => item.StatutoryDays is { } days && item.PromisedDays > (item.StatutoryUnit switch
    {
        "calendar-days" => days * 5 / 7,
        "months" => days * 20,
        _ => days,
    });

    private static void CheckStages(Validation v, ServiceItem item)
    {
        var order = item.Stages.Select(s => Array.IndexOf(Stages, s.Stage)).ToList();
        v.If(item.Stages.IsEmpty, "stages", "required")
            .If(order.Contains(-1), "stages", "not-one-of: " + string.Join(", ", Stages))
            .If(!order.Contains(-1) && order.Zip(order.Skip(1)).Any(p => p.First >= p.Second), "stages", "out-of-order")
            .If(!item.Stages.IsEmpty && (item.Stages[0].Stage != Stages[0] || item.Stages[^1].Stage != Stages[^1]), "stages", "from-acceptance-to-decision")
            .If(item.ReviewRequired && item.Stage("recheck") is null, "stages", "recheck-required")
            .If(item.Stages.Any(s => s.Limit is null), "stages.limit", "required");
        decimal minutes = 0;
        foreach (var stage in item.Stages.Where(s => s.Limit is not null))
        {
            v.OneOf("stages.limit.unit", stage.Limit.Unit, "working-days", "working-minutes").If(stage.Limit.Value <= 0 || stage.Limit.Value > 1_000_000, "stages.limit.value", "out-of-range");
            if (v.Ok) minutes += stage.Limit.Unit == "working-days" ? stage.Limit.Value * WorkingDayMinutes : stage.Limit.Value;
        }

        decimal promised = item.IsInstant ? item.PromisedMinutes ?? 0 : item.PromisedDays * WorkingDayMinutes;
        v.If(v.Ok && minutes > promised, "stages", "sum-over-promised");
    }

    private static void CheckMaterials(Validation v, ServiceItem item)
    {
        v.If(item.Materials.Select(m => m.Code).Distinct().Count() != item.Materials.Length, "materials", "code-twice");
        foreach (var material in item.Materials)
        {
            v.Code("materials.code", material.Code)
                .Text("materials.nameZh", material.NameZh, 200)
                .OneOf("materials.need", material.Need, "required", "conditional")
                .OneOf("materials.source", material.Source, "applicant", "applicant-shown", "department-shared")
                .If(material.Need == "conditional" && string.IsNullOrWhiteSpace(material.When), "materials.when", "required");
        }
    }

    private static void CheckSamples(Validation v, ServiceItem item)
    {
        v.If(item.Samples.Select(s => s.Material).Distinct().Count() != item.Samples.Length, "samples", "twice");
        foreach (var sample in item.Samples)
        {
            v.If(item.Materials.All(m => m.Code != sample.Material), "samples.material", "not-of-this-item").If(sample.Fields.IsDefaultOrEmpty, "samples.fields", "required").If(sample.Fields.Length > 100, "samples.fields", "too-many");
            foreach (var field in sample.Fields) v.Text("samples.label", field?.Label, 100).Text("samples.value", field?.Value, 500);
        }
    }

    private static void CheckFees(Validation v, ServiceItem item)
    {
        v.If(item.Fees.Select(f => f.Code).Distinct().Count() != item.Fees.Length, "fees", "code-twice");
        foreach (var fee in item.Fees)
            v.Code("fees.code", fee.Code).Text("fees.name", fee.Name, 100).If(fee.Amount <= 0, "fees.amount", "out-of-range").Text("fees.basis", fee.Basis, 500);
    }

    private static void Codes(Validation v, string field, IEnumerable<string> codes)
    {
        foreach (var code in codes) v.Code(field, code);
    }

    private static void Known(Validation v, string field, IEnumerable<string> codes, params string[] allowed)
    {
        foreach (var code in codes) v.OneOf(field, code, allowed);
    }
}
