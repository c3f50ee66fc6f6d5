using Dapper;
using Telemed.Core.Monitoring;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// A value implausibly far from the patient's own waits for a person of the cell, whether the rules see it or not. One that another agrees
/// with waits no more; one that somebody has looked at stays looked at.
/// </summary>
sealed class KeepJumps(InboxEvents inbox)
{
    public async Task Run(StoreTransaction transaction, Monitored monitored, Pathway pathway, IReadOnlyList<Jump> jumps, CancellationToken cancel)
    {
        foreach (var (measure, jump) in pathway.Rules!.Jumps)
        {
            // What is older was looked at in its time; a history that arrives at once is no heap of work.
            var since = transaction.Now - jump.Days;
            var sources = jumps.Where(one => one.Measurement.Measure.Code == measure && one.Measurement.At > since).Select(one => one.Measurement.Source).ToArray();
            transaction.Effect(Agreed, monitored.Patient, measure, since.ToUniversalTime(), sources);
            if (sources.Length > 0 && await transaction.Connection.ExecuteAsync(new(
                Doubted, new { monitored.Patient, measure, sources }, cancellationToken: cancel)) > 0) await Tell(transaction, monitored, pathway, cancel);
        }
    }

    async Task Tell(StoreTransaction transaction, Monitored monitored, Pathway pathway, CancellationToken cancel)
    {
        if ((await Pool.Find(transaction.Connection, [pathway.Pool.Value!], cancel)).TryGetValue(pathway.Pool.Value!, out var cell))
            inbox.Tell(transaction, cell.Members, new InboxEvent(Guid.CreateVersion7(transaction.Now), TakeMeasurement.Aside, "routine", monitored.Request, monitored.Plan, null, transaction.Now));
    }

    const string Agreed = """
        delete from hub.measurement_aside a
        where a.patient = $1 and a.measure = $2 and a.reason = 'Jump' and a.seen_at is null and not a.source = any($4)
          and exists (select from hub.measurement m where m.key = a.key and m.measure = a.measure and m.at > $3)
        """;

    const string Doubted = """
        insert into hub.measurement_aside (key, patient, measure, source, reason, received_at)
        select distinct on (m.key) m.key, m.patient, m.measure, m.source, 'Jump', m.received_at
        from hub.measurement m where m.patient = @Patient and m.measure = @measure and m.source = any(@sources)
        on conflict do nothing
        """;
}
