using System.Globalization;
using System.Text;
using System.Web;
using Hl7.Fhir.Model;

namespace Telemed.Fhir.Search;

/// <summary>A search as it was asked, checked against what is registered, and ready to become SQL.</summary>
public sealed class SearchQuery
{
    /// <summary>Rows in a page when none is asked for, and at the most.</summary>
    public const int DefaultCount = 50, MaximumCount = 500;

    internal sealed record Criterion(SearchParameter? Parameter, string Code, string? Modifier, Criterion? Chain, string? ChainType, IReadOnlyList<string> Values);

    internal sealed record Order(SearchParameter? Parameter, bool Descending);

    internal sealed record Include(bool Reverse, string Type, SearchParameter Parameter, string? Target);

    /// <summary>The resource type searched.</summary>
    public string Type { get; private init; } = "";

    internal List<Criterion> Criteria { get; } = [];
    internal List<Order> Sort { get; } = [];
    internal List<Include> Includes { get; } = [];
    internal int Count { get; private set; } = DefaultCount;
    internal int Offset { get; private set; }
    internal bool TotalWanted { get; private set; }
    internal bool OnlyCount { get; private set; }

    /// <summary>The parameters that were understood, for the self link. https://hl7.org/fhir/R4/search.html#conformance</summary>
    internal List<(string Name, string Value)> Understood { get; } = [];

    /// <summary>The criteria in a fixed order, without what only says how to answer. Empty when there is none.</summary>
    internal string Identity => string.Join('&', asked.Order(StringComparer.Ordinal));

    readonly List<string> asked = [];

    /// <summary>Reads a query string.</summary>
    /// <param name="strict">True refuses what is not registered (the default of R4 clients that say nothing here); false leaves it out and the self link shows so.</param>
    public static (SearchQuery? Query, Refusal? Refusal) Parse(SearchParameters parameters, string type, string queryString, bool strict)
    {
        var query = new SearchQuery { Type = type };
        var pairs = HttpUtility.ParseQueryString(queryString);
        foreach (var name in pairs.AllKeys.OfType<string>())
        {
            foreach (var value in pairs.GetValues(name)!)
            {
                if (query.Read(parameters, name, value) is not { } refusal)
                {
                    query.Understood.Add((name, value));
                    continue;
                }
                if (strict || refusal.Outcome.Issue[0].Code != OperationOutcome.IssueType.NotSupported) return (null, refusal);
            }
        }
        return (query, null);
    }

    Refusal? Read(SearchParameters parameters, string name, string value)
    {
        switch (name)
        {
            case "_count":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return Bad(name, "a whole number");
                (Count, OnlyCount) = (Math.Min(count, MaximumCount), count == 0);
                return null;
            case "_page":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return Bad(name, "the value of a page link");
                Offset = offset;
                return null;
            case "_total":
                TotalWanted = value is "accurate" or "estimate";
                return null;
            case "_summary" when value == "count":
                (OnlyCount, TotalWanted) = (true, true);
                return null;
            case "_format" or "_pretty":
                return null;
            case "_sort":
                return ReadSort(parameters, value);
            case "_include" or "_revinclude":
                return ReadInclude(parameters, name == "_revinclude", value);
            default:
                var (criterion, refusal) = ReadCriterion(parameters, Type, name, value);
                if (criterion is null) return refusal;
                Criteria.Add(criterion);
                asked.Add($"{name}={value}");
                return null;
        }
    }

    Refusal? ReadSort(SearchParameters parameters, string value)
    {
        foreach (var part in value.Split(','))
        {
            var (descending, code) = part.StartsWith('-') ? (true, part[1..]) : (false, part);
            var parameter = parameters.Find(Type, code);
            if (code != "_lastUpdated" && parameter?.Kind is not (SearchKind.Date or SearchKind.String or SearchKind.Token))
                return Refusal.NotSupported($"{Type} cannot be sorted by {code}.");
            Sort.Add(new Order(parameter, descending));
        }
        return null;
    }

    Refusal? ReadInclude(SearchParameters parameters, bool reverse, string value)
    {
        var parts = value.Split(':');
        if (parts.Length < 2 || parameters.Find(parts[0], parts[1]) is not { Kind: SearchKind.Reference } parameter)
            return Refusal.NotSupported($"{value} is no reference that this server can follow.");
        Includes.Add(new Include(reverse, parts[0], parameter, parts.Length > 2 ? parts[2] : null));
        return null;
    }

    static (Criterion? Criterion, Refusal? Refusal) ReadCriterion(SearchParameters parameters, string type, string name, string value)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? name : name[..dot];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (code, modifier) = colon < 0 ? (head, null) : (head[..colon], head[(colon + 1)..]);
        if (code is "_id" or "_lastUpdated") return (new Criterion(null, code, modifier, null, null, Split(value)), null);
        if (parameters.Find(type, code) is not { } parameter)
            return (null, Refusal.NotSupported($"{type} has no search parameter {code} here: see /fhir/metadata."));
        if (dot < 0)
            return modifier is null or "missing" || Modifiers(parameter.Kind).Contains(modifier) || (parameter.Kind == SearchKind.Reference && ModelInfo.IsKnownResource(modifier))
                ? (new Criterion(parameter, code, modifier, null, null, Split(value)), null)
                : (null, Refusal.NotSupported($"{name}: the modifier is not supported for a {parameter.Kind} parameter."));

        var target = modifier ?? (parameter.Targets.Count == 1 ? parameter.Targets[0] : code == "patient" ? "Patient" : null);
        if (parameter.Kind != SearchKind.Reference || target is null)
            return (null, Refusal.NotSupported($"{name}: say which type the reference leads to, as in {code}:Patient.{name[(dot + 1)..]}."));
        var (chain, refusal) = ReadCriterion(parameters, target, name[(dot + 1)..], value);
        return refusal is null ? (new Criterion(parameter, code, null, chain, target, []), null) : (null, refusal);
    }

    static string[] Modifiers(SearchKind kind) => kind switch
    {
        SearchKind.String => ["exact", "contains"],
        SearchKind.Token => ["not"],
        _ => [],
    };

    // A backslash keeps a comma from separating. https://hl7.org/fhir/R4/search.html#escaping
    static List<string> Split(string value)
    {
        var values = new List<string>();
        var current = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) current.Append(value[++i]);
            else if (value[i] == ',') { values.Add(current.ToString()); current.Clear(); }
            else current.Append(value[i]);
        }
        values.Add(current.ToString());
        return values;
    }

    static Refusal Bad(string name, string wanted) => Refusal.Invalid($"{name} takes {wanted}.");
}
