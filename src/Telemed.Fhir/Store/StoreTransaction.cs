using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using Npgsql;
using NpgsqlTypes;
using Telemed.Fhir.Search;

namespace Telemed.Fhir.Store;

/// <summary>
/// One PostgreSQL transaction of the store. Writes and effects are gathered and sent together at the end, in one round trip; the time
/// was read once, first, and is the only time the transaction knows.
/// </summary>
public sealed class StoreTransaction : IAsyncDisposable
{
    readonly FhirStore store;
    readonly ResourceKeys keys;
    readonly NpgsqlTransaction transaction;
    readonly Dictionary<string, Write> writes = [];
    readonly HashSet<string> admitted = [];
    readonly List<NpgsqlBatchCommand> first = [], effects = [];
    readonly Dictionary<string, GatheredRows> gathered = [];
    readonly Dictionary<string, (GatheredRows Rows, List<Action<DbDataReader>> Results)> last = [];
    readonly List<Action> afterCommit = [];

    internal StoreTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, FhirCaller caller, FhirStore store, ResourceKeys keys) =>
        (Connection, this.transaction, Now, Caller, this.store, this.keys) = (connection, transaction, now, caller, store, keys);

    /// <summary>The connection, inside the transaction: for what a rule reads or writes of its own.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>hub.now() of the transaction's first statement.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Who writes.</summary>
    public FhirCaller Caller { get; }

    /// <summary>Every write so far, those of rules included.</summary>
    public IReadOnlyCollection<Write> Writes => writes.Values;

    /// <summary>The resource as this transaction will leave it: its own writes first, then the store. Null when there is none, or it is deleted.</summary>
    public async Task<Stored?> Find(string reference, CancellationToken cancel)
    {
        if (writes.TryGetValue(reference, out var write)) return write.Kind == WriteKind.Delete ? null : write.AsStored(Now);
        return await Current(reference, "", cancel) is { Deleted: false } stored ? stored : null;
    }

    /// <summary>The same, and nobody else changes the resource until the transaction ends. A deleted one is returned too.</summary>
    public async Task<Stored?> Lock(string reference, CancellationToken cancel) =>
        writes.TryGetValue(reference, out var write) ? write.AsStored(Now) : await Current(reference, "for update", cancel);

    /// <summary>True when the caller reaches the resource, or will once this transaction is committed.</summary>
    public async Task<bool> Reaches(string reference, CancellationToken cancel) =>
        writes.ContainsKey(reference) || admitted.Contains(reference)
        || (Reference.Parse(reference) is { } target && await store.Reaches(Connection, Caller, target, cancel));

    // Of one that was deleted: who may bring it back.
    internal async Task<bool> Reaches(Stored stored, CancellationToken cancel) =>
        admitted.Contains(stored.Reference) || await store.Reaches(Connection, Caller, new Reference(stored.Type, stored.Id), cancel, stored.Deleted);

    /// <summary>Says that an effect of this transaction gives the caller reach to the resource.</summary>
    public void Admit(string reference) => admitted.Add(reference);

    /// <summary>Writes a new resource on the hub's behalf: no guard is asked.</summary>
    /// <param name="id">The logical id; null for a new one.</param>
    public async Task<Write> Create(Resource resource, string? id, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(ResourceBody.Write(resource));
        return Shown(Add(WriteKind.Create, resource.TypeName, id ?? NewId(), await keys.Next(Connection, cancel), json.RootElement, null, null), resource);
    }

    /// <summary>Writes a new version on the hub's behalf: no guard is asked. The caller holds its lock.</summary>
    public Write Update(Stored previous, Resource resource)
    {
        using var json = JsonDocument.Parse(ResourceBody.Write(resource));
        return Shown(Add(WriteKind.Update, previous.Type, previous.Id, previous.Key, json.RootElement, null, previous), resource);
    }

    // Who asks for it as an object gets this one: reading the body again would make the same.
    Write Shown(Write write, Resource resource)
    {
        resource.Id = write.Id;
        resource.Meta ??= new();
        (resource.Meta.VersionId, resource.Meta.LastUpdated) = (write.Version.ToString(CultureInfo.InvariantCulture), Now);
        write.Show(resource);
        return write;
    }

    /// <summary>A new logical id; ids sort by time.</summary>
    public string NewId() => Guid.CreateVersion7(Now).ToString();

    /// <summary>Adds a statement that runs with the writes, in the order of adding. It returns no rows.</summary>
    public void Effect(string sql, params object?[] values) => effects.Add(Command(sql, values));

    /// <summary>Adds a statement that runs before the writes: what fails on it has locked nothing else.</summary>
    internal void First(string sql, params object?[] values) => first.Add(Command(sql, values));

    /// <summary>
    /// Adds a row to a statement that takes an array for each value, such as <c>insert ... select * from unnest($1, $2)</c>: all rows of
    /// one statement are sent in it, in the order of adding, before the effects.
    /// </summary>
    public void Row(string sql, params object?[] values)
    {
        if (!gathered.TryGetValue(sql, out var rows)) gathered[sql] = rows = new GatheredRows(sql);
        rows.Add(values);
    }

    /// <summary>
    /// Adds a row to a statement that runs after every write and effect, just before the commit: for row locks that must be held as short
    /// as possible. All rows of one statement are sent in it; it returns for each a result whose first column is the row's place, from 1.
    /// </summary>
    /// <param name="result">Takes what is returned for this row.</param>
    public void Last(string sql, object?[] values, Action<DbDataReader> result)
    {
        if (!last.TryGetValue(sql, out var rows)) last[sql] = rows = (new GatheredRows(sql), []);
        rows.Rows.Add(values);
        rows.Results.Add(result);
    }

    /// <summary>Runs once the commit is durable. It is a hint: it must not fail and may never run.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    internal Write Add(WriteKind kind, string type, string id, long key, JsonElement json, IReadOnlyDictionary<string, string>? references, Stored? previous, Draft? draft = null)
    {
        var reference = $"{type}/{id}";
        if (kind != WriteKind.Delete && writes.TryGetValue(reference, out var earlier))
        {
            // Written again before it was ever seen, by a rule: still one version, with the last content.
            earlier.Replace(ResourceBody.Stamp(json, id, earlier.Version, Now, references));
            return earlier;
        }
        var version = (previous?.Version ?? 0) + 1;
        var body = kind == WriteKind.Delete ? null : ResourceBody.Stamp(json, id, version, Now, references);
        return writes[reference] = new Write(kind, type, id, key, version, body, previous) { VersionChecked = draft?.IfMatch is not null, Base = draft?.Base };
    }

    internal async Task<long> NewKey(CancellationToken cancel) => await keys.Next(Connection, cancel);

    /// <summary>Sends the rows and commits. Nothing of the transaction is seen by anybody before.</summary>
    public async Task Commit(CancellationToken cancel)
    {
        await SendAndCommit(cancel);
        foreach (var action in afterCommit) action();
    }

    async Task SendAndCommit(CancellationToken cancel)
    {
        var all = writes.Values.ToList();
        var rows = new IndexRows(store.Parameters);
        foreach (var write in all.Where(write => write.Body is not null))
        {
            using var json = JsonDocument.Parse(write.Body);
            rows.Add(write.Key, write.Type, json.RootElement, write.Base);
        }

        await using var batch = new NpgsqlBatch(Connection, transaction);
        foreach (var command in first) batch.BatchCommands.Add(command);
        var superseded = all.Where(write => write.Previous is not null).Select(write => write.Key).ToArray();
        if (superseded.Length > 0)
        {
            batch.BatchCommands.Add(new(KeepSuperseded) { Parameters = { new() { Value = superseded } } });
            foreach (var removal in IndexRows.Remove(superseded)) batch.BatchCommands.Add(removal);
        }
        if (all.Count > 0) batch.BatchCommands.Add(Upsert(all));
        foreach (var insert in rows.Inserts()) batch.BatchCommands.Add(insert);
        foreach (var rowsOfOne in gathered.Values) batch.BatchCommands.Add(rowsOfOne.Command());
        foreach (var effect in effects) batch.BatchCommands.Add(effect);
        foreach (var (rowsOfOne, _) in last.Values) batch.BatchCommands.Add(rowsOfOne.Command());
        // The commit travels with them: after an error PostgreSQL passes over whatever else was sent, and the transaction ends undone.
        batch.BatchCommands.Add(new("commit"));

        await using var results = await batch.ExecuteReaderAsync(cancel);
        foreach (var (_, takers) in last.Values)
        {
            while (await results.ReadAsync(cancel)) takers[(int)results.GetInt64(0) - 1](results);
            await results.NextResultAsync(cancel);
        }
        // A statement's error is thrown where its result is read: what is left unread would fail in silence.
        while (await results.NextResultAsync(cancel)) { }
    }

    static NpgsqlBatchCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    NpgsqlBatchCommand Upsert(List<Write> all) => new(WriteCurrent)
    {
        Parameters =
        {
            new() { Value = all.Select(write => write.Key).ToArray() },
            new() { Value = all.Select(write => write.Type).ToArray() },
            new() { Value = all.Select(write => write.Id).ToArray() },
            new() { Value = all.Select(write => write.Version).ToArray() },
            new() { Value = all.Select(write => write.Kind == WriteKind.Delete).ToArray() },
            new() { Value = all.Select(write => write.Body is null ? null : System.Text.Encoding.UTF8.GetString(write.Body)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = Now },
        },
    };

    async Task<Stored?> Current(string reference, string locking, CancellationToken cancel)
    {
        if (Reference.Parse(reference) is not { } target) return null;
        var rows = await Connection.Rows(
            $"select {StoredRows.Columns} from fhir.resource r where r.type = @type and r.id = @id {locking}", new { type = target.Type, id = target.Id }, cancel);
        return rows.SingleOrDefault();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    const string KeepSuperseded = """
        insert into fhir.resource_history (key, version, updated, deleted, body)
        select key, version, updated, deleted, body from fhir.resource where key = any($1)
        """;

    const string WriteCurrent = """
        insert into fhir.resource (key, type, id, version, deleted, body, updated)
        select *, $7 from unnest($1, $2, $3, $4, $5, $6)
        on conflict (key) do update
           set version = excluded.version, updated = excluded.updated, deleted = excluded.deleted, body = excluded.body
        """;
}
