using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Telemed.Fhir.Search;

/// <summary>The search rows of the resources of one transaction, gathered as columns and written with one statement a table.</summary>
internal sealed class IndexRows(SearchParameters parameters)
{
    readonly Columns tokens = new(), strings = new(), dates = new(), references = new(), quantities = new(), uris = new();

    public void Add(long key, string type, JsonElement resource)
    {
        foreach (var parameter in parameters.Of(type))
            foreach (var path in parameter.Paths)
                foreach (var element in path.Select(resource))
                    Add(parameter, key, element);
    }

    void Add(SearchParameter parameter, long key, JsonElement element)
    {
        switch (parameter.Kind)
        {
            case SearchKind.Token:
                foreach (var (system, code) in Tokens(element)) tokens.Add(parameter.Id, key, system, code);
                break;
            case SearchKind.String:
                foreach (var text in Strings(element)) strings.Add(parameter.Id, key, SearchText.Normalise(text), text);
                break;
            case SearchKind.Date when Date(element) is { } date:
                dates.Add(parameter.Id, key, date.Low, date.High);
                break;
            case SearchKind.Reference when Reference.Of(element) is { } reference:
                references.Add(parameter.Id, key, reference.Type, reference.Id);
                break;
            case SearchKind.Reference when element.ValueKind == JsonValueKind.String:
                references.Add(parameter.Id, key, "", element.GetString()!);
                break;
            case SearchKind.Quantity or SearchKind.Number when Quantity(element) is { } quantity:
                quantities.Add(parameter.Id, key, quantity.Low, quantity.High, quantity.System, quantity.Unit);
                break;
            case SearchKind.Uri when element.ValueKind == JsonValueKind.String:
                uris.Add(parameter.Id, key, element.GetString());
                break;
        }
    }

    public IEnumerable<NpgsqlBatchCommand> Inserts()
    {
        if (tokens.Any) yield return tokens.Insert("search_token", ("system", Text), ("code", Text));
        if (strings.Any) yield return strings.Insert("search_string", ("value", Text), ("exact", Text));
        if (dates.Any) yield return dates.Insert("search_date", ("low", NpgsqlDbType.TimestampTz), ("high", NpgsqlDbType.TimestampTz));
        if (references.Any) yield return references.Insert("search_reference", ("target_type", Text), ("target_id", Text));
        if (quantities.Any) yield return quantities.Insert("search_quantity", ("low", NpgsqlDbType.Numeric), ("high", NpgsqlDbType.Numeric), ("system", Text), ("unit", Text));
        if (uris.Any) yield return uris.Insert("search_uri", ("value", Text));
    }

    public static NpgsqlBatchCommand Remove(string table, long[] keys) =>
        new($"delete from fhir.{table} where key = any($1)") { Parameters = { new() { Value = keys } } };

    public static readonly string[] Tables = ["search_token", "search_string", "search_date", "search_reference", "search_quantity", "search_uri"];

    const NpgsqlDbType Text = NpgsqlDbType.Text;

    static IEnumerable<(string? System, string Code)> Tokens(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("coding", out var codings))
        {
            foreach (var coding in codings.EnumerateArray().Where(coding => String(coding, "code") is not null))
                yield return (String(coding, "system"), String(coding, "code")!);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var (system, value) = (String(element, "system"), String(element, "code") ?? String(element, "value"));
            // A ContactPoint's "system" is phone or email, not a namespace.
            if (value is not null) yield return (system?.Contains(':', StringComparison.Ordinal) == true ? system : null, value);
        }
        else if (element.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number)
        {
            yield return (null, element.ToString().ToLowerInvariant() is "true" or "false" ? element.ToString().ToLowerInvariant() : element.ToString());
        }
    }

    static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        // HumanName and Address: any of their parts, but not the codes that say how they are used.
        JsonValueKind.Object => from property in element.EnumerateObject()
                                where property.Name is not ("use" or "type" or "period" or "extension" or "id") && !property.Name.StartsWith('_')
                                from text in property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().SelectMany(Strings) : Strings(property.Value)
                                select text,
        _ => [],
    };

    static FhirDate? Date(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) return FhirDate.Parse(element.GetString());
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty("event", out var events))
        {
            var spans = events.EnumerateArray().Select(e => FhirDate.Parse(e.GetString())).OfType<FhirDate>().ToList();
            return spans.Count == 0 ? null : new FhirDate(spans.Min(span => span.Low), spans.Max(span => span.High));
        }
        if (String(element, "start") is null && String(element, "end") is null) return null;
        return new FhirDate(
            FhirDate.Parse(String(element, "start"))?.Low ?? FhirDate.Beginning,
            FhirDate.Parse(String(element, "end"))?.High ?? FhirDate.End);
    }

    static (decimal Low, decimal High, string? System, string? Unit)? Quantity(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number) return element.TryGetDecimal(out var number) ? (number, number, null, null) : null;
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount))
            return (amount, amount, String(element, "system"), String(element, "code") ?? String(element, "unit") ?? String(element, "currency"));
        return null;
    }

    static string? String(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    sealed class Columns
    {
        readonly List<short> parameters = [];
        readonly List<long> keys = [];
        readonly List<object?[]> values = [];

        public bool Any => keys.Count > 0;

        public void Add(short parameter, long key, params object?[] row)
        {
            parameters.Add(parameter);
            keys.Add(key);
            values.Add(row);
        }

        public NpgsqlBatchCommand Insert(string table, params (string Name, NpgsqlDbType Type)[] columns)
        {
            var names = string.Join(", ", columns.Select(column => column.Name));
            var arrays = string.Join(", ", columns.Select((_, i) => $"${i + 3}"));
            var command = new NpgsqlBatchCommand($"insert into fhir.{table} (param, key, {names}) select * from unnest($1, $2, {arrays})")
            {
                Parameters =
                {
                    new() { Value = parameters.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
                    new() { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                },
            };
            foreach (var (column, i) in columns.Select((column, i) => (column, i)))
                command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | column.Type, Value = Column(i, column.Type) });
            return command;
        }

        object Column(int i, NpgsqlDbType type) => type switch
        {
            NpgsqlDbType.TimestampTz => values.Select(row => (DateTimeOffset)row[i]!).ToArray(),
            NpgsqlDbType.Numeric => values.Select(row => (decimal)row[i]!).ToArray(),
            _ => values.Select(row => (string?)row[i]).ToArray(),
        };
    }
}
