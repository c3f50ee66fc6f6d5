namespace Telemed.Core.Requests;

/// <summary>The FHIR operations on a request's Task (<c>POST Task/[id]/$accept</c>) and the events they mean.</summary>
public static class RequestOperations
{
    static readonly Dictionary<string, RequestEvent> Named = new(StringComparer.Ordinal)
    {
        ["accept"] = RequestEvent.Accept,
        ["start"] = RequestEvent.Start,
        ["request-information"] = RequestEvent.RequestInformation,
        ["provide-information"] = RequestEvent.ProvideInformation,
        ["answer"] = RequestEvent.Answer,
        ["decline"] = RequestEvent.Decline,
        ["release"] = RequestEvent.Release,
        ["reassign"] = RequestEvent.Reassign,
        ["reject"] = RequestEvent.Reject,
        ["cancel"] = RequestEvent.Cancel,
        ["fail"] = RequestEvent.Fail,
        ["acknowledge"] = RequestEvent.Acknowledge,
        ["close-out"] = RequestEvent.CloseOut,
    };

    /// <summary>Names of all operations, without the dollar sign.</summary>
    public static IReadOnlyCollection<string> Names => Named.Keys;

    /// <summary>The event of an operation named with or without its dollar sign; null when there is no such operation.</summary>
    public static RequestEvent? Event(string operation) => Named.TryGetValue(operation.TrimStart('$'), out var e) ? e : null;

    /// <summary>The operation of an event, without the dollar sign; null for Submit and Deliver, which nobody calls by name.</summary>
    public static string? Name(RequestEvent e) => Named.FirstOrDefault(pair => pair.Value == e).Key;
}
