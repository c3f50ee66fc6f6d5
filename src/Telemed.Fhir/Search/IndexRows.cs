using System.Text.Json;
using Npgsql;

namespace Telemed.Fhir.Search;

/// <summary>The search rows of the resources of one transaction, gathered as columns and written with one statement a table.</summary>
internal sealed class IndexRows(SearchParameters parameters)
{
    readonly Table tokens = new("search_token", "system", "code"), strings = new("search_string", "value", "exact"), dates = new("search_date", "low", "high"),
        references = new("search_reference", "target_type", "target_id"), quantities = new("search_quantity", "low", "high", "system", "unit"), uris = new("search_uri", "value");

    readonly List<string?> systems = [], units = [], quantitySystems = [];
    readonly List<string> codes = [], values = [], exacts = [], targetTypes = [], targetIds = [], urls = [];
    readonly List<DateTimeOffset> lows = [], highs = [];
    readonly List<decimal> amounts = [];

    public static IEnumerable<NpgsqlBatchCommand> Remove(long[] keys) =>
        Names.Select(table => new NpgsqlBatchCommand($"delete from fhir.{table} where key = any($1)") { Parameters = { new() { Value = keys } } });

    static readonly string[] Names = ["search_token", "search_string", "search_date", "search_reference", "search_quantity", "search_uri"];

    public void Add(long key, string type, JsonElement resource, string? fhirBase)
    {
        foreach (var parameter in parameters.Of(type))
            foreach (var path in parameter.Paths)
                foreach (var element in path.Select(resource))
                    Add(parameter, key, element, fhirBase);
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

    public IEnumerable<NpgsqlBatchCommand> Inserts()
    {
        if (tokens.Any) yield return tokens.Insert(Of(systems), Of(codes));
        if (strings.Any) yield return strings.Insert(Of(values), Of(exacts));
        if (dates.Any) yield return dates.Insert(Of(lows), Of(highs));
        if (references.Any) yield return references.Insert(Of(targetTypes), Of(targetIds));
        if (quantities.Any) yield return quantities.Insert(Of(amounts), Of(amounts), Of(quantitySystems), Of(units));
        if (uris.Any) yield return uris.Insert(Of(urls));
    }

    static NpgsqlParameter<List<T>> Of<T>(List<T> column) => new() { TypedValue = column };

    /// <summary>Which parameter and which resource each row belongs to; its other columns are gathered beside it.</summary>
    sealed class Table(string name, params string[] columns)
    {
        readonly List<short> parameters = [];
        readonly List<long> keys = [];

        public bool Any => keys.Count > 0;

        public void Add(SearchParameter parameter, long key)
        {
            parameters.Add(parameter.Id);
            keys.Add(key);
        }

        public NpgsqlBatchCommand Insert(params NpgsqlParameter[] values)
        {
            var command = new NpgsqlBatchCommand(
                $"insert into fhir.{name} (param, key, {string.Join(", ", columns)}) select * from unnest({string.Join(", ", Enumerable.Range(1, values.Length + 2).Select(i => $"${i}"))})");
            command.Parameters.Add(Of(parameters));
            command.Parameters.Add(Of(keys));
            command.Parameters.AddRange(values);
            return command;
        }
    }
}
