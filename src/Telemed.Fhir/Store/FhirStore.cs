using Dapper;
using Npgsql;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Store;

/// <summary>FHIR R4 on PostgreSQL: where every read and every write of a resource goes through.</summary>
public sealed class FhirStore(NpgsqlDataSource db, SearchParameters parameters, IEnumerable<IWriteRule> writeRules, IReadRule readRule) : IDisposable
{
    readonly ResourceKeys resourceKeys = new();
    readonly IWriteRule[] rules = [.. writeRules];

    /// <summary>What is registered for search.</summary>
    public SearchParameters Parameters => parameters;

    internal IReadRule ReadRule => readRule;

    internal NpgsqlDataSource Database => db;

    internal IEnumerable<IWriteRule> RulesFor(string type) => rules.Where(rule => rule.Concerns(type));

    /// <summary>Opens a transaction in which rules and slices write.</summary>
    /// <param name="inBulk">True when each statement has hundreds of rows: it is planned for them, not for a few.</param>
    public async Task<StoreTransaction> Begin(FhirCaller caller, CancellationToken cancel, bool inBulk = false) => (await Begin(caller, [], cancel, inBulk)).Transaction;

    /// <summary>The same, and in the same round trip the answer that one of the keys got before; null when none did.</summary>
    internal async Task<(StoreTransaction Transaction, byte[]? FirstAnswer)> Begin(FhirCaller caller, IReadOnlyList<string> keys, CancellationToken cancel, bool inBulk = false)
    {
        var connection = await db.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new(inBulk ? "select hub.now()" : BeginByIndex) } };
            if (keys.Count > 0) batch.BatchCommands.Add(AnswerOnce.Ask(caller, keys));
            await using var answers = await batch.ExecuteReaderAsync(cancel);
            await answers.ReadAsync(cancel);
            var now = answers.GetFieldValue<DateTimeOffset>(0);
            var answered = await answers.NextResultAsync(cancel) && await answers.ReadAsync(cancel) ? answers.GetFieldValue<byte[]>(0) : null;
            return (new StoreTransaction(connection, transaction, now, caller, this, resourceKeys), answered);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A transaction finds everything by index, row by row. Planned with the values of each call, its statements took longer to plan than
    // to run; planned once, they must not be planned for the size their tables had then.
    const string BeginByIndex = """
        select hub.now(), set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
               set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('join_collapse_limit', '1', true), set_config('jit', 'off', true)
        """;

    /// <summary>The current version, with its trace left. https://hl7.org/fhir/R4/http.html#read</summary>
    public async Task<(Stored? Resource, Refusal? Refusal)> Read(FhirCaller caller, Reference reference, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var stored = (await connection.Rows(
            Traced($"select {StoredRows.Columns} from fhir.resource r where r.type = @type and r.id = @id and {readRule.Reaches(caller)}"),
            new { type = reference.Type, id = reference.Id, principals = caller.Principals, agent = caller.Agent, interaction = "read" }, cancel)).SingleOrDefault();
        if (stored is null) return (null, Refusal.NotFound(reference.ToString()));
        return stored.Deleted ? (null, Refusal.Gone(reference.ToString())) : (stored, null);
    }

    /// <summary>Those of the resources that exist and that the caller reaches, in one query, with their traces left.</summary>
    public async Task<IReadOnlyList<Stored>> ReadMany(FhirCaller caller, IEnumerable<string> references, CancellationToken cancel)
    {
        var wanted = references.Select(Reference.Parse).OfType<Reference>().Distinct().ToList();
        if (wanted.Count == 0) return [];
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.Rows(
            Traced($"""
                select {StoredRows.Columns} from unnest(@types, @ids) as wanted (type, id)
                join fhir.resource r on r.type = wanted.type and r.id = wanted.id
                where not r.deleted and {readRule.Reaches(caller)}
                """),
            new
            {
                types = wanted.Select(one => one.Type).ToArray(),
                ids = wanted.Select(one => one.Id).ToArray(),
                principals = caller.Principals,
                agent = caller.Agent,
                interaction = "read",
            }, cancel);
    }

    /// <summary>Every version, newest first; or one of them. https://hl7.org/fhir/R4/http.html#history</summary>
    /// <param name="version">Null for all.</param>
    public async Task<(IReadOnlyList<Stored> Versions, Refusal? Refusal)> History(FhirCaller caller, Reference reference, int? version, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var versions = await connection.Rows(
            Traced($"""
                select v.key, r.type, r.id, v.version, v.updated, v.deleted, v.body
                from fhir.resource r
                join lateral (
                    select r.key, r.version, r.updated, r.deleted, r.body
                    union all
                    select h.key, h.version, h.updated, h.deleted, h.body from fhir.resource_history h where h.key = r.key
                ) v on @version::int is null or v.version = @version
                where r.type = @type and r.id = @id and {readRule.Reaches(caller)}
                """),
            new
            {
                type = reference.Type,
                id = reference.Id,
                version,
                principals = caller.Principals,
                agent = caller.Agent,
                interaction = version is null ? "history" : "vread",
            }, cancel);
        return versions.Count == 0
            ? ([], Refusal.NotFound(version is null ? reference.ToString() : $"{reference}/_history/{version}"))
            : ([.. versions.OrderByDescending(one => one.Version)], null);
    }

    /// <summary>Leaves the trace of resources that were read.</summary>
    internal async Task Trace(NpgsqlConnection connection, FhirCaller caller, string interaction, IReadOnlyCollection<Stored> read, CancellationToken cancel)
    {
        if (readRule.Trace is not { } trace || read.Count == 0) return;
        await connection.ExecuteAsync(new(
            $"with read as (select * from unnest(@types, @ids, @versions) as read (type, id, version)) {trace}",
            new
            {
                types = read.Select(stored => stored.Type).ToArray(),
                ids = read.Select(stored => stored.Id).ToArray(),
                versions = read.Select(stored => stored.Version).ToArray(),
                agent = caller.Agent,
                interaction,
            }, cancellationToken: cancel));
    }

    // One statement reads and leaves the trace: neither is without the other.
    string Traced(string select) => readRule.Trace is { } trace ? $"with read as ({select}), traced as ({trace}) select * from read" : select;

    /// <summary>True when the caller reaches the resource. https://hl7.org/fhir/R4/security.html#AccessDenied</summary>
    /// <param name="deleted">True counts one that was deleted, too: who may bring it back.</param>
    public async Task<bool> Reaches(NpgsqlConnection connection, FhirCaller caller, Reference reference, CancellationToken cancel, bool deleted = false) =>
        await connection.ExecuteScalarAsync<bool>(new(
            $"select exists (select from fhir.resource r where r.type = @type and r.id = @id and (@deleted or not r.deleted) and {readRule.Reaches(caller)})",
            new { type = reference.Type, id = reference.Id, deleted, principals = caller.Principals }, cancellationToken: cancel));

    /// <inheritdoc/>
    public void Dispose() => resourceKeys.Dispose();
}
