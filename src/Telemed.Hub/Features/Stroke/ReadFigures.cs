using Dapper;
using Npgsql;
using Telemed.Core.Stroke;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Stroke;

/// <summary>The alerts of a period as their resources tell them: nothing is counted beside the record.</summary>
sealed class ReadFigures(NpgsqlDataSource db, PathwayList pathways)
{
    public async Task<StrokeFigures?> Of(DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        if (pathways.Stroke() is not { } stroke) return null;
        await using var connection = await db.OpenConnectionAsync(cancel);
        var alerts = await connection.QueryAsync<AlertFacts>(new(
            Alerts, new { canonical = stroke.Url, from, until, arrival = TwinClock.Arrival, milestone = Core.Pathways.PathwayTerms.Milestone, act = LiveCases.AssistTreatment.Act }, cancellationToken: cancel));
        return StrokeFigures.Of(alerts, from, until);
    }

    // An alert counts from the instant the hub acknowledged it: authoredOn of its living Task. Its act is the procedure that is based on
    // the request for assistance, at the time the procedure began.
    const string Alerts = """
        with living as (
            select r.key, (r.body::jsonb ->> 'authoredOn')::timestamptz as alerted_at, r.body::jsonb -> 'focus' ->> 'reference' as request
            from fhir.resource r
            where r.type = 'Task' and not r.deleted and r.body::jsonb ->> 'instantiatesCanonical' like @canonical || '%' and not r.body::jsonb ? 'partOf'
              and (r.body::jsonb ->> 'authoredOn')::timestamptz >= @from and (r.body::jsonb ->> 'authoredOn')::timestamptz < @until
        ), part as (
            select l.request, p.type, p.id, p.body::jsonb as body
            from living l join hub.access_content c on c.circle = l.request join fhir.resource p on p.key = c.key
            where p.type in ('Task', 'Procedure', 'ServiceRequest') and not p.deleted
        )
        select l.alerted_at,
            (select (p.body -> 'executionPeriod' ->> 'start')::timestamptz from part p where p.request = l.request and p.type = 'Task' and p.body ->> 'status' = 'completed'
              and p.body @? '$.code.coding[*] ? (@.code == "arrival")' and p.body -> 'code' -> 'coding' -> 0 ->> 'system' = @milestone limit 1) as arrived_at,
            (select (p.body ->> 'performedDateTime')::timestamptz from part p where p.request = l.request and p.type = 'Procedure' and p.body ->> 'status' = 'completed'
              and exists (select from part a where a.request = l.request and a.type = 'ServiceRequest' and 'ServiceRequest/' || a.id = p.body -> 'basedOn' -> 0 ->> 'reference'
                and a.body -> 'category' -> 0 -> 'coding' -> 0 ->> 'code' = @act) limit 1) as act_at
        from living l
        """;
}
