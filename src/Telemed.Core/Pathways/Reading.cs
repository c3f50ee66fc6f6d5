using Hl7.Fhir.Model;

namespace Telemed.Core.Pathways;

/// <summary>The small readings every pathway file needs: words in two languages, durations, extensions.</summary>
static class Reading
{
    /// <summary>Words that must be there in French and in English; a fault and an empty wording otherwise.</summary>
    public static Wording Words(PrimitiveType? element, Place at, FaultLog faults)
    {
        if (element?.JsonValue is not string french || string.IsNullOrWhiteSpace(french))
        {
            faults.Add(at, "is missing: a French text with its English translation is needed");
            return new("", "");
        }

        if (element.English() is { } english) return new(french, english);
        faults.Add(at, $"has no English translation (extension {Translation.Url} with lang 'en')");
        return new(french, french);
    }

    /// <summary>A FHIR Duration as time: UCUM s, min, h, d or wk, and longer than nothing. Zero after a fault.</summary>
    public static TimeSpan Time(DataType? value, Place at, FaultLog faults)
    {
        if (value is not Duration { Value: { } number } duration)
        {
            faults.Add(at, "is missing: a duration such as 4 h is needed");
            return TimeSpan.Zero;
        }

        if (number <= 0)
        {
            faults.Add(at, $"must be longer than nothing, but is {number} {duration.Code}");
            return TimeSpan.Zero;
        }

        if (duration.System == "http://unitsofmeasure.org" && Unit(duration.Code) is { } unit)
        {
            return unit * (double)number;
        }

        faults.Add(at, $"unit '{duration.System}|{duration.Code}' is not one of s, min, h, d, wk of http://unitsofmeasure.org");
        return TimeSpan.Zero;
    }

    /// <summary>The value of an extension that must stand exactly once with this type; a fault and null otherwise.</summary>
    public static T? Extension<T>(DomainResource resource, string url, Place at, FaultLog faults)
        where T : DataType
    {
        var found = resource.Extension.Where(e => e.Url == url).ToList();
        if (found is [{ Value: T value }]) return value;
        faults.Add(at[$"extension('{url}')"], $"must stand exactly once with a value of type {typeof(T).Name}");
        return null;
    }

    static TimeSpan? Unit(string? code) => code switch
    {
        "s" => TimeSpan.FromSeconds(1),
        "min" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        "wk" => TimeSpan.FromDays(7),
        _ => null,
    };
}
