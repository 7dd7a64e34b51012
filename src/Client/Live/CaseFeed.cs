using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Live;

/// <summary>
/// The feed of a case: each reader gets it as their own rights show it, asked of the case itself whenever its hall's feed says it changed, and at
/// each heartbeat, so that no change stays unseen. The id is the version.
/// </summary>
internal static class CaseFeed
{
    public static async Task RunAsync(HttpContext http, string number, Caller caller, IClusterClient client, LiveHub hub, IRefusalWriter refusals)
    {
        var grain = client.GetGrain<ICaseGrain>(number);
        var read = await grain.GetAsync(caller);
        if (read.Value is not { } view)
        {
            await refusals.WriteAsync(http, read.Refusal ?? Refusal.Of(Codes.NotFound));
            return;
        }

        var stop = http.RequestAborted;
        await Sse.BeginAsync(http);
        var known = Sse.LastEventId(http.Request);
        var name = LiveEvent.Snapshot;
        while (!stop.IsCancellationRequested)
        {
            var hall = view.Hall;
            var source = hub.Hall(hall);
            using var held = source.Hold();
            using var watch = source.Watch(number);
            while (view.Hall == hall)
            {
                var id = Id(view);
                if (id != known)
                {
                    await Sse.SendAsync(http, new(id, name, LiveJson.Bytes(view)));
                    known = id;
                }

                name = LiveEvent.Change;
                if (!await watch.NextAsync(Sse.Heartbeat, stop)) await Sse.BeatAsync(http);
                read = await grain.GetAsync(caller);
                if (read.Value is not { } now) return;
                view = now;
            }
        }
    }

    private static string Id(CaseView view) => view.Version.ToString(CultureInfo.InvariantCulture);
}
