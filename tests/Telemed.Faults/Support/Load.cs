using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Telemed.Hub.Tests.Support;

namespace Telemed.Faults.Support;

/// <summary>
/// Requesters and experts who do not give up: what gets no answer is sent again, to the other node, as any good software does. What the
/// hub said yes to is kept here, outside of it.
/// </summary>
public sealed class Load(TwoNodes hub)
{
    readonly ConcurrentQueue<(string Request, bool Stroke)> open = new();

    /// <summary>Every request that was sent, by its own identifier: the reference the hub acknowledged it under, null when no answer came.</summary>
    public ConcurrentDictionary<string, string?> Requests { get; } = new();

    /// <summary>Every Task whose acceptance was sent: by whom, and whether the hub said yes.</summary>
    public ConcurrentDictionary<string, (string By, bool Acknowledged)> Acceptances { get; } = new();

    /// <summary>Answers that no fault explains.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    public int Acknowledged => Requests.Values.Count(request => request is not null);

    /// <summary>Sends and accepts until it is cancelled; what was begun is brought to its end.</summary>
    /// <param name="accepted">Share of the requests that somebody takes.</param>
    public async Task Run(int senders, TimeSpan pause, double accepted, CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Sender(pause, stop)).Append(Accepter(accepted, stop)).Append(Accepter(accepted, stop)));
    }

    /// <summary>Sends alerts alone, as fast as they are answered.</summary>
    public Task Alerts(int count, int senders) =>
        Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            for (var i = sender; i < count; i += senders) await Send(stroke: true);
        }));

    async Task Sender(TimeSpan pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Send(Random.Shared.NextDouble() < 0.5);
            await Task.Delay(pause * Random.Shared.NextDouble() * 2, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task Send(bool stroke)
    {
        var identifier = Guid.NewGuid().ToString();
        var bundle = stroke
            ? StrokeAlert.Bundle("ed-cambrai", (await Patiently(hub.Now)).AddMinutes(-5), null, identifier: identifier)
            : Lesion.Bundle("gp", identifier, priority: Random.Shared.Next(2) == 0 ? "urgent" : "routine", photo: hub.Photo);
        Requests[$"urn:uuid:{identifier}"] = null;
        if (await Insist(stroke ? "ed-cambrai" : "gp", "/fhir", bundle) is not { } answer) return;
        if (answer.Status != HttpStatusCode.OK)
        {
            Refusals.Enqueue($"request: {answer.Status} {answer.Body}");
            return;
        }
        var id = JsonNode.Parse(answer.Body)!["entry"]!.AsArray().Select(entry => entry!["resource"]!).First(resource => (string)resource["resourceType"]! == "ServiceRequest")["id"];
        Requests[$"urn:uuid:{identifier}"] = $"ServiceRequest/{id}";
        open.Enqueue(($"ServiceRequest/{id}", stroke));
    }

    async Task Accepter(double share, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested || !open.IsEmpty)
        {
            if (!open.TryDequeue(out var next))
            {
                await Task.Delay(20, CancellationToken.None);
                continue;
            }
            if (Random.Shared.NextDouble() >= share) continue;
            // Some at once, some in the middle of their levels.
            if (!stop.IsCancellationRequested) await Task.Delay(Random.Shared.Next(300), CancellationToken.None);
            foreach (var (task, role) in await Patiently(() => TasksOf(next.Request))) await Accept(task, Expert(next.Stroke, role));
        }
    }

    public static string Expert(bool stroke, string role) => stroke ? role.Length == 0 ? "neuro-lens" : "radio-arras" : $"derm{1 + Random.Shared.Next(TwoNodes.Dermatologists)}";

    public async Task Accept(string task, string by)
    {
        Acceptances[task] = (by, false);
        if (await Insist(by, $"/fhir/{task}/$accept", null) is not { } answer) return;
        // Sent again after an answer that was lost, an acceptance finds the Task taken: by the same person, which the rows must show.
        if (answer.Status == HttpStatusCode.OK || answer is { Again: true, Status: HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity }) Acceptances[task] = (by, true);
        else Refusals.Enqueue($"acceptance: {answer.Status} {answer.Body}");
    }

    async Task<IReadOnlyList<(string Task, string Role)>> TasksOf(string request)
    {
        await using var connection = await hub.Db.OpenConnectionAsync();
        return [.. await connection.QueryAsync<(string, string)>("select task, role from hub.escalation where request = @request order by key", new { request })];
    }

    /// <summary>The first answer that is one; null when none came within a minute.</summary>
    async Task<(HttpStatusCode Status, string Body, bool Again)?> Insist(string account, string path, JsonNode? body)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (attempt > 0) await Task.Delay(100);
            var node = hub.Any();
            try
            {
                using var answer = await hub.As(node, account).PostAsync(path, body is null ? null : TwoNodes.Fhir(body));
                if ((int)answer.StatusCode >= 500) continue;
                node.Answered();
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), attempt > 0);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                // Nobody knows whether it was done: it is sent again.
            }
        }
        return null;
    }

    static async Task<T> Patiently<T>(Func<Task<T>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (NpgsqlException)
            {
                await Task.Delay(100);
            }
        }
    }
}
