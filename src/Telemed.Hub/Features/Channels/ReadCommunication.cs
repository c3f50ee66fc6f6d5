using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// A delivery as FHIR software reads it: a Communication made of its rows, attempts and receipts included. One by its id, or all of a
/// request through its Task; for whoever reaches that Task. https://hl7.org/fhir/R4/communication.html
/// </summary>
static class ReadCommunication
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("/Communication/{id:guid}", One);
        fhir.MapGet("/Task/{id}/$deliveries", All);
    }

    static async Task<IResult> One(Guid id, HttpContext http, NpgsqlDataSource db, FhirStore store)
    {
        var (caller, cancel) = (Caller.Of(http), http.RequestAborted);
        var delivery = (await Read(db, "id = @id", new { id }, cancel)).SingleOrDefault();
        // What people write to each other is a Communication too, and is stored as one.
        var wanted = Reference.Parse(delivery?.Task) ?? new Reference("Communication", id.ToString());
        var (stored, refusal) = await store.Read(caller, wanted, cancel);
        if (stored is null) return FhirResult.Of(delivery is null ? refusal! : Refusal.NotFound($"Communication/{id}"));
        return delivery is null ? FhirResult.Of(stored) : FhirResult.Of(delivery.ToCommunication());
    }

    static async Task<IResult> All(string id, HttpContext http, NpgsqlDataSource db, FhirStore store)
    {
        var (stored, refusal) = await store.Read(Caller.Of(http), new Reference("Task", id), http.RequestAborted);
        if (stored is null) return FhirResult.Of(refusal!);
        var deliveries = await Read(db, "request = @request", new { request = stored.As<FhirTask>().Focus?.Reference }, http.RequestAborted);
        return FhirResult.Of(new Bundle
        {
            Type = Bundle.BundleType.Searchset,
            Total = deliveries.Count,
            Entry = [.. deliveries.Select(delivery => new Bundle.EntryComponent { Resource = delivery.ToCommunication(), Search = new() { Mode = Bundle.SearchEntryMode.Match } })],
        });
    }

    static async Task<IReadOnlyList<DeliveryTold>> Read(NpgsqlDataSource db, string which, object values, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var deliveries = (await connection.QueryAsync<DeliveryTold>(new(
            $"""
            select id, user_id, channel, request, task, priority, state, reason, created_at, sent_at, delivered_at, ended_at
            from hub.delivery where task is not null and {which} order by created_at, id
            """, values, cancellationToken: cancel))).ToList();
        var ids = deliveries.Select(delivery => delivery.Id).ToArray();
        var attempts = (await connection.QueryAsync<AttemptTold>(new(
            "select delivery, attempt, started_at, ended_at, outcome, detail from hub.delivery_attempt where delivery = any(@ids) order by attempt",
            new { ids }, cancellationToken: cancel))).ToLookup(attempt => attempt.Delivery);
        var receipts = (await connection.QueryAsync<ReceiptTold>(new(
            "select delivery, status, at, received_at from hub.receipt where delivery = any(@ids) order by at, received_at",
            new { ids }, cancellationToken: cancel))).ToLookup(receipt => receipt.Delivery);
        return [.. deliveries.Select(delivery => delivery with { Attempts = [.. attempts[delivery.Id]], Receipts = [.. receipts[delivery.Id]] })];
    }
}
