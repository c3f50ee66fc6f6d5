using System.Text.Json;
using Npgsql;

namespace Telemed.Fhir.Search;

/// <summary>The search rows of the resources of one transaction, gathered as columns and written with one statement a table.</summary>
internal sealed class IndexRows(SearchParameters parameters)
{
    readonly Table tokens = new(), strings = new(), dates = new(), references = new(), quantities = new(), uris = new();
    readonly List<JsonElement> found = [];
    readonly List<string?> systems = [], units = [], quantitySystems = [];
    readonly List<string> codes = [], values = [], exacts = [], targetTypes = [], targetIds = [], urls = [];
    readonly List<DateTimeOffset> lows = [], highs = [];
    readonly List<decimal> amounts = [];

    /// <summary>The statements that remove the rows of these resources.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Remove(long[] keys) => Removals.Select(sql => new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = keys } } });

    public void Add(long key, string type, JsonElement resource, string? fhirBase)
    {
        foreach (var parameter in parameters.Of(type))
        {
            found.Clear();
            foreach (var path in parameter.Paths) path.Select(resource, found);
            foreach (var element in found) Add(parameter, key, element, fhirBase);
        }
    }

    void Add(SearchParameter parameter, long key, JsonElement element, string? fhirBase)
    {
        switch (parameter.Kind)
        {
            case SearchKind.Token:
                foreach (var (system, code) in IndexValues.Tokens(element))
                {
                    tokens.Add(parameter, key);
                    systems.Add(system is null ? null : SearchText.Whole(system));
                    codes.Add(SearchText.Whole(code));
                }
                break;
            case SearchKind.String:
                foreach (var text in IndexValues.Strings(element))
                {
                    strings.Add(parameter, key);
                    values.Add(SearchText.Start(SearchText.Normalise(text)));
                    exacts.Add(text);
                }
                break;
            case SearchKind.Date when IndexValues.Date(element) is { } date:
                dates.Add(parameter, key);
                lows.Add(date.Low);
                highs.Add(date.High);
                break;
            case SearchKind.Reference:
                foreach (var (target, id) in IndexValues.References(element, fhirBase))
                {
                    references.Add(parameter, key);
                    targetTypes.Add(target);
                    targetIds.Add(id);
                }
                break;
            case SearchKind.Quantity or SearchKind.Number:
                foreach (var (value, system, unit) in IndexValues.Quantities(element))
                {
                    quantities.Add(parameter, key);
                    amounts.Add(value);
                    quantitySystems.Add(system);
                    units.Add(unit);
                }
                break;
            case SearchKind.Uri when element.ValueKind == JsonValueKind.String:
                uris.Add(parameter, key);
                urls.Add(SearchText.Whole(element.GetString()!));
                break;
        }
    }

    /// <summary>The statements that add the rows: none for a table without rows.</summary>
    public IEnumerable<NpgsqlBatchCommand> Inserts()
    {
        if (tokens.Any) yield return tokens.Insert(InsertTokens, Of(systems), Of(codes));
        if (strings.Any) yield return strings.Insert(InsertStrings, Of(values), Of(exacts));
        if (dates.Any) yield return dates.Insert(InsertDates, Of(lows), Of(highs));
        if (references.Any) yield return references.Insert(InsertReferences, Of(targetTypes), Of(targetIds));
        if (quantities.Any) yield return quantities.Insert(InsertQuantities, Of(amounts), Of(quantitySystems), Of(units));
        if (uris.Any) yield return uris.Insert(InsertUris, Of(urls));
    }

    const string InsertTokens = "insert into fhir.search_token (param, key, system, code) select * from unnest($1, $2, $3, $4)";
    const string InsertStrings = "insert into fhir.search_string (param, key, value, exact) select * from unnest($1, $2, $3, $4)";
    const string InsertDates = "insert into fhir.search_date (param, key, low, high) select * from unnest($1, $2, $3, $4)";
    const string InsertReferences = "insert into fhir.search_reference (param, key, target_type, target_id) select * from unnest($1, $2, $3, $4)";
    const string InsertQuantities = """
        insert into fhir.search_quantity (param, key, low, high, system, unit)
        select param, key, value, value, system, unit from unnest($1, $2, $3, $4, $5) as found (param, key, value, system, unit)
        """;
    const string InsertUris = "insert into fhir.search_uri (param, key, value) select * from unnest($1, $2, $3)";

    static NpgsqlParameter<List<T>> Of<T>(List<T> column) => new() { TypedValue = column };

    static readonly string[] Removals =
        [.. new[] { "token", "string", "date", "reference", "quantity", "uri" }.Select(kind => $"delete from fhir.search_{kind} where key = any($1)")];

    /// <summary>Which parameter and which resource each row belongs to; its other columns are gathered beside it.</summary>
    sealed class Table
    {
        readonly List<short> parameters = [];
        readonly List<long> keys = [];

        public bool Any => keys.Count > 0;

        public void Add(SearchParameter parameter, long key)
        {
            parameters.Add(parameter.Id);
            keys.Add(key);
        }

        public NpgsqlBatchCommand Insert(string sql, params NpgsqlParameter[] columns)
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { Of(parameters), Of(keys) } };
            command.Parameters.AddRange(columns);
            return command;
        }
    }
}
