using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Telemed.Fhir.Search.SearchQuery;

namespace Telemed.Fhir.Search;

/// <summary>
/// The order of a search, and where a page ends in it. A page starts after the last row of the one before, whatever was written in
/// between: nothing is shown twice, and nothing that stood still is passed over. https://hl7.org/fhir/R4/http.html#paging
/// </summary>
internal sealed class SearchOrder
{
    // Without an order of the caller's: the last updated first. Two rows are never equal, for their keys differ.
    static readonly Order Newest = new(null, Descending: true);
    readonly List<Order> orders;

    public SearchOrder(SearchQuery query) => orders = query.Sort.Count == 0 ? [Newest] : query.Sort;

    /// <summary>The values a row is ordered by, to be read after its own columns.</summary>
    public string Columns => string.Concat(orders.Select(order => $", {Value(order)}"));

    // "nulls last" only where there can be nulls: it would keep an index on (updated, key) from giving the order.
    public string OrderBy => string.Concat(orders.Select(order =>
        $"{Value(order)} {(order.Descending ? "desc" : "asc")}{(order.Parameter is null ? "" : " nulls last")}, ")) + "r.key desc";

    /// <summary>The cursor of a row: what the next page starts after.</summary>
    public string Cursor(DbDataReader row, int firstColumn)
    {
        var values = new JsonArray { row.GetInt64(0) };
        foreach (var (order, i) in orders.Select((order, i) => (order, i + firstColumn)))
            values.Add(row.IsDBNull(i) ? null : IsTime(order) ? JsonValue.Create(row.GetFieldValue<DateTimeOffset>(i).UtcTicks) : JsonValue.Create(row.GetString(i)));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(values.ToJsonString())).Replace('+', '-').Replace('/', '_').TrimEnd('=');
    }

    /// <summary>The condition that a row comes after the cursor. Null when the cursor is none of this order's.</summary>
    public string? After(string cursor, Func<object, string> add)
    {
        if (Read(cursor) is not { } values) return null;
        var key = add(values.Key);
        // The usual order, as a row: an index on (updated, key) starts right there.
        if (orders is [{ Parameter: null, Descending: true }]) return $"(r.updated, r.key) < ({add(values.Sorted[0]!)}, {key})";

        var (equal, after) = ("", new List<string>());
        foreach (var (order, value) in orders.Zip(values.Sorted))
        {
            var column = Value(order);
            if (value is null)
            {
                equal += $"{column} is null and ";
                continue;
            }
            var parameter = add(value);
            after.Add($"({equal}({column} {(order.Descending ? "<" : ">")} {parameter} or {column} is null))");
            equal += $"{column} = {parameter} and ";
        }
        after.Add($"({equal}r.key < {key})");
        return $"({string.Join(" or ", after)})";
    }

    (long Key, List<object?> Sorted)? Read(string cursor)
    {
        try
        {
            var text = cursor.Replace('-', '+').Replace('_', '/');
            using var json = JsonDocument.Parse(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            var values = json.RootElement.EnumerateArray().ToList();
            return values.Count == orders.Count + 1 ? (values[0].GetInt64(), [.. orders.Zip(values.Skip(1), Read)]) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    static object? Read(Order order, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null when order.Parameter is not null => null,
        _ when IsTime(order) => new DateTimeOffset(value.GetInt64(), TimeSpan.Zero),
        _ => value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new FormatException(),
    };

    static bool IsTime(Order order) => order.Parameter is null or { Kind: SearchKind.Date };

    static string Value(Order order) => order.Parameter switch
    {
        null => "r.updated",
        { Kind: SearchKind.Date, Id: var id } => $"(select min(low) from fhir.search_date where key = r.key and param = {id})",
        { Kind: SearchKind.Token, Id: var id } => $"(select min(code) from fhir.search_token where key = r.key and param = {id})",
        { Id: var id } => $"(select min(value) from fhir.search_string where key = r.key and param = {id})",
    };
}
