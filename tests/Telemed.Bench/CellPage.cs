using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;

namespace Telemed.Bench;

/// <summary>
/// The cell's file of everybody they watch, as their browser loads it: bytes compressed as it takes them, times, and statements. The floor
/// is one hand-written statement on a connection of its own that brings the same counts and the same 25 patients, names included: no page is
/// drawn, nobody's right to see them is asked for and no trace is left.
/// </summary>
static partial class CellPage
{
    const int Warm = 10, Loads = 50;

    public static async Task<IReadOnlyList<Figure>> Run(Peers peers, int patients)
    {
        using var http = Peer.Client(peers.Hub.Url.ToString(), await Peers.Token("cell"));
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        List<Figure> figures = [];
        foreach (var (what, address, filter) in new[]
        {
            ($"file active of {patients}", "/cell", "true"), ("the same, alarms only", "/cell?show=alarm", "level is not null"),
            ("the same, found by name", "/cell?word=odile+12", Named),
        })
        {
            for (var i = 0; i < Warm; i++) await Load(http, address);
            var idle = await StatementsASecond(http);
            var (before, start, times, bytes) = (await Statements(http), Stopwatch.GetTimestamp(), new List<double>(), 0L);
            for (var i = 0; i < Loads; i++)
            {
                var began = Stopwatch.GetTimestamp();
                bytes = await Load(http, address);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            var statements = (await Statements(http) - before - idle * Stopwatch.GetElapsedTime(start).TotalSeconds) / Loads;
            var floor = await Floor(peers.HubDb, Rows(filter));
            figures.Add(new($"{what}: transferred", "kB", bytes / 1000.0));
            figures.Add(new($"{what}: statements", "", Math.Round(statements)));
            figures.Add(new($"{what}: p50 of {Loads} loads", "ms", Result.Percentile(times, 0.5), Result.Percentile(floor, 0.5)));
            figures.Add(new($"{what}: p99", "ms", Result.Percentile(times, 0.99), Result.Percentile(floor, 0.99)));
        }
        return figures;
    }

    static async Task<long> Load(HttpClient http, string address)
    {
        using var answer = await http.GetAsync(address);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync()).LongLength;
    }

    /// <summary>What the hub asks its database while nobody loads anything: it looks for deadlines all day.</summary>
    static async Task<double> StatementsASecond(HttpClient http)
    {
        var (before, start) = (await Statements(http), Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(3));
        return (await Statements(http) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    static async Task<double> Statements(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.AcceptEncoding.ParseAdd("identity");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var counted = Count().Matches(await answer.Content.ReadAsStringAsync());
        return counted.Count > 0 ? counted.Sum(one => double.Parse(one.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) : throw new InvalidOperationException("The hub does not count its statements.");
    }

    static async Task<List<double>> Floor(NpgsqlDataSource db, string rows)
    {
        await using var connection = await db.OpenConnectionAsync();
        var times = new List<double>();
        for (var i = 0; i < Warm + Loads; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand(rows, connection);
            await using var read = await command.ExecuteReaderAsync();
            while (await read.ReadAsync()) read.GetString(0);
            if (i >= Warm) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return times;
    }

    const string Named = """
        patient in (
            select 'Patient/' || r.id from fhir.search_string s join fhir.resource r on r.key = s.key
            where s.param in (select id from fhir.search_parameter where type = 'Patient' and code in ('family', 'given')) and s.value like 'odile 12%')
        """;

    static string Rows(string filter) => $"""
        with watched as materialized (
            select m.plan, m.patient, a.level, a.opened_at,
                   (select w.at from hub.measurement w where w.patient = m.patient and w.measure = 'weight' order by w.at desc limit 1) as weighed
            from hub.monitoring m left join hub.alarm a on a.monitoring = m.key and a.ended_at is null where m.ended_at is null
        ), page as (select * from watched where {filter} order by level, opened_at limit 25)
        select p.body::text, w.*, counted.*, (select json_agg(value) from hub.measurement h where h.patient = w.patient and h.measure = 'weight' and h.at > hub.now() - interval '30 days')
        from page w join fhir.resource p on p.type = 'Patient' and p.id = substr(w.patient, 9)
            cross join (select count(*), count(level) as alarms, count(*) filter (where weighed < hub.now() - interval '2 days') as silent from watched) counted
        """;

    [GeneratedRegex(@"^db_client_operation_duration_seconds_count(?:\{.*\})? ([0-9.eE+]+)", RegexOptions.Multiline)]
    private static partial Regex Count();
}
