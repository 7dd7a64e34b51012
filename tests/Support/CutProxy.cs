using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace HallGrains.Tests;

/// <summary>A cable to PostgreSQL that can be cut. The server's side stays connected, as after a broken network: it notices nothing.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _connections = new();
    private readonly int _port;
    private readonly Task _accepting;
    private volatile byte[]? _cutAfter;
    private int _cuts;

    public CutProxy(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        _port = target.Port;
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    /// <summary>New connections are closed at once.</summary>
    public bool Refuse { get; set; }

    public int Cuts => _cuts;

    public void CutAll()
    {
        foreach (var client in _connections.Keys) client.Close();
    }

    /// <summary>The next answer to a session that was prepared with this text is lost, with its connection.</summary>
    public void CutAtNextAnswer(string prepared) => _cutAfter = Encoding.ASCII.GetBytes(prepared);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var (client, server) in _connections)
        {
            client.Dispose();
            server.Dispose();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (Refuse) client.Dispose();
                else _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is being taken away.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _port);
        _connections[client] = server;
        var seen = new StringBuilder();
        await Task.WhenAll(
            PumpAsync(client, server, chunk =>
            {
                lock (seen) seen.Append(Encoding.Latin1.GetString(chunk.Span));
                return true;
            }),
            PumpAsync(server, client, _ =>
            {
                if (_cutAfter is not { } text) return true;
                lock (seen)
                    if (!seen.ToString().Contains(Encoding.ASCII.GetString(text), StringComparison.Ordinal)) return true;
                _cutAfter = null;
                Interlocked.Increment(ref _cuts);
                client.Close();
                return false;
            }));
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, bool> pass)
    {
        var buffer = new byte[1 << 16];
        try
        {
            var (source, target) = (from.GetStream(), to.GetStream());
            while (await source.ReadAsync(buffer) is > 0 and var read && pass(buffer.AsMemory(0, read))) await target.WriteAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut. The other side is left as it is.
        }
    }
}
