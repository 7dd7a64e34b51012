using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HallGrains.Gateway.EndToEnd;

internal static class Ports
{
    /// <summary>A free loopback port, as an option's text.</summary>
    public static string Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
