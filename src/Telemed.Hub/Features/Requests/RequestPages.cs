using Hl7.Fhir.Model;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>The requester's pages: ask, my requests, one request and everything that can be done about it.</summary>
static class RequestPages
{
    /// <summary>Last part of an address, and the operation it is.</summary>
    static readonly Dictionary<string, string> Acts = new()
    {
        ["provide-information"] = "provide-information", ["acknowledge"] = "acknowledge", ["close-out"] = "close-out", ["cancel"] = "cancel", ["incident"] = "fail",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ask", Form);
        routes.MapPost("/ask", Submit).DisableAntiforgery();
        routes.MapGet("/requests", List);
        routes.MapGet("/requests/{id}", One);
        foreach (var act in Acts.Keys)
            routes.MapPost($"/requests/{{id}}/{act}", (string id, IFormCollection form, Caller caller, MoveTask move, ReadRequests requests, PathwayList pathways, CancellationToken cancel) =>
                Act(id, act, form, caller, move, requests, pathways, cancel));
    }

    static IResult Form(string? pathway, Caller caller, PathwayList pathways) =>
        pathways.All.FirstOrDefault(one => one.MayBeAskedBy(caller.Professions, caller.Duties) && !one.IsLive && (pathway is null || one.Name == pathway)) is { } found
            ? PageResults.Show<AskPage>(new { View = new AskView(found, caller.Agent) })
            : PageResults.Missing();

    /// <summary>
    /// The same Bundle any software sends to /fhir. It carries the session's cookie and no token: its media type keeps foreign pages
    /// from sending it unasked, and the Origin check refuses them.
    /// </summary>
    static async Task<IResult> Submit(Caller caller, FhirStore store, HttpContext http)
    {
        if (http.Request.ContentType?.StartsWith("application/fhir+json", StringComparison.Ordinal) != true) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var (bundle, refusal) = await FhirEndpoints.Body(http, "Bundle", check: false);
        using (bundle) return refusal is not null ? FhirResult.Of(refusal) : await FhirEndpoints.Transaction(store, caller, bundle!.RootElement, http.RequestAborted);
    }

    static async Task<IResult> List(Caller caller, ReadRequests requests, ReadAlarms alarms, CancellationToken cancel)
    {
        var head = await requests.Head(caller, cancel);
        return PageResults.Show<RequestsPage>(new
        {
            Alarms = await alarms.Open(caller, cancel), Items = await requests.All(caller, cancel), Received = await requests.Received(caller, cancel), MedianPreparation = await requests.MedianPreparation(caller, cancel), Epoch = head.Epoch.ToString(), Cursor = head.Seq,
        });
    }

    static async Task<IResult> One(string id, Caller caller, ReadRequests requests, CancellationToken cancel) =>
        await requests.Elsewhere(caller, id, cancel) is { } page ? new SeeOther(page)
        : await requests.One(caller, id, cancel) is { } view
            ? PageResults.Show<FollowPage>(new { View = view, MedianPreparation = await requests.MedianPreparation(caller, cancel) })
            : PageResults.Missing();

    static async Task<IResult> Act(
        string id, string act, IFormCollection form, Caller caller, MoveTask move, ReadRequests requests, PathwayList pathways, CancellationToken cancel)
    {
        if (await requests.TaskOf(caller, id, cancel) is not { } task) return PageResults.Missing();
        var (_, refusal) = await move.Run(caller, task, TaskOperations.All[Acts[act]], Read(act, form, pathways), ifMatch: null, cancel);
        if (refusal is null) return new SeeOther($"/requests/{id}");
        return await requests.One(caller, id, cancel) is { } view
            ? PageResults.Show<FollowPage>(new { View = view, Refusal = refusal.Outcome.Issue[0].Words(), Typed = form["text"].ToString() }, refusal.Status)
            : PageResults.Refused(refusal, "/requests");
    }

    static Parameters Read(string act, IFormCollection form, PathwayList pathways)
    {
        var parameters = new Parameters();
        if (form["text"].ToString() is { Length: > 0 } text) parameters.Add(act is "provide-information" ? "text" : "reason", new FhirString(text));
        foreach (var photo in form["photo"].OfType<string>()) parameters.Add("photo", new ResourceReference($"Binary/{photo}"));
        if (act == "close-out" && pathways.All.FirstOrDefault(pathway => pathway.CloseOut.Url == form["questionnaire"]) is { } pathway)
            parameters.Add("survey", FilledForm.Read(pathway.CloseOut, form));
        return parameters;
    }
}
