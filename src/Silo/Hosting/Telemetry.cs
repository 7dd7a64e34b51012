using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Diagnostics;

namespace HallGrains.Silo.Hosting;

/// <summary>Metrics and traces by setting (console, OTLP); logs are JSON on standard error, without personal data.</summary>
internal static class Telemetry
{
    public static void AddHallTelemetry(this IServiceCollection services, string target)
    {
        var otlp = target == "console" ? null : new Uri(target);
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("hallgrains"))
            .WithMetrics(m =>
            {
                m.AddMeter("HallGrains.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "System.Runtime");
                if (otlp is null) m.AddConsoleExporter();
                else m.AddOtlpExporter(o => o.Endpoint = otlp);
            })
            .WithTracing(t =>
            {
                t.AddSource("HallGrains.*", ActivitySources.AllActivitySourceName);
                // Only route templates: a URL holds case numbers at most, but a habit of keeping whole URLs would not stop there.
                t.AddAspNetCoreInstrumentation(o => o.Filter = c => !c.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal));
                // Before the exporters: they are asked in this order.
                t.AddProcessor(new Discretion());
                if (otlp is null) t.AddConsoleExporter();
                else t.AddOtlpExporter(o => o.Endpoint = otlp);
            });
    }

    /// <summary>
    /// Takes out of a trace what a person may have typed: an address as it was asked for (the route stands beside it), and the keys of grains, since whatever
    /// stands in an address or is tried as a user name asks for the grain of that name. The kind of grain stays.
    /// </summary>
    internal sealed class Discretion : BaseProcessor<Activity>
    {
        private static readonly string[] Typed = ["url.path", "url.query", "url.full", "http.target", "http.url", "user_agent.original", "orleans.directory.registered.address"];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in Typed)
                if (data.GetTagItem(tag) is not null) data.SetTag(tag, null);
            foreach (var (name, value) in data.TagObjects.Where(t => t.Key.StartsWith("orleans.", StringComparison.Ordinal) && t.Key.EndsWith("id", StringComparison.Ordinal)).ToList())
                if (value?.ToString() is { } id && id.IndexOf('/', StringComparison.Ordinal) is > 0 and var end) data.SetTag(name, id[..end]);
        }
    }

    public static void AddHallLogging(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(o => { o.UseUtcTimestamp = true; o.TimestampFormat = "O"; o.IncludeScopes = false; });
        // Standard output belongs to HALL READY and to the commands' results.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
    }
}
