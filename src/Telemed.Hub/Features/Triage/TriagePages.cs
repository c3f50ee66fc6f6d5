using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Triage;

/// <summary>The expert's pages. Every button posts to one of the acts below, which are the FHIR operations under another address.</summary>
static class TriagePages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/triage", async (string? show, Caller caller, ReadCases cases, CancellationToken cancel) =>
            PageResults.Show<WorklistPage>(new { View = await cases.ToAnswer(caller, Filter(show), cancel) }));
        routes.MapGet("/cases", async (string? show, Caller caller, ReadCases cases, CancellationToken cancel) =>
            PageResults.Show<WorklistPage>(new { View = await cases.Mine(caller, Filter(show), cancel) }));
        routes.MapGet("/triage/{id}/row", async (string id, Caller caller, ReadCases cases, CancellationToken cancel) =>
            await cases.Row(caller, id, cancel) is { } item ? PageResults.Show<WorklistRow>(new { Item = item }) : Results.NotFound());
        routes.MapGet("/triage/{id}/preview", async (string id, Caller caller, ReadCases cases, CancellationToken cancel) =>
            await cases.Case(caller, id, cancel) is { } view ? PageResults.Show<CasePreview>(new { View = view }) : Results.NotFound());
        routes.MapGet("/cases/{id}", async (string id, Caller caller, ReadCases cases, CancellationToken cancel) =>
            await cases.Case(caller, id, cancel) is not { } view ? PageResults.Missing()
            : view.Alert is { } alert ? new SeeOther($"/alerts/{alert}") : PageResults.Show<CasePage>(new { View = view }));
        foreach (var name in new[] { "accept", "decline", "release", "request-information", "answer" })
            routes.MapPost($"/cases/{{id}}/{name}", (string id, IFormCollection form, Caller caller, MoveTask move, PathwayList pathways, ReadCases cases, CancellationToken cancel) =>
                Act(id, name, form, caller, move, pathways, cases, cancel));
    }

    static async Task<IResult> Act(
        string id, string name, IFormCollection form, Caller caller, MoveTask move, PathwayList pathways, ReadCases cases, CancellationToken cancel)
    {
        var (operation, parameters) = Read(name, form, pathways);
        var (_, refusal) = await move.Run(caller, id, TaskOperations.All[operation], parameters, ifMatch: null, cancel);
        if (refusal is null) return new SeeOther(operation is "decline" or "release" ? "/triage" : $"/cases/{id}");
        return await cases.Case(caller, id, cancel) is { } view
            ? PageResults.Show<CasePage>(new { View = view, Refusal = refusal.Outcome.Issue[0].Words(), Typed = form["text"].ToString() }, refusal.Status)
            : PageResults.Refused(refusal, "/triage");
    }

    static (string Operation, Parameters Parameters) Read(string name, IFormCollection form, PathwayList pathways)
    {
        var parameters = new Parameters();
        void Add(string parameter, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) parameters.Add(parameter, new FhirString(value.Trim()));
        }

        Add("text", form["text"]);
        if (name == "decline") Add("reason", Reason(form));
        if (name != "answer") return (name, parameters);
        Add("outcome", form["outcome"]);
        // "Photos insuffisantes" stands among the outcomes and is no opinion: it asks the requester for better ones.
        var asksForMore = pathways.All.Any(pathway => pathway.OutcomeOf(form["outcome"].ToString())?.Effect == OutcomeEffect.AsksMorePhotos);
        return (asksForMore ? "request-information" : name, parameters);
    }

    static string Reason(IFormCollection form) =>
        string.Join(". ", new[] { DeclineReasons.Words(form["reason"].ToString())?.French, form["text"].ToString() }.Where(said => !string.IsNullOrWhiteSpace(said)));

    static string Filter(string? show) => show is "free" or "due" ? show : "all";
}

/// <summary>Why an expert does not take a request.</summary>
static class DeclineReasons
{
    public static readonly IReadOnlyList<(string Code, Wording Text)> All =
    [
        ("not-my-field", new("Hors de mon domaine", "Outside my field")),
        ("not-available", new("Pas disponible à temps", "Not available in time")),
        ("known-patient", new("Je connais ce patient", "I know this patient")),
        ("other", new("Autre raison", "Another reason")),
    ];

    public static Wording? Words(string code) => All.FirstOrDefault(reason => reason.Code == code).Text;
}
