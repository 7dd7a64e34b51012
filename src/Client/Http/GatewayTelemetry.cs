using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Http;

/// <summary>Traces and figures of the gateway: routes as templates and codes, never what stands in them.</summary>
internal static class GatewayTelemetry
{
    public const string Name = "HallGrains.Gateway";

    public static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("hallgrains.gateway.refusals", description: "Requests refused, by route and code");
    private static readonly Counter<long> Replays = Meter.CreateCounter<long>("hallgrains.gateway.replays", description: "Commands answered with their first outcome");
    private static readonly Histogram<double> Commands = Meter.CreateHistogram<double>("hallgrains.gateway.command.duration", "ms", "From request to the committed answer");

    public static string Route(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    public static void Refused(HttpContext http, string code) =>
        Refusals.Add(1, new KeyValuePair<string, object?>("route", Route(http)), new KeyValuePair<string, object?>("code", code));

    public static void Replayed(HttpContext http) => Replays.Add(1, new KeyValuePair<string, object?>("route", Route(http)));

    public static void Answered(HttpContext http, TimeSpan took) =>
        Commands.Record(took.TotalMilliseconds, new KeyValuePair<string, object?>("route", Route(http)));
}
