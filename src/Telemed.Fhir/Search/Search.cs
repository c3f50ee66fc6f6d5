using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Search;

/// <summary>A page of a search.</summary>
/// <param name="Matches">What was searched for, in order.</param>
/// <param name="Included">What the matches lead to, as far as the caller reaches it.</param>
/// <param name="Total">How many match in all; null when not asked for.</param>
/// <param name="Next">What the next page starts after; null on the last one.</param>
public sealed record SearchPage(IReadOnlyList<Stored> Matches, IReadOnlyList<Stored> Included, int? Total, string? Next);

/// <summary>Search, served by the index rows. https://hl7.org/fhir/R4/search.html</summary>
public static class Search
{
    // Included resources at the most, over all of a page's matches: more is refused, for a list that was cut in silence would look complete.
    const int MaximumIncluded = 2_000;

    /// <summary>Runs a search; what the caller does not reach is not there, and is not counted.</summary>
    public static async Task<(SearchPage? Page, Refusal? Refusal)> Find(this FhirStore store, FhirCaller caller, SearchQuery query, CancellationToken cancel)
    {
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        var sql = new SearchSql(store.ReadRule.Reaches(caller));
        sql.Parameters.Add("principals", caller.Principals);
        var where = sql.Where(query);
        var order = new SearchOrder(query);
        var after = query.Page is null ? "true" : order.After(query.Page, sql.Add);
        if (sql.Refusal is not null || after is null) return (null, sql.Refusal ?? Refusal.Invalid("_page takes the value of a page link."));

        var total = query.TotalWanted
            ? await connection.ExecuteScalarAsync<int>(new($"select count(*) from fhir.resource r where {where}", sql.Parameters, cancellationToken: cancel))
            : (int?)null;
        if (query.OnlyCount) return (new SearchPage([], [], total, null), null);

        var (matches, next) = await Matches(connection, PageSql($"{where} and {after}", order, query.Count), sql.Parameters, query.Count, order, cancel);
        var included = await Included(store, connection, caller, query, matches, cancel);
        if (included.Count > MaximumIncluded)
            return (null, Refusal.Of(400, OperationOutcome.IssueType.TooCostly, $"The matches of one page lead to more than {MaximumIncluded} others: ask for fewer with _count."));
        await store.Trace(connection, caller, "search", [.. matches, .. included], cancel);
        return (new SearchPage(matches, included, total, next), null);
    }

    internal static async Task<(IReadOnlyList<Stored> Matches, Refusal? Refusal)> Match(
        this FhirStore store, NpgsqlConnection connection, FhirCaller caller, SearchQuery query, int limit, CancellationToken cancel)
    {
        var sql = new SearchSql(store.ReadRule.Reaches(caller));
        sql.Parameters.Add("principals", caller.Principals);
        var where = sql.Where(query);
        return sql.Refusal is { } refusal
            ? ([], refusal)
            : (await connection.Rows($"select {StoredRows.Columns} from fhir.resource r where {where} limit {limit}", sql.Parameters, cancel), null);
    }

    // One row more than the page holds is asked for: when it is there, the page's last row is the cursor of the next.
    internal static string PageSql(string where, SearchOrder order, int count) =>
        $"select {StoredRows.Columns}{order.Columns} from fhir.resource r where {where} order by {order.OrderBy} limit {count + 1}";

    static async Task<(List<Stored> Matches, string? Next)> Matches(
        NpgsqlConnection connection, string sql, DynamicParameters parameters, int count, SearchOrder order, CancellationToken cancel)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var matches = new List<Stored>();
        string? cursor = null;
        while (await reader.ReadAsync(cancel))
        {
            if (matches.Count == count) return (matches, cursor);
            matches.Add(StoredRows.Read(reader));
            if (matches.Count == count) cursor = order.Cursor(reader, StoredRows.Count);
        }
        return (matches, null);
    }

    static async Task<IReadOnlyList<Stored>> Included(FhirStore store, NpgsqlConnection connection, FhirCaller caller, SearchQuery query, List<Stored> matches, CancellationToken cancel)
    {
        if (query.Includes.Count == 0 || matches.Count == 0) return [];
        var found = new Dictionary<long, Stored>();
        foreach (var include in query.Includes)
        {
            var linked = include.Reverse ? LeadingToAMatch : LedToByAMatch;
            var rows = await connection.Rows(
                $"select {StoredRows.Columns} from fhir.resource r where {linked} and not r.deleted and {store.ReadRule.Reaches(caller)} limit {MaximumIncluded + 1}",
                new { param = include.Parameter.Id, keys = matches.Select(match => match.Key).ToArray(), target = include.Target, principals = caller.Principals }, cancel);
            foreach (var stored in rows) found.TryAdd(stored.Key, stored);
        }
        foreach (var match in matches) found.Remove(match.Key);
        return [.. found.Values];
    }

    const string LedToByAMatch = """
        (r.type, r.id) in (
            select f.target_type, f.target_id from fhir.search_reference f
            where f.param = @param and f.key = any(@keys) and (@target::text is null or f.target_type = @target))
        """;

    const string LeadingToAMatch = """
        r.key in (
            select f.key from fhir.search_reference f join fhir.resource m on m.type = f.target_type and m.id = f.target_id
            where f.param = @param and m.key = any(@keys) and (@target::text is null or f.target_type = @target))
        """;
}
