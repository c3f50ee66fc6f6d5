using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;

namespace Telemed.Bench;

/// <summary>Connections as consoles make them, to the hub and to its floor.</summary>
static class Consoles
{
    /// <summary>One that has everything there is.</summary>
    public static async Task<HubConnection> OfHub(Peer peer, string account)
    {
        var connection = await Connect(peer, $"/hubs/inbox?device={account}", await Peers.Token(account));
        await connection.InvokeAsync("Resume", (Guid?)null, long.MaxValue);
        return connection;
    }

    public static async Task<HubConnection> OfFloor(Peer peer, string name)
    {
        var connection = await Connect(peer, "/hubs/inbox", null);
        await connection.InvokeAsync("Join", name);
        return connection;
    }

    static async Task<HubConnection> Connect(Peer peer, string path, string? token)
    {
        var connection = Build(peer, path, token);
        await connection.StartAsync();
        return connection;
    }

    public static HubConnection Build(Peer peer, string path, string? token) =>
        new HubConnectionBuilder().WithUrl(new Uri(peer.Url, path), options =>
        {
            options.AccessTokenProvider = () => Task.FromResult(token);
            // As a browser does when nothing is in between: no negotiation, one request fewer for each of thousands.
            options.SkipNegotiation = true;
            options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
        }).Build();

    /// <summary>The request that a transaction was answered with.</summary>
    public static string RequestOfHub(string answer)
    {
        var made = JsonNode.Parse(answer)!["entry"]!.AsArray().Select(entry => entry!["resource"]!).First(resource => (string)resource["resourceType"]! == "ServiceRequest");
        return $"ServiceRequest/{made["id"]}";
    }

    /// <summary>Accounts that no alert concerns, as many as a territory's consoles need.</summary>
    public static async Task<IReadOnlyList<string>> Bystanders(Peers peers, int count)
    {
        using var software = Peer.Client(peers.Hub.Url.ToString(), await Peers.Token("system"));
        var accounts = Enumerable.Range(1, count).Select(i => $"bystander{i}").ToList();
        foreach (var some in accounts.Chunk(250))
        {
            var entries = some.Select(account => JsonNode.Parse($$"""
                {"request":{"method":"PUT","url":"PractitionerRole/{{account}}"},
                 "resource":{"resourceType":"PractitionerRole","id":"{{account}}","active":true,"practitioner":{"reference":"Practitioner/p-nurse","display":"Sonia Brun"},"organization":{"reference":"Organization/cabinet","display":"Cabinet des Tilleuls"},
                  "code":[{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante","code":"60"}]}]} }
                """));
            using var answer = await software.PostAsync("/fhir", Peer.Fhir(new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) }));
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
        return accounts;
    }

    /// <summary>Does something for each, a few at a time.</summary>
    public static async Task<IReadOnlyList<T>> AFewAtATime<T>(int count, Func<int, Task<T>> open)
    {
        var opened = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => opened[i] = await open(i));
        return opened;
    }
}
