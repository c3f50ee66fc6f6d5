using System.Globalization;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemed.Fhir.Search;

/// <summary>A search as it was asked, checked against what is registered, and ready to become SQL.</summary>
public sealed class SearchQuery
{
    /// <summary>Rows in a page when none is asked for, and at the most.</summary>
    public const int DefaultCount = 50, MaximumCount = 500;

    // Values of all criteria together, at the most.
    const int MaximumValues = 1_000;

    internal sealed record Criterion(SearchParameter? Parameter, string Code, string? Modifier, Criterion? Chain, string? ChainType, IReadOnlyList<string> Values);

    internal sealed record Order(SearchParameter? Parameter, bool Descending);

    internal sealed record Include(bool Reverse, SearchParameter Parameter, string? Target);

    readonly SearchParameters parameters;
    readonly List<string> asked = [];

    SearchQuery(SearchParameters parameters, string type, string? fhirBase) => (this.parameters, Type, Base) = (parameters, type, fhirBase);

    /// <summary>The resource type searched.</summary>
    public string Type { get; }

    internal string? Base { get; }
    internal List<Criterion> Criteria { get; } = [];
    internal List<Order> Sort { get; } = [];
    internal List<Include> Includes { get; } = [];
    internal int Count { get; private set; } = DefaultCount;
    internal string? Page { get; private set; }
    internal bool TotalWanted { get; private set; }
    internal bool OnlyCount { get; private set; }

    /// <summary>The parameters that were understood, for the self link. https://hl7.org/fhir/R4/search.html#conformance</summary>
    internal List<(string Name, string Value)> Understood { get; } = [];

    /// <summary>The criteria in a fixed order, without what only says how to answer. Empty when there is none.</summary>
    internal string Identity => string.Join('&', asked.Order(StringComparer.Ordinal));

    /// <summary>Reads a query string.</summary>
    /// <param name="strict">True refuses what is not registered; false leaves it out, and the self link shows so. What cannot be read is refused either way.</param>
    /// <param name="fhirBase">The address of this server's FHIR base as the asker knows it, for references that are written in full; null when there is none.</param>
    public static (SearchQuery? Query, Refusal? Refusal) Parse(SearchParameters parameters, string type, string queryString, bool strict, string? fhirBase = null)
    {
        var query = new SearchQuery(parameters, type, fhirBase);
        foreach (var pair in new QueryStringEnumerable(queryString))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            var refusal = value.Contains('\0', StringComparison.Ordinal) ? Bad(name, "text without null characters") : query.Read(name, value);
            if (refusal is null) query.Understood.Add((name, value));
            else if (strict || refusal.Outcome.Issue[0].Code != OperationOutcome.IssueType.NotSupported) return (null, refusal);
        }
        return query.Criteria.Sum(criterion => criterion.Values.Count) > MaximumValues
            ? (null, Refusal.Of(400, OperationOutcome.IssueType.TooCostly, $"A search has at most {MaximumValues} values."))
            : (query, null);
    }

    Refusal? Read(string name, string value)
    {
        switch (name)
        {
            case "_count":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return Bad(name, "a whole number");
                Count = Math.Min(count, MaximumCount);
                return count > 0 ? null : CountOnly();
            case "_page":
                Page = value;
                return null;
            case "_total":
                TotalWanted |= value is "accurate" or "estimate";
                return value is "accurate" or "estimate" or "none" ? null : Bad(name, "none, estimate or accurate");
            case "_summary" when value == "count":
                return CountOnly();
            case "_format" when value.Contains("json", StringComparison.Ordinal):
            case "_pretty":
                return null;
            case "_sort":
                return ReadSort(value);
            case "_include" or "_revinclude":
                return ReadInclude(name == "_revinclude", value);
            default:
                var (criterion, refusal) = ReadCriterion(Type, name, value);
                if (criterion is null) return refusal;
                Criteria.Add(criterion);
                asked.Add($"{name}={value}");
                return null;
        }
    }

    Refusal? CountOnly()
    {
        (OnlyCount, TotalWanted) = (true, true);
        return null;
    }

    Refusal? ReadSort(string value)
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

    Refusal? ReadInclude(bool reverse, string value)
    {
        var parts = value.Split(':');
        if (parts.Length is not (2 or 3) || parameters.Find(parts[0], parts[1]) is not { Kind: SearchKind.Reference } parameter || (!reverse && parts[0] != Type))
            return Refusal.NotSupported($"{value} is no reference that this server can follow from {Type}.");
        Includes.Add(new Include(reverse, parameter, parts.Length > 2 ? parts[2] : null));
        return null;
    }

    (Criterion? Criterion, Refusal? Refusal) ReadCriterion(string type, string name, string value)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? name : name[..dot];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (code, modifier) = colon < 0 ? (head, null) : (head[..colon], head[(colon + 1)..]);
        var parameter = parameters.Find(type, code);
        if (parameter is null && code is not ("_id" or "_lastUpdated"))
            return (null, Refusal.NotSupported($"{type} has no search parameter {code} here: see /fhir/metadata."));
        if (dot >= 0) return ReadChain(name, parameter, modifier, name[(dot + 1)..], value);

        var values = SearchValues.Split(value, ',');
        if (!IsModifier(modifier, parameter)) return (null, Refusal.NotSupported($"{name}: the modifier is not supported for this parameter."));
        if (values.Contains("")) return (null, Bad(name, "a value, or several with commas between them"));
        if (modifier == "missing" && value is not ("true" or "false")) return (null, Bad(name, "true or false"));
        return (new Criterion(parameter, code, modifier, null, null, values), null);
    }

    // https://hl7.org/fhir/R4/search.html#chaining
    (Criterion? Criterion, Refusal? Refusal) ReadChain(string name, SearchParameter? parameter, string? modifier, string rest, string value)
    {
        if (parameter?.Kind != SearchKind.Reference) return (null, Refusal.NotSupported($"{name}: only a reference can be followed."));
        var target = modifier ?? (parameter.Targets.Count == 1 ? parameter.Targets[0] : parameter.Code == "patient" ? "Patient" : null);
        if (target is null || (parameter.Targets.Count > 0 && !parameter.Targets.Contains(target)))
        {
            var example = parameter.Targets.Count > 0 ? parameter.Targets[0] : "Patient";
            return (null, Refusal.NotSupported($"{name}: say which type the reference leads to, as in {parameter.Code}:{example}.{rest}."));
        }
        var (chain, refusal) = ReadCriterion(target, rest, value);
        return refusal is null ? (new Criterion(parameter, parameter.Code, null, chain, target, chain!.Values), null) : (null, refusal);
    }

    static bool IsModifier(string? modifier, SearchParameter? parameter) => (modifier, parameter?.Kind) switch
    {
        (null, _) => true,
        (_, null) => false,
        ("missing", _) => true,
        ("exact" or "contains", SearchKind.String) => true,
        ("not", SearchKind.Token) => true,
        (_, SearchKind.Reference) => ModelInfo.IsKnownResource(modifier),
        _ => false,
    };

    static Refusal Bad(string name, string wanted) => Refusal.Invalid($"{name} takes {wanted}.");
}
