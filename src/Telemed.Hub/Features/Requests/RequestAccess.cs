using Telemed.Fhir.Store;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Requests;

/// <summary>Who reaches which part of a request's case, from its submission to its end (architecture 3, Access).</summary>
static class RequestAccess
{
    /// <summary>Status, owner, times: nothing clinical.</summary>
    public const string Task = "task";

    /// <summary>The request, its form and its photos: clinical, without identity.</summary>
    public const string Question = "question";

    /// <summary>Who the patient is, and what belongs to them.</summary>
    public const string Identity = "identity";

    /// <summary>What requester and expert write to each other, and how the request moved.</summary>
    public const string Exchange = "exchange";

    public const string Report = "report";

    static readonly string[] Everything = [Task, Question, Identity, Exchange, Report];

    public static string SectionOf(string type) => type switch
    {
        "Task" => Task,
        "ServiceRequest" or "QuestionnaireResponse" or "Media" or "Binary" => Question,
        "Communication" or "Provenance" => Exchange,
        "DiagnosticReport" => Report,
        _ => Identity,
    };

    public static void Submitted(StoreTransaction transaction, string request, IEnumerable<string> requesters, string pool)
    {
        foreach (var requester in requesters) Access.Give(transaction, request, requester, Everything);
        Access.Give(transaction, request, "duty:coordinator", Task);
        Offered(transaction, request, pool);
    }

    /// <summary>The pool sees what it is asked; no identity stands in that.</summary>
    public static void Offered(StoreTransaction transaction, string request, string pool) => Access.Give(transaction, request, pool, Task, Question);

    public static void Taken(StoreTransaction transaction, string request, string holder) => Access.Give(transaction, request, holder, Everything);

    public static void GivenBack(StoreTransaction transaction, string request, string holder) => Access.Give(transaction, request, holder);

    /// <summary>Once the request is over, the pool keeps the Task and nothing else.</summary>
    public static void Over(StoreTransaction transaction, string request, string pool) => Access.Give(transaction, request, pool, Task);

    public static void Reported(StoreTransaction transaction, string request, string generalPractitioner) =>
        transaction.Effect(
            "insert into hub.access_member (circle, principal, sections) values ($1, $2, $3) on conflict (circle, principal) do nothing",
            request, generalPractitioner, new[] { Report });
}
