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
    string? fhirBase;

    public Refusal? Refusal { get; private set; }

    public string Where(SearchQuery query)
    {
        fhirBase = query.Base;
        var sql = new StringBuilder($"r.type = {Add(query.Type)} and not r.deleted and {reaches}");
        foreach (var criterion in query.Criteria) sql.Append(" and ").Append(Condition(criterion));
        return sql.ToString();
    }

    public string Add(object value)
    {
        var name = $"p{names++}";
        Parameters.Add(name, value);
        return "@" + name;
    }

    string Condition(Criterion criterion) => criterion switch
    {
        { Code: "_id" } => $"r.id = any({Add(criterion.Values.Select(SearchValues.Unescape).ToArray())})",
        { Code: "_lastUpdated" } => Any(criterion, value => Updated(value, criterion.Code)),
        { Modifier: "missing" } => $"{(criterion.Values[0] == "true" ? "not " : "")}exists (select from {Rows(criterion)} and key = r.key)",
        // "not in" would read every row that must not match; this looks only at those of the resources that are left.
        { Modifier: "not" } => $"not exists (select from {Rows(criterion)} and key = r.key and {Any(criterion, value => Value(value, criterion))})",
        { Chain: not null } => $"r.key in (select key from {Rows(criterion)} and {Chain(criterion)})",
        _ => $"r.key in (select key from {Rows(criterion)} and {Any(criterion, value => Value(value, criterion))})",
    };

    static string Rows(Criterion criterion) => $"{Table(criterion.Parameter!)} where param = {criterion.Parameter!.Id}";

    string Chain(Criterion criterion)
    {
        // The resource in the middle must be within reach too: a chain must not tell what a read would not.
        var target = Add(criterion.ChainType!);
        return $"(target_type, target_id) in (select r.type, r.id from fhir.resource r where r.type = {target} and not r.deleted and {reaches} and {Condition(criterion.Chain!)})";
    }

    string Value(string value, Criterion criterion) => criterion.Parameter!.Kind switch
    {
        SearchKind.Token => Token(value, criterion.Code),
        SearchKind.String => String(SearchValues.Unescape(value), criterion.Modifier),
        SearchKind.Date => Dated(value, criterion.Code),
        SearchKind.Reference => Referenced(SearchValues.Unescape(value), criterion.Modifier),
        SearchKind.Uri => $"value = {Add(SearchText.Whole(SearchValues.Unescape(value)))}",
        _ => Quantity(value, criterion.Code),
    };

    // https://hl7.org/fhir/R4/search.html#token
    string Token(string value, string name)
    {
        var parts = SearchValues.Split(value, '|');
        if (parts.Count > 2 || value == "|") return Bad(name, "a code, or a system and a code with one bar between them");
        var code = SearchText.Whole(SearchValues.Unescape(parts[^1]));
        if (parts.Count == 1) return $"code = {Add(code)}";
        var system = SearchText.Whole(SearchValues.Unescape(parts[0]));
        if (code.Length == 0) return $"system = {Add(system)}";
        // A plain code has no system of its own: its element implies one, so the system in the query is not held against it.
        return $"(code = {Add(code)} and (system = {Add(system)} or system is null))";
    }

    // https://hl7.org/fhir/R4/search.html#string
    string String(string value, string? modifier)
    {
        var normal = SearchText.Start(SearchText.Normalise(value));
        return modifier switch
        {
            "exact" => $"(value = {Add(normal)} and exact = {Add(value)})",
            "contains" => $"value like {Add("%" + SearchText.Like(normal) + "%")}",
            _ => $"value like {Add(SearchText.Like(normal) + "%")}",
        };
    }

    // https://hl7.org/fhir/R4/search.html#reference
    string Referenced(string value, string? type)
    {
        if (Reference.Here(value, fhirBase) is { } reference)
            return type is null || type == reference.Type ? $"(target_id = {Add(reference.Id)} and target_type = {Add(reference.Type)})" : "false";
        if (!Reference.IsId(value)) return $"(target_id = {Add(SearchText.Whole(value))} and target_type = '')";
        return type is null ? $"(target_id = {Add(value)} and target_type <> '')" : $"(target_id = {Add(value)} and target_type = {Add(type)})";
    }

    // https://hl7.org/fhir/R4/search.html#quantity and https://hl7.org/fhir/R4/search.html#number
    string Quantity(string value, string name)
    {
        var (prefix, rest) = SearchValues.Prefix(value);
        var parts = SearchValues.Split(rest, '|');
        if (parts.Count is not (1 or 3) || !decimal.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return Bad(name, "a number, alone or as number|system|unit");
        // The precision of the number says how far from it still counts as equal: 5.4 is 5.35 and up to 5.45.
        var half = Precision(number) / 2;
        var isEqual = $"low >= {Add(number)} - {Add(half)} and high < {Add(number)} + {Add(half)}";
        var condition = prefix switch
        {
            "eq" => isEqual,
            "ne" => $"not ({isEqual})",
            "gt" or "sa" => $"high > {Add(number)}",
            "ge" => $"high >= {Add(number)}",
            "lt" or "eb" => $"low < {Add(number)}",
            "le" => $"low <= {Add(number)}",
            _ => $"abs(low - {Add(number)}) <= abs({Add(number)}) * 0.1",
        };
        if (parts.Count == 3 && parts[1].Length > 0) condition += $" and system = {Add(SearchValues.Unescape(parts[1]))}";
        if (parts.Count == 3 && parts[2].Length > 0) condition += $" and unit = {Add(SearchValues.Unescape(parts[2]))}";
        return $"({condition})";
    }

    static decimal Precision(decimal number) => new(1, 0, 0, false, number.Scale);

    // https://hl7.org/fhir/R4/search.html#prefix: the span of the query against the span of the value.
    string Dated(string value, string name)
    {
        var (prefix, rest) = SearchValues.Prefix(value);
        if (FhirDate.Parse(rest.Replace(' ', '+')) is not { } date) return Bad(name, "a date");
        var (from, to) = (Add(date.Low), Add(date.High));
        var isEqual = $"low >= {from} and high <= {to}";
        return prefix switch
        {
            "eq" => $"({isEqual})",
            "ne" => $"not ({isEqual})",
            "gt" => $"high > {to}",
            "ge" => $"(high > {to} or {isEqual})",
            "lt" => $"low < {from}",
            "le" => $"(low < {from} or {isEqual})",
            "sa" => $"low >= {to}",
            "eb" => $"high <= {from}",
            _ => $"(low < {to} + {Tenth(date, from)} and high > {from} - {Tenth(date, from)})",
        };
    }

    // lastUpdated is a point of time, not a span.
    string Updated(string value, string name)
    {
        var (prefix, rest) = SearchValues.Prefix(value);
        if (FhirDate.Parse(rest.Replace(' ', '+')) is not { } date) return Bad(name, "a date");
        var (from, to) = (Add(date.Low), Add(date.High));
        return prefix switch
        {
            "eq" => $"(r.updated >= {from} and r.updated < {to})",
            "ne" => $"not (r.updated >= {from} and r.updated < {to})",
            "gt" or "sa" => $"r.updated >= {to}",
            "ge" => $"r.updated >= {from}",
            "lt" or "eb" => $"r.updated < {from}",
            "le" => $"r.updated < {to}",
            _ => $"(r.updated < {to} + {Tenth(date, from)} and r.updated >= {from} - {Tenth(date, from)})",
        };
    }

    // About: within a tenth of the time between then and now.
    static string Tenth(FhirDate date, string from) =>
        date.Low == FhirDate.Beginning ? "interval '0'" : $"greatest(hub.now() - {from}, {from} - hub.now()) / 10";

    static string Any(Criterion criterion, Func<string, string> condition) => $"({string.Join(" or ", criterion.Values.Select(condition))})";

    static string Table(SearchParameter parameter) => parameter.Kind switch
    {
        SearchKind.Number => "fhir.search_quantity",
        var kind => $"fhir.search_{kind.ToString().ToLowerInvariant()}",
    };

    string Bad(string name, string wanted)
    {
        Refusal ??= Telemed.Fhir.Refusal.Invalid($"{name} takes {wanted}.");
        return "false";
    }
}
