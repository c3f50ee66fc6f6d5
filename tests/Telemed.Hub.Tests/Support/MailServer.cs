using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telemed.Hub.Tests.Support;

public sealed record ReceivedLetter(string To, string Content)
{
    public string Header(string name) => Content.Split("\r\n").First(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();
}

/// <summary>A mail server that keeps what it gets, as little of SMTP as a client needs. https://www.rfc-editor.org/rfc/rfc5321</summary>
public sealed class MailServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource over = new();
    readonly Task accepting;

    public MailServer()
    {
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<ReceivedLetter> Letters { get; } = new();

    /// <summary>What RCPT is answered with; null accepts.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    async Task Accept()
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await listener.AcceptTcpClientAsync(over.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    async Task Serve(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test");
            var to = "";
            while (await reader.ReadLineAsync() is { } line)
            {
                var command = line.ToUpperInvariant();
                if (command.StartsWith("RCPT TO:", StringComparison.Ordinal)) to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                var answer = command switch
                {
                    _ when command.StartsWith("RCPT", StringComparison.Ordinal) => Refuse(to) ?? "250 ok",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                await writer.WriteLineAsync(answer);
                if (command == "QUIT") return;
                if (command != "DATA") continue;
                Letters.Enqueue(new(to, await Content(reader)));
                await writer.WriteLineAsync("250 kept");
            }
        }
    }

    static async Task<string> Content(StreamReader reader)
    {
        var content = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line and not ".") content.Append(line).Append("\r\n");
        return content.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        over.Dispose();
    }
}
