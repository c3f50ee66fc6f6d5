using Dapper;
using Npgsql;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Search;

/// <summary>A page of a search.</summary>
/// <param name="Matches">What was searched for, in order.</param>
/// <param name="Included">What the matches lead to, as far as the caller reaches it.</param>
/// <param name="Total">How many match in all; null when not asked for.</param>
/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record SearchPage(IReadOnlyList<Stored> Matches, IReadOnlyList<Stored> Included, int? Total, int? Next);

/// <summary>Search, served by the index rows. https://hl7.org/fhir/R4/search.html</summary>
public static class Search
{
    /// <summary>Runs a search; what the caller does not reach is not there, and is not counted.</summary>
    public static async Task<(SearchPage? Page, Refusal? Refusal)> Find(this FhirStore store, FhirCaller caller, SearchQuery query, CancellationToken cancel)
    {
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        var sql = new SearchSql(store.ReadRule.Reaches(caller));
        var where = sql.Where(query);
        if (sql.Refusal is { } refusal) return (null, refusal);
        sql.Parameters.Add("principals", caller.Principals);

        var total = query.TotalWanted || query.OnlyCount
            ? await connection.ExecuteScalarAsync<int>(new($"select count(*) from fhir.resource r where {where}", sql.Parameters, cancellationToken: cancel))
            : (int?)null;
        if (query.OnlyCount) return (new SearchPage([], [], total, null), null);

        var rows = (await connection.QueryAsync<Stored>(new(
            $"{Columns} where {where} order by {SearchSql.OrderBy(query)} limit {query.Count + 1} offset {query.Offset}",
            sql.Parameters, cancellationToken: cancel))).ToList();
        var matches = rows.Take(query.Count).ToList();
        var included = await Included(store, connection, caller, query, matches, cancel);
        await store.ReadRule.Trace(connection, caller, "search", [.. matches, .. included], cancel);
        return (new SearchPage(matches, included, total, rows.Count > query.Count ? query.Offset + query.Count : null), null);
    }

    internal static async Task<(IReadOnlyList<Stored> Matches, Refusal? Refusal)> Match(
        this FhirStore store, NpgsqlConnection connection, FhirCaller caller, SearchQuery query, int limit, CancellationToken cancel)
    {
        var sql = new SearchSql(store.ReadRule.Reaches(caller));
        var where = sql.Where(query);
        if (sql.Refusal is { } refusal) return ([], refusal);
        sql.Parameters.Add("principals", caller.Principals);
        return ((await connection.QueryAsync<Stored>(new($"{Columns} where {where} limit {limit}", sql.Parameters, cancellationToken: cancel))).ToList(), null);
    }

    static async Task<IReadOnlyList<Stored>> Included(FhirStore store, NpgsqlConnection connection, FhirCaller caller, SearchQuery query, List<Stored> matches, CancellationToken cancel)
    {
        if (query.Includes.Count == 0 || matches.Count == 0) return [];
        var found = new Dictionary<long, Stored>();
        foreach (var include in query.Includes)
        {
            var sql = include.Reverse
                ? $"{Columns} where r.key in (select f.key from fhir.search_reference f join fhir.resource m on m.type = f.target_type and m.id = f.target_id where f.param = @param and m.key = any(@keys))"
                : $"{Columns} where (r.type, r.id) in (select f.target_type, f.target_id from fhir.search_reference f where f.param = @param and f.key = any(@keys) and (@target::text is null or f.target_type = @target))";
            foreach (var stored in await connection.QueryAsync<Stored>(new(
                $"{sql} and not r.deleted and {store.ReadRule.Reaches(caller)}",
                new { param = include.Parameter.Id, keys = matches.Select(match => match.Key).ToArray(), target = include.Target, principals = caller.Principals }, cancellationToken: cancel)))
                found.TryAdd(stored.Key, stored);
        }
        foreach (var match in matches) found.Remove(match.Key);
        return [.. found.Values];
    }

    const string Columns = "select r.key, r.type, r.id, r.version, r.updated, r.deleted, convert_to(r.body, 'UTF8') as body from fhir.resource r";
}
