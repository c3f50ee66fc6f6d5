using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>One of the requester's own requests, in a list: whose, what, where it is, when the answer is promised.</summary>
/// <param name="Patient">Name; the requester has a link with the patient.</param>
/// <param name="Due">When the answer is promised; null once given, or while the expert waits for this requester.</param>
/// <param name="Unread">An answer this requester has not opened.</param>
public sealed record RequestItem(
    string RequestId, string Patient, Wording Title, RequestPriority Priority, DateTimeOffset SentAt, Mark Mark, string? Holder,
    DateTimeOffset? Due, TimeSpan Within, bool Unread)
{
    public bool WaitsForRequester => Unread || Mark is Mark.AwaitingInformation;
    public bool IsOver => !WaitsForRequester && Mark is Mark.Answered or Mark.Ended;
}
