using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace HallGrains.Silo.Hosting;

/// <summary>Ports for silos. On Linux two silos on one port both start without an error, so it is looked at before.</summary>
internal static class FreePorts
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <exception cref="HallCannotStartException">Somebody listens there already.</exception>
    public static int Free(int port, string option)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == port);
        return taken ? throw new HallCannotStartException($"Port {port} is taken; name another with {option}.") : port;
    }
}
