using System.Net;
using System.Net.Sockets;

namespace Telemed.Hub.Tests.Support;

/// <summary>
/// A port to listen on. Not one the system hands to connections going out: a process that is killed and started again would now and then
/// find its own taken.
/// </summary>
static class FreePort
{
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }
}
