using Telemed.Territory.Hub;

namespace Telemed.Territory.Dermatology;

/// <summary>Sends a case and finds the Task that the hub made of it.</summary>
static class SubmitCase
{
    public static async Task<string> Submit(HubClient hub, Case request, DateTimeOffset now, CancellationToken cancel)
    {
        var account = request.Requester.Account;
        var sent = (await hub.Post(account, "/fhir", RequestBundle.Of(request, now), cancel)).Expected();
        var id = sent.Resources.First(resource => resource.Type() == "ServiceRequest").Id();
        var task = (await hub.Get(account, $"/fhir/Task?focus=ServiceRequest/{id}", cancel)).Expected();
        return task.Resources.First().Id();
    }
}
