using System.Globalization;
using System.Text;
using Dapper;
using static Telemed.Fhir.Search.SearchQuery;

namespace Telemed.Fhir.Search;

/// <summary>Turns a checked search into SQL over the index tables. Values only ever travel as parameters.</summary>
internal sealed class SearchSql(string reaches)
{
    public DynamicParameters Parameters { get; } = new();
    int names;

    public Refusal? Refusal { get; private set; }

    public string Where(SearchQuery query)
    {
        var sql = new StringBuilder($"r.type = {Add(query.Type)} and not r.deleted and {reaches}");
        foreach (var criterion in query.Criteria) sql.Append(" and ").Append(Condition("r", criterion));
        return sql.ToString();
    }

    public static string OrderBy(SearchQuery query) => query.Sort.Count == 0
        ? "r.updated desc, r.key desc"
        : string.Join(", ", query.Sort.Select(order => $"{SortKey(order)} {(order.Descending ? "desc" : "asc")} nulls last")) + ", r.key desc";

    static string SortKey(Order order) => order.Parameter switch
    {
        null => "r.updated",
        { Kind: SearchKind.Date, Id: var id } => $"(select min(low) from fhir.search_date where key = r.key and param = {id})",
        { Kind: SearchKind.Token, Id: var id } => $"(select min(code) from fhir.search_token where key = r.key and param = {id})",
        { Id: var id } => $"(select min(value) from fhir.search_string where key = r.key and param = {id})",
    };

    string Condition(string row, Criterion criterion) => criterion switch
    {
        { Code: "_id" } => $"{row}.id = any({Add(criterion.Values.ToArray())})",
        { Code: "_lastUpdated" } => Any(criterion, value => Dated($"{row}.updated", $"{row}.updated", value, criterion.Code)),
        { Modifier: "missing" } => $"{(criterion.Values[0] == "true" ? "not " : "")}exists (select from {Table(criterion.Parameter!)} where key = {row}.key and param = {criterion.Parameter!.Id})",
        { Modifier: "not" } => $"not {Matches(row, criterion)}",
        _ => Matches(row, criterion),
    };

    string Matches(string row, Criterion criterion) =>
        $"{row}.key in (select key from {Table(criterion.Parameter!)} where param = {criterion.Parameter!.Id} and ({(criterion.Chain is null ? Values(criterion) : Chain(criterion))}))";

    string Chain(Criterion criterion)
    {
        // The resource in the middle must be within reach too: a chain must not tell what a read would not.
        var target = Add(criterion.ChainType!);
        return $"(target_type, target_id) in (select r.type, r.id from fhir.resource r where r.type = {target} and not r.deleted and {reaches} and {Condition("r", criterion.Chain!)})";
    }

    string Values(Criterion criterion) => criterion.Parameter!.Kind switch
    {
        SearchKind.Token => Any(criterion, Token),
        SearchKind.String => Any(criterion, value => criterion.Modifier switch
        {
            "exact" => $"exact = {Add(value)}",
            "contains" => $"value like {Add("%" + Like(SearchText.Normalise(value)) + "%")}",
            _ => $"value like {Add(Like(SearchText.Normalise(value)) + "%")}",
        }),
        SearchKind.Date => Any(criterion, value => Dated("low", "high", value, criterion.Code)),
        SearchKind.Reference => Any(criterion, value => Referenced(value, criterion)),
        SearchKind.Uri => $"value = any({Add(criterion.Values.ToArray())})",
        _ => Any(criterion, value => Quantity(value, criterion.Code)),
    };

    string Token(string value)
    {
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0) return $"code = {Add(value)}";
        var (system, code) = (value[..bar], value[(bar + 1)..]);
        // A plain code has no system of its own: its element implies one, so the system in the query is not held against it.
        var systemIs = system.Length == 0 ? "system is null" : $"(system = {Add(system)} or system is null)";
        return code.Length == 0 ? $"system = {Add(system)}" : $"(code = {Add(code)} and {systemIs})";
    }

    string Referenced(string value, Criterion criterion)
    {
        if (Reference.Parse(value) is { } reference) return $"(target_id = {Add(reference.Id)} and target_type = {Add(reference.Type)})";
        return criterion.Modifier is { } type ? $"(target_id = {Add(value)} and target_type = {Add(type)})" : $"target_id = {Add(value)}";
    }

    string Quantity(string value, string code)
    {
        var (prefix, rest) = Prefix(value);
        var parts = rest.Split('|');
        if (!decimal.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Bad(code, "a number");
        // The precision of the number says how far from it still counts as equal. https://hl7.org/fhir/R4/search.html#quantity
        var scale = (decimal.GetBits(number)[3] >> 16) & 0xff;
        var half = 0.5m * (decimal)Math.Pow(10, -scale);
        var condition = prefix switch
        {
            "eq" => $"low >= {Add(number - half)} and high <= {Add(number + half)}",
            "ne" => $"not (low >= {Add(number - half)} and high <= {Add(number + half)})",
            "gt" or "sa" => $"high > {Add(number)}",
            "ge" => $"high >= {Add(number)}",
            "lt" or "eb" => $"low < {Add(number)}",
            "le" => $"low <= {Add(number)}",
            _ => $"low between {Add(number * 0.9m)} and {Add(number * 1.1m)}",
        };
        if (parts.Length == 3 && parts[1].Length > 0) condition += $" and system = {Add(parts[1])}";
        if (parts.Length == 3 && parts[2].Length > 0) condition += $" and unit = {Add(parts[2])}";
        return $"({condition})";
    }

    // https://hl7.org/fhir/R4/search.html#prefix
    string Dated(string low, string high, string value, string code)
    {
        var (prefix, rest) = Prefix(value);
        if (FhirDate.Parse(rest.Replace(' ', '+')) is not { } date) return Bad(code, "a date");
        var (from, to) = (Add(date.Low), Add(date.High));
        return prefix switch
        {
            "eq" => $"({low} >= {from} and {high} <= {to} and {low} < {to})",
            "ne" => $"not ({low} >= {from} and {high} <= {to} and {low} < {to})",
            "gt" => $"({high} > {to} or ({low} = {high} and {low} >= {to}))",
            "ge" => $"({high} > {from} or ({low} = {high} and {low} >= {from}))",
            "lt" => $"{low} < {from}",
            "le" => $"{low} < {to}",
            "sa" => $"{low} >= {to}",
            "eb" => $"{high} <= {from}",
            _ => $"({low} < {to} and {high} > {from})",
        };
    }

    static (string Prefix, string Value) Prefix(string value) =>
        value.Length > 2 && value[..2] is "eq" or "ne" or "gt" or "lt" or "ge" or "le" or "sa" or "eb" or "ap" ? (value[..2], value[2..]) : ("eq", value);

    static string Any(Criterion criterion, Func<string, string> condition) => $"({string.Join(" or ", criterion.Values.Select(condition))})";

    static string Table(SearchParameter parameter) => parameter.Kind switch
    {
        SearchKind.Number => "fhir.search_quantity",
        var kind => $"fhir.search_{kind.ToString().ToLowerInvariant()}",
    };

    static string Like(string text) => text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    string Bad(string code, string wanted)
    {
        Refusal = Telemed.Fhir.Refusal.Invalid($"{code} takes {wanted}.");
        return "false";
    }

    string Add(object value)
    {
        var name = $"p{names++}";
        Parameters.Add(name, value);
        return "@" + name;
    }
}
