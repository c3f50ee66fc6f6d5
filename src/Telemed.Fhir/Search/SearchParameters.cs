using System.Text.Json;
using Dapper;
using Npgsql;

namespace Telemed.Fhir.Search;

/// <summary>The kinds of search value of R4 that are indexed. https://hl7.org/fhir/R4/search.html#ptypes</summary>
public enum SearchKind { Token, String, Date, Reference, Quantity, Number, Uri }

/// <summary>One R4 search parameter of one resource type.</summary>
/// <param name="Base">The resource type, or <c>Resource</c> for those every type has.</param>
/// <param name="Code">The name in the query.</param>
/// <param name="Url">Canonical of the SearchParameter.</param>
/// <param name="Targets">For a reference: the types it may lead to; empty when any.</param>
public sealed record SearchParameter(string Base, string Code, SearchKind Kind, string Url, IReadOnlyList<string> Targets)
{
    internal short Id { get; init; }
    internal IReadOnlyList<ElementPath> Paths { get; init; } = [];
}

/// <summary>
/// Every R4 search parameter that this server indexes, by resource type. What is not here is refused when asked for, never
/// ignored in silence. Composite and special parameters are not indexed.
/// </summary>
public sealed class SearchParameters
{
    readonly Dictionary<string, Dictionary<string, SearchParameter>> byType = [];

    SearchParameters(IEnumerable<SearchParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (!byType.TryGetValue(parameter.Base, out var ofType)) byType[parameter.Base] = ofType = [];
            ofType[parameter.Code] = parameter;
        }
    }

    /// <summary>The parameters of a type, without those of <c>Resource</c>.</summary>
    public IEnumerable<SearchParameter> Of(string type) => byType.TryGetValue(type, out var found) ? found.Values : [];

    /// <summary>Null when the type has no such parameter.</summary>
    public SearchParameter? Find(string type, string code) =>
        byType.TryGetValue(type, out var found) && found.TryGetValue(code, out var parameter) ? parameter : null;

    /// <summary>Reads the definitions built into the assembly and gives each its number in the database.</summary>
    public static async Task<SearchParameters> Load(NpgsqlDataSource db, CancellationToken cancel)
    {
        Schema.DapperConventions.Register();
        var defined = Definitions();
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(RegisterNew, new { types = defined.Select(p => p.Base).ToArray(), codes = defined.Select(p => p.Code).ToArray() }, cancellationToken: cancel));
        var ids = (await connection.QueryAsync<(short Id, string Type, string Code)>(new("select id, type, code from fhir.search_parameter", cancellationToken: cancel)))
            .ToDictionary(row => (row.Type, row.Code), row => row.Id);
        return new SearchParameters(defined.Select(p => p with { Id = ids[(p.Base, p.Code)] }));
    }

    static List<SearchParameter> Definitions()
    {
        using var stream = typeof(SearchParameters).Assembly.GetManifestResourceStream("search-parameters.json")!;
        using var definitions = JsonDocument.Parse(stream);
        return
        [
            .. from definition in definitions.RootElement.EnumerateArray()
               where definition.GetProperty("base").GetString() != "Resource"
               let paths = definition.GetProperty("paths").EnumerateArray().Select(path => ElementPath.Parse(path.GetString()!)).ToList()
               where paths.TrueForAll(path => path is not null)
               select new SearchParameter(
                   definition.GetProperty("base").GetString()!,
                   definition.GetProperty("code").GetString()!,
                   Enum.Parse<SearchKind>(definition.GetProperty("type").GetString()!, ignoreCase: true),
                   definition.GetProperty("url").GetString()!,
                   [.. definition.GetProperty("target").EnumerateArray().Select(target => target.GetString()!)])
               { Paths = paths! },
        ];
    }

    const string RegisterNew = """
        insert into fhir.search_parameter (type, code)
        select * from unnest(@types, @codes) as defined (type, code)
        where not exists (select from fhir.search_parameter known where known.type = defined.type and known.code = defined.code)
        on conflict do nothing
        """;
}
