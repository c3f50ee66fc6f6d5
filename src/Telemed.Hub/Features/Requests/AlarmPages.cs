using Hl7.Fhir.Model;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>The page of an alarm for the patient's own doctors and nurses: read it, say that one sees to it, answer it or give it back.</summary>
static class AlarmPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alarms/{id}", async (string id, Caller caller, ReadAlarms alarms, CancellationToken cancel) =>
            await alarms.One(caller, id, cancel) is { } view ? PageResults.Show<AlarmPage>(new { View = view }) : PageResults.Missing());
        foreach (var act in new[] { "accept", "release", "answer" })
            routes.MapPost($"/alarms/{{id}}/{act}", (string id, IFormCollection form, Caller caller, MoveTask move, ReadAlarms alarms, CancellationToken cancel) =>
                Act(id, act, form, caller, move, alarms, cancel));
    }

    static async Task<IResult> Act(string id, string act, IFormCollection form, Caller caller, MoveTask move, ReadAlarms alarms, CancellationToken cancel)
    {
        if (await alarms.One(caller, id, cancel) is not { } view) return PageResults.Missing();
        var parameters = new Parameters();
        foreach (var name in new[] { "outcome", "text" })
            if (form[name].ToString().Trim() is { Length: > 0 } said) parameters.Add(name, new FhirString(said));
        var (_, refusal) = await move.Run(caller, view.TaskId, TaskOperations.All[act], parameters, ifMatch: null, cancel);
        if (refusal is null) return new SeeOther($"/alarms/{id}");
        return PageResults.Show<AlarmPage>(new { View = await alarms.One(caller, id, cancel) ?? view, Refusal = refusal.Outcome.Issue[0].Words(), Typed = form["text"].ToString() }, refusal.Status);
    }
}
