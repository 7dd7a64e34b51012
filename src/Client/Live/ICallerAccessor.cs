using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Live;

/// <summary>Who asks, as the gateway has verified it; <see cref="Caller.Anonymous"/> with what retrieval code they show when not signed in.</summary>
public interface ICallerAccessor
{
    Caller Caller(HttpContext http);
}

/// <summary>Answers a refusal as the gateway does everywhere (must-hold: problem documents).</summary>
public interface IRefusalWriter
{
    Task WriteAsync(HttpContext http, Refusal refusal);
}
