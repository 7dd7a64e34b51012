using HallGrains.Client.Auth;
using HallGrains.Client.Live;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Http;

/// <summary>A refusal of a feed is a problem document; who shows nothing at all is asked to sign in first.</summary>
internal sealed class LiveRefusals : IRefusalWriter
{
    public Task WriteAsync(HttpContext http, Refusal refusal)
    {
        var caller = http.GetCaller();
        var nobody = caller.Account == Caller.AnonymousAccount && caller.RetrievalCode is null;
        return Problems.WriteAsync(http, nobody && refusal.Code == Codes.NotPermitted ? Refusal.Of(Codes.NotSignedIn) : refusal);
    }
}
