using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Hub.Tests.Support;

namespace Telemed.Bench;

/// <summary>
/// The morning of patients who are watched at home: each steps on the scale, a fifth are measured besides, one in thirty-three weighs more
/// than they should. Until all is in, looked at, and the cell has every alarm on its console.
/// </summary>
static class Morning
{
    const int GainsEvery = 33, MeasuredEvery = 5, Days = 30, Slow = 20, SlowAlarms = 200, Looks = 200, Rounds = 3;

    const double Reference = 70, Gained = 73.5;

    sealed record Watched(string Patient, string Scale);

    public static async Task<IReadOnlyList<Figure>> Run(Peers peers, int patients)
    {
        Console.WriteLine($"Enrolling {patients} patients.");
        var watched = await Enrol(peers, patients);
        await using (var connection = await peers.HubDb.OpenConnectionAsync()) await connection.ExecuteAsync(History, new { from = 0, days = Days, patients = watched.Select(one => one.Patient).ToArray() }, commandTimeout: 600);
        await Looked(peers);
        var scales = await Consoles.AFewAtATime(patients, async i => Peer.Client(peers.Hub.Url.ToString(), await Peers.Token(watched[i].Scale)));
        var arrived = new ConcurrentDictionary<string, long>();
        await using var cell = await Consoles.OfHub(peers.Hub, "cell");
        cell.On<JsonElement>("event", told => arrived.TryAdd(told.GetProperty("event").GetProperty("request").GetString()!, Stopwatch.GetTimestamp()));

        var rows = await peers.CountRows(() => Post(scales[0], Weight(watched[0], Reference)));
        var sent = new ConcurrentDictionary<string, long>();
        var (values, start) = (0, Stopwatch.GetTimestamp());
        await Parallel.ForAsync(1, patients, new ParallelOptions { MaxDegreeOfParallelism = Peers.Senders }, async (i, _) =>
        {
            sent[watched[i].Patient] = Stopwatch.GetTimestamp();
            var measured = Measured(watched[i], i).ToList();
            Interlocked.Add(ref values, measured.Count);
            await Post(scales[i], measured is [var only] ? only : Bundle(measured));
        });
        var taken = Stopwatch.GetElapsedTime(start);
        await Looked(peers);
        var looked = Stopwatch.GetElapsedTime(start);
        var flood = await Alarms(peers, arrived, sent, Enumerable.Range(1, patients - 1).Count(Gains));

        sent.Clear();
        var calm = Enumerable.Range(1, patients - 1).Where(i => !Gains(i)).ToList();
        var slow = calm.Take(Math.Min(SlowAlarms, calm.Count / 4)).ToList();
        foreach (var i in slow)
        {
            sent[watched[i].Patient] = Stopwatch.GetTimestamp();
            await Task.WhenAll(Post(scales[i], Weight(watched[i], Gained)), Task.Delay(1000 / Slow));
        }
        var alone = await Alarms(peers, arrived, sent, slow.Count);

        var floor = await Floor(peers, rows, patients);
        List<Figure> figures =
        [
            new($"measurements of {patients} patients, a second", "1/s", values / taken.TotalSeconds),
            new($"one POST of them, {Peers.Senders} senders", "ms", taken.TotalMilliseconds / (patients - 1), floor),
            new("from the first to the last patient looked at", "s", looked.TotalSeconds),
            new($"measurement to alarm on the cell's console, meanwhile, p50 of {flood.Count}", "ms", Result.Percentile(flood, 0.5)),
            new("the same, p99", "ms", Result.Percentile(flood, 0.99)),
            new($"measurement to alarm at {Slow} a second, p50 of {alone.Count}", "ms", Result.Percentile(alone, 0.5)),
            new("the same, p99", "ms", Result.Percentile(alone, 0.99)),
        ];
        figures.AddRange(await CellPage.Run(peers, patients));
        var others = calm.Skip(slow.Count).Take(Looks).Select(i => watched[i].Patient).ToArray();
        foreach (var days in new[] { Days, 365, 1825 }) figures.Add(new($"a look at a patient with {days} days", "ms", await Look(peers, others, days)));
        foreach (var scale in scales) scale.Dispose();
        return figures;
    }

    static bool Gains(int i) => i % GainsEvery == 0;

    static IEnumerable<JsonObject> Measured(Watched one, int i)
    {
        yield return Weight(one, Gains(i) ? Gained : Reference);
        if (i % MeasuredEvery != 0) yield break;
        yield return Observation(one, "8867-4", 72, "/min");
        yield return Observation(one, "8480-6", 118, "mm[Hg]");
        yield return Observation(one, "59408-5", 97, "%");
    }

    static JsonObject Weight(Watched one, double kilograms) => Observation(one, "29463-7", kilograms, "kg");

    static JsonObject Observation(Watched one, string loinc, double value, string unit) => JsonNode.Parse($$"""
        {"resourceType":"Observation","status":"final","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{{Guid.NewGuid()}}"}],"code":{"coding":[{"system":"http://loinc.org","code":"{{loinc}}"}]},
         "subject":{"reference":"{{one.Patient}}"},"effectiveDateTime":"{{DateTimeOffset.UtcNow:O}}","valueQuantity":{"value":{{value.ToString(CultureInfo.InvariantCulture)}},"system":"http://unitsofmeasure.org","code":"{{unit}}"} }
        """)!.AsObject();

    static JsonObject Bundle(List<JsonObject> observations) => new()
    {
        ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. observations.Select((observation, i) => Lesion.Entry($"o{i}", observation))]),
    };

    static async Task Post(HttpClient by, JsonObject body)
    {
        using var content = Peer.Fhir(body);
        using var answer = await by.PostAsync((string)body["resourceType"]! == "Bundle" ? "/fhir" : "/fhir/Observation", content);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    static async Task<IReadOnlyList<Watched>> Enrol(Peers peers, int patients)
    {
        using var cardiologist = Peer.Client(peers.Hub.Url.ToString(), await Peers.Token("cardio"));
        return await Consoles.AFewAtATime(patients, async _ =>
        {
            using var content = Peer.Fhir(AtHomeBundle.Of(DateTimeOffset.UtcNow, Reference));
            using var answer = await cardiologist.PostAsync("/fhir", content);
            var words = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(words);
            var made = JsonNode.Parse(words)!["entry"]!.AsArray().Select(entry => entry!["resource"]!).ToLookup(resource => (string)resource["resourceType"]!, resource => (string)resource["id"]!);
            return new Watched($"Patient/{made["Patient"].Single()}", made["Device"].Single());
        });
    }

    /// <summary>Waits until the rules have looked at everybody whose time had come.</summary>
    static async Task Looked(Peers peers)
    {
        await using var connection = await peers.HubDb.OpenConnectionAsync();
        while (await connection.ExecuteScalarAsync<bool>("select exists (select from hub.deadline where priority < 0 and due_at <= hub.now())")) await Task.Delay(20);
    }

    static async Task<List<double>> Alarms(Peers peers, ConcurrentDictionary<string, long> arrived, ConcurrentDictionary<string, long> sent, int expected)
    {
        await using var connection = await peers.HubDb.OpenConnectionAsync();
        for (var patience = 0; patience < 3000; patience++, await Task.Delay(20))
        {
            var alarms = await connection.QueryAsync<(string Request, string Patient)>(
                "select a.request, m.patient from hub.alarm a join hub.monitoring m on m.key = a.monitoring where m.patient = any(@patients)", new { patients = sent.Keys.ToArray() });
            var times = (from alarm in alarms where arrived.ContainsKey(alarm.Request) select Stopwatch.GetElapsedTime(sent[alarm.Patient], arrived[alarm.Request]).TotalMilliseconds).ToList();
            if (times.Count == expected) return times;
        }
        throw new InvalidOperationException($"Of {expected} alarms some never came.");
    }

    /// <summary>What hand-written SQL takes for one, with as many rows.</summary>
    static async Task<double> Floor(Peers peers, RowCounts rows, int count)
    {
        using var client = Peer.Client(peers.Floor.Url.ToString(), "");
        var body = Weight(new("Patient/0", ""), Reference);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Peers.Senders }, async (_, _) =>
        {
            using var content = Peer.Fhir(body);
            using var answer = await client.PostAsync($"/fhir?rows={rows}", content, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        });
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }

    /// <summary>What one look costs when the series is that long: everybody's is due at once, one after the other is looked at.</summary>
    static async Task<double> Look(Peers peers, string[] patients, int days)
    {
        await using var connection = await peers.HubDb.OpenConnectionAsync();
        await connection.ExecuteAsync(History, new { from = Days, days, patients }, commandTimeout: 600);
        await connection.ExecuteAsync("vacuum analyze hub.measurement");
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var due = await connection.ExecuteAsync(
                "update hub.deadline set due_at = hub.now() where kind = 'evaluate' and key in (select key from hub.monitoring where patient = any(@patients))", new { patients });
            if (due != patients.Length) throw new InvalidOperationException($"{patients.Length - due} patients are not looked at again.");
            await Looked(peers);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / patients.Length);
        }
        return Result.Percentile(times, 0.5);
    }

    // As if they had been watched for that long: a weight, a pressure and a heart rate each day.
    const string History = """
        insert into hub.measurement (key, patient, measure, at, value, source, received_at)
        select m.key, m.patient, what.measure, hub.now() - make_interval(days => day) - interval '1 minute', what.value + (day % 3) * 0.1, 'Observation/history', hub.now()
        from hub.monitoring m cross join generate_series(@from + 1, @days) day cross join (values ('weight', 70), ('systolic', 118), ('heart-rate', 72)) what (measure, value)
        where m.patient = any(@patients) on conflict do nothing
        """;
}
