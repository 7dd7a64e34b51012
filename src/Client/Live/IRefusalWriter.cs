using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;

namespace HallGrains.Client.Live;

/// <summary>Answers a refusal as the gateway does everywhere (must-hold: problem documents).</summary>
public interface IRefusalWriter
{
    Task WriteAsync(HttpContext http, Refusal refusal);
}
