using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Reports;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Grains.Pages;

/// <summary>What a hall publishes 公示: read from where each thing stands, kept nowhere else.</summary>
[StatelessWorker]
[GrainType("hall-notices")]
internal sealed class HallNoticesGrain(IGrainContext context, IGrainFactory grains, IClock clock) : IGrainBase, IHallNoticesGrain
{
    public IGrainContext GrainContext => context;

    private string Key => context.GrainReference.GetPrimaryKeyString();

    public async Task<WindowSignView?> SignAsync(string window)
    {
        if (await HallAsync() is not { } hall || hall.Window(window) is not { } sign) return null;
        var (city, now) = (await CityAsync(), clock.GetCurrentInstant());
        var there = await grains.Ref<IWindowGrain>($"{hall.Code}/{window}").SnapshotAsync();
        var staff = there.Staff is { } number ? (await grains.Ref<IStaffGrain>(number).SnapshotAsync())?.Definition : null;
        var promises = (await grains.GetGrain<IServiceFiguresGrain>(IServiceFiguresGrain.Key).PromisesAsync(hall.Code))?.Promises ?? [];
        return new(
            hall.Code, window, sign.Name, [.. sign.Lines.Select(l => new LineName(l, Notices.LineName(city, l)))], Notices.SignDuties(hall, sign, staff, city, HallHours.DateOf(now)),
            there.Status, staff is null ? null : Notices.Badge(staff), [.. promises.Where(p => Notices.IsAt(p, hall.Code, sign, staff?.Number))], now);
    }

    public async Task<PublishedTexts?> TextsAsync(string kind)
    {
        if (await HallAsync() is not { } hall) return null;
        var now = clock.GetCurrentInstant();
        return new(hall.Code, Notices.Texts(hall, await CityAsync(), kind, HallHours.DateOf(now)), now);
    }

    public async Task<HallLimitsView?> LimitsAsync()
    {
        if (await HallAsync() is not { } hall) return null;
        var now = clock.GetCurrentInstant();
        var items = await Task.WhenAll(hall.Pages.Where(p => p.Kind == HallPageKinds.Limit).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(async p => (Page: p, Item: (await grains.Ref<IServiceItemGrain>(p.Key).SnapshotAsync()).InForce(now))));
        return new(hall.Code, [.. items.Where(i => i.Item is not null && HallPages.LimitOf(hall, i.Item) is not null).Select(i => new HallLimitView(
            i.Page.Key, i.Item!.NameZh, i.Item.IsInstant ? new(PromisedMinutes: i.Item.PromisedMinutes) : new(i.Item.PromisedDays), HallPages.LimitOf(hall, i.Item)!, i.Page.Version, i.Page.Author, i.Page.Approver, i.Page.From))], now);
    }

    public async Task<OnDutyView?> OnDutyAsync()
    {
        if (await grains.GetGrain<IHallMonitorGrain>(Key).DisplayAsync() is not { } display) return null;
        return new(display.Hall, [.. display.OnDuty.Select(d => new OnDutyRow(new(d.Number, d.Name, d.Title, d.Promise, d.Photo), display.Windows.FirstOrDefault(w => w.Staff?.Number == d.Number)?.Window))], display.AsOf);
    }

    private async Task<HallDefinition?> HallAsync() => (await grains.Ref<IHallRegistryGrain>(Key).SnapshotAsync())?.Definition;

    private Task<CityDefinition?> CityAsync() => grains.Ref<ICityCatalogueGrain>(ICityCatalogueGrain.Key).CityAsync();
}

/// <summary>Puts published texts together: the hall's own before the city's. Pure.</summary>
internal static class Notices
{
    public static ImmutableArray<PublishedText> Texts(HallDefinition hall, CityDefinition? city, string kind, LocalDate today)
    {
        var own = HallPages.Texts(hall, kind, today).Select(p => new PublishedText(
            p.Key, p.Text!.Title, p.Text.Lines, "hall", p.Text.Source, p.Text.ValidUntil, p.Version, p.Author, p.Approver, p.From)).ToList();
        var common = (kind switch { HallPageKinds.Standard => city?.Standards, HallPageKinds.Duty => city?.Duties, _ => null }) ?? [];
        var windows = kind == HallPageKinds.Duty ? hall.Windows.Select(w => new PublishedText(w.Code, w.Name, [WindowDuty(w, city)], "window")) : [];
        var taken = own.Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. own.Concat(common.Select(t => new PublishedText(t.Key, t.Title, t.Lines, "city", t.Source)).Concat(windows).Where(t => !taken.Contains(t.Key))).OrderBy(t => t.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>What stands on a window's sign: what is done there, and the duties of the one who serves.</summary>
    public static ImmutableArray<string> SignDuties(HallDefinition hall, WindowDefinition window, StaffDefinition? staff, CityDefinition? city, LocalDate today)
    {
        var texts = Texts(hall, city, HallPageKinds.Duty, today);
        return [.. new[] { window.Code, staff?.Level.ToString() }.SelectMany(key => texts.FirstOrDefault(t => t.Key == key)?.Lines ?? [])];
    }

    public static BadgeView Badge(StaffDefinition staff) => new(staff.Number, staff.Name, staff.Title, staff.PersonalPromise);

    /// <summary>Whether a promise belongs at this window: the unit's, its lines', or the person's who serves.</summary>
    public static bool IsAt(PromiseView promise, string hall, WindowDefinition window, string? staff) => promise.Scope switch
    {
        "unit" => promise.ShownOn.Contains("display-screen"),
        "collective" => window.Lines.Any(l => promise.Owner == $"{hall}:{l}"),
        _ => staff is not null && promise.Owner == staff,
    };

    /// <summary>文明用语 (3.3b) in the city's own words where it has some.</summary>
    public static ImmutableArray<ScriptCard> Script(CityBrand? brand) =>
    [
        new("greeting", brand?.Greeting ?? "您好！"), new("asking", "请问，请您出示材料。"), new("thanks", "谢谢您的配合。"), new("farewell", brand?.Closing ?? "请慢走。"),
    ];

    public static string LineName(CityDefinition? city, string line) => city?.ServiceLines.GetValueOrDefault(line) ?? line;

    private static string WindowDuty(WindowDefinition window, CityDefinition? city) => "办理业务：" + string.Join("、", window.Lines.Select(l => LineName(city, l)));
}
