using Microsoft.Extensions.Logging;

namespace HallGrains.Silo.Hosting;

/// <summary>Says at each start that the database role could edit history, until one that cannot is used (must-hold 14).</summary>
internal sealed partial class HistoryRights(ServeOptions options, ILogger<HistoryRights> logger) : IStartupTask
{
    public const string Advice =
        "The database role of this hall may change and remove what is written. Run `migrate` with it, and serve as a member of the role hallgrains_silo, which may not (docs/operating.md).";

    public Task Execute(CancellationToken cancellationToken)
    {
        if (options.MayEditHistory) LogPowerful(Advice);
        return Task.CompletedTask;
    }

    [LoggerMessage(2034, LogLevel.Warning, "{Advice}")]
    private partial void LogPowerful(string advice);
}
