using HallGrains.Silo.Commands;
using HallGrains.Silo.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A hall that serves, wherever it runs.</summary>
internal interface IServingHall : IAsyncDisposable
{
    string Url { get; }
}

/// <summary>
/// What <c>serve</c> hosts, hosted here: the same options, ports, files and HTTP, ended in order. A process of its own spends six seconds of a processor on
/// compiling before it is ready, and that for every path again; here it is done once for all tests. What is killed, or whose output counts, is a <see cref="HallProcess"/>.
/// </summary>
internal sealed class HallHere : IServingHall
{
    private readonly IHost _host;

    private HallHere(IHost host) => _host = host;

    public string Url => HallHost.AddressOf(_host)!;

    /// <param name="arguments">As on the command line, <c>serve</c> first.</param>
    public static async Task<HallHere> StartAsync(params string[] arguments)
    {
        var host = await HallHost.BuildAsync(ServeCommand.OptionsOf(arguments), silo => silo.Services.AddLogging(l => l.ClearProviders()));
        try
        {
            await host.StartAsync();
            return new(host);
        }
        catch
        {
            await EndAsync(host);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await EndAsync(_host);
    }

    private static async Task EndAsync(IHost host)
    {
        if (host is IAsyncDisposable async) await async.DisposeAsync();
        else host.Dispose();
        // A process that ends leaves no session behind: one that was cut meanwhile must not meet the next start.
        NpgsqlConnection.ClearAllPools();
        SqliteConnection.ClearAllPools();
    }
}
