using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Telemed.Bench;

/// <summary>
/// What no hub can be faster than here: hand-written SQL that writes as many rows as one submission leaves, in one commit, behind a bare
/// endpoint, then pushed through a bare SignalR hub. It understands nothing of what it is sent.
/// </summary>
static class Floor
{
    public const string Push = "event";

    sealed class BareHub(NpgsqlDataSource db) : Microsoft.AspNetCore.SignalR.Hub
    {
        public Task Join(string name) => Groups.AddToGroupAsync(Context.ConnectionId, name);

        /// <summary>Joins, and is sent what there is in the log.</summary>
        public async Task Resume(string name)
        {
            await Join(name);
            await using var connection = await db.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("select id from floor.inbox where user_id = $1 order by id", connection) { Parameters = { new() { Value = name } } };
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync()) await Clients.Caller.SendAsync(Push, new { seq = rows.GetInt64(0), request = name });
        }
    }

    public static async Task Serve(string database)
    {
        await using var db = NpgsqlDataSource.Create(database);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSignalR();
        builder.Services.AddSingleton(db);

        await using (var schema = db.CreateCommand(Schema)) await schema.ExecuteNonQueryAsync();
        var app = builder.Build();
        app.MapHub<BareHub>("/hubs/inbox");
        app.MapGet("/health/live", () => "");
        app.MapPost("/fhir", async (HttpContext http, string rows, IHubContext<BareHub> consoles) =>
        {
            var counts = RowCounts.Parse(rows);
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer);
            var id = await Write(db, counts, System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
            for (var i = 1; i <= counts.Inbox; i++) _ = consoles.Clients.Group($"derm{i}").SendAsync(Push, new { seq = id, request = id.ToString() });
            return Results.Text(id.ToString());
        });
        app.MapGet("/fhir/ServiceRequest/{id:long}", async (long id) =>
        {
            await using var connection = await db.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("with t as (insert into floor.trace (id, note) values ($1, 'read')) select body from floor.resource where id = $1", connection) { Parameters = { new() { Value = id } } };
            return Results.Text((string)(await command.ExecuteScalarAsync())!, "application/fhir+json");
        });
        await app.RunAsync();
    }

    static long next;

    static async Task<long> Write(NpgsqlDataSource db, RowCounts rows, string body)
    {
        var first = Interlocked.Add(ref next, rows.Resources) - rows.Resources + 1;
        var part = body[..(body.Length / rows.Resources)];
        await using var connection = await db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Insert("resource (id, body)", Ids(rows.Resources), Enumerable.Repeat(part, rows.Resources)),
                Insert("search (id, code)", Ids(rows.Index), Enumerable.Repeat("routine", rows.Index)),
                Insert("access (id, principal)", Ids(rows.Access), Enumerable.Repeat("PractitionerRole/gp", rows.Access)),
                Insert("deadline (id, kind)", Ids(rows.Deadlines), Enumerable.Repeat("reply", rows.Deadlines)),
                Insert("trace (id, note)", Ids(rows.Traces), Enumerable.Repeat("create", rows.Traces)),
                Insert("notification (id, user_id)", Ids(rows.Notifications), Enumerable.Range(1, rows.Notifications).Select(i => $"derm{i}")),
                Insert("inbox (id, user_id)", Ids(rows.Inbox), Enumerable.Range(1, rows.Inbox).Select(i => $"derm{i}")),
            },
        };
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return first;

        IEnumerable<long> Ids(int count) => Enumerable.Range(0, count).Select(i => first + (i % rows.Resources));
    }

    static NpgsqlBatchCommand Insert(string target, IEnumerable<long> ids, IEnumerable<string> texts) => new($"insert into floor.{target} select * from unnest($1, $2)")
    {
        Parameters =
        {
            new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

    const string Schema = """
        create schema floor;
        create table floor.resource (id bigint primary key, body text);
        create table floor.search (id bigint, code text);
        create index on floor.search (code, id);
        create table floor.access (id bigint, principal text);
        create index on floor.access (principal, id);
        create table floor.deadline (id bigint, kind text);
        create index on floor.deadline (id);
        create table floor.trace (id bigint, note text);
        create index on floor.trace (id);
        create table floor.notification (id bigint, user_id text);
        create index on floor.notification (user_id, id);
        create table floor.inbox (id bigint, user_id text);
        create index on floor.inbox (user_id, id);
        """;
}
