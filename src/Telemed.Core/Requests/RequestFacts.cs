using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Requests;

/// <summary>What the rules need to know of a request when something is about to happen to it.</summary>
/// <param name="Status">Task.status now; null before the Task exists.</param>
public sealed record RequestFacts(TaskStatus? Status)
{
    /// <summary>What stands in the record once the write is done: stored before, or brought by this very write.</summary>
    public RecordItems Present { get; init; }

    /// <summary>False only on an emergency pathway: then <see cref="RecordItems.PatientInformed"/> is not waited for.</summary>
    public bool ConsentRequired { get; init; } = true;

    /// <summary>False where the pathway forbids it (stroke, ECG): the expert may ask, the reply clock goes on.</summary>
    public bool PauseAllowed { get; init; } = true;

    /// <summary>Name of who holds the request, for refusals; null while it waits in a pool.</summary>
    public string? Holder { get; init; }

    /// <summary>The request has been read and surveyed: business status <c>clos</c>.</summary>
    public bool ClosedOut { get; init; }
}
