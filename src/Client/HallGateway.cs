using HallGrains.Client.Auth;
using HallGrains.Client.Docs;
using HallGrains.Client.Http;
using HallGrains.Client.Live;
using HallGrains.Client.Pages;
using HallGrains.Client.Routes;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client;

/// <summary>
/// The gateway 网关: the hall over HTTP. It knows the contracts only and holds no rule and no truth; it needs an <c>IGrainFactory</c> and an
/// <c>IClusterClient</c> from the container, of a silo in the same process or of a client.
/// </summary>
public static class HallGateway
{
    private static readonly TimeSpan AccessTokenLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshTokenLife = TimeSpan.FromDays(14);

    public static IServiceCollection AddHallGateway(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<GrainCalls>();
        services.AddSingleton<Commands>();
        services.AddSingleton<Callers>();
        services.AddSingleton<Gate>();
        services.AddSingleton<IRefusalWriter, LiveRefusals>();
        services.AddRouting();
        services.AddHttpContextAccessor();
        AddTokens(services, options);
        services.AddRateLimiter(limits => Limits.Configure(limits, options));
        services.AddHealthChecks().AddCheck<SiloHealth>("silo", tags: [HealthApi.Ready]);
        services.AddHallDocs();
        services.AddHallLive();
        return services;
    }

    public static WebApplication MapHallGateway(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<GatewayOptions>();
        var outside = app.Services.GetRequiredService<Gate>();
        var callers = app.Services.GetRequiredService<Callers>();
        app.Use(outside.InvokeAsync);
        app.UseRouting();
        // Said here, or the framework puts it outside of everything: tokens of those turned away would be opened, and what fails there would have no answer of ours.
        app.UseAuthentication();
        app.Use(callers.InvokeAsync);
        app.UseRateLimiter();

        var api = app.MapGroup("/api/v1");
        api.MapAuth();
        api.MapAccounts();
        api.MapCatalogue();
        api.MapHallDay();
        api.MapHallFloor();
        api.MapCases();
        api.MapCaseCommands();
        api.MapCaseAside();
        api.MapCasePapers();
        api.MapOwnership();
        api.MapPrivacy();
        api.MapBundles();
        api.MapPages();
        api.MapReports();
        api.MapStaff();
        api.MapEvaluations();
        api.MapVenues();
        api.MapInspections();
        api.MapPursuits();
        api.MapLedger();
        api.MapRecords(options.Demo);
        api.MapNorm();
        api.MapHallLive();
        app.MapHallPages();
        app.MapBrand();
        app.MapAssets();
        app.MapHealth();
        app.MapProblemPages();
        app.MapHallDocs();
        return app;
    }

    /// <summary>Readable by nobody but the hall's own user.</summary>
    private static DirectoryInfo Secret(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void AddTokens(IServiceCollection services, GatewayOptions options)
    {
        // The same name in every process: tokens of one gateway are good at the next.
        var protection = services.AddDataProtection().SetApplicationName("HallGrains");
        if (options.KeyDirectory is { } directory) protection.PersistKeysToFileSystem(Secret(Path.Combine(directory, "data-protection")));
        else protection.UseEphemeralDataProtectionProvider();
        services.AddAuthentication().AddBearerToken(BearerTokenDefaults.AuthenticationScheme, tokens =>
        {
            tokens.BearerTokenExpiration = AccessTokenLife;
            tokens.RefreshTokenExpiration = RefreshTokenLife;
            // Real time, also where the hall's is moved: a session does not end because a demo jumped ten days.
            tokens.TimeProvider = TimeProvider.System;
        });
        services.PostConfigure<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme, tokens => tokens.BearerTokenProtector = new RememberedTokens(tokens.BearerTokenProtector, tokens.TimeProvider!));
    }
}
