using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace HallGrains.Client.Http;

/// <summary>Calls to grains with their deadline; every failure becomes a code, and nothing of an exception leaves the house.</summary>
internal sealed partial class GrainCalls(GatewayOptions options, ILogger<GrainCalls> logger)
{
    private const int ConflictRetries = 2;
    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(50);

    /// <summary>The answer, or why there is none. The caller's going away never stops a call: a cancelled commit would be an unknown one.</summary>
    public async Task<(T? Value, Refusal? Refusal)> CallAsync<T>(HttpContext http, Func<Task<T>> call, bool command, TimeSpan? deadline = null)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return (await call().WaitAsync(deadline ?? options.GrainDeadline, CancellationToken.None), null);
            }
            catch (LedgerConflictException) when (attempt < ConflictRetries)
            {
                // The activation that lost has left; the same command id on the next one is safe.
                await Task.Delay(ConflictPause * (attempt + 1), CancellationToken.None);
            }
            catch (Exception e)
            {
                return (default, Explain(http, e, command));
            }
        }
    }

    private Refusal Explain(HttpContext http, Exception e, bool command)
    {
        switch (e)
        {
            case RefusedException refused:
                return refused.Refusal;
            case LedgerBusyException or LedgerConflictException:
                return Refusal.Of(Codes.Busy);
            case UnreadableEntryException:
                Failed(GatewayTelemetry.Route(http), Codes.Unreadable, e.GetType().Name);
                return Refusal.Of(Codes.Unreadable);
            case LedgerOutcomeUnknownException or TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or Orleans.Runtime.Messaging.ConnectionFailedException:
                // A read that was not answered changed nothing: come back. A command may have been done.
                var code = command && e is not OrleansMessageRejectionException ? Codes.OutcomeUnknown : Codes.Busy;
                Failed(GatewayTelemetry.Route(http), code, e.GetType().Name);
                return Refusal.Of(code);
            default:
                Broken(GatewayTelemetry.Route(http), e);
                return Refusal.Of(Codes.Internal);
        }
    }

    [LoggerMessage(4100, LogLevel.Warning, "{Route} was not answered: {Code} ({Cause})")]
    private partial void Failed(string route, string code, string cause);

    // The stack names types and lines; texts of exceptions in this product hold no personal data (must-hold 27).
    [LoggerMessage(4101, LogLevel.Error, "{Route} failed")]
    private partial void Broken(string route, Exception cause);
}
