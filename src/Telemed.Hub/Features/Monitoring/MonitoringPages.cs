using Dapper;
using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The page of one patient who is watched at home, and what its buttons do.</summary>
static class MonitoringPages
{
    static readonly string[] AlarmActs = ["accept", "answer", "release"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/monitoring/{id}", async (string id, int? days, Caller caller, ReadMonitoring home, InboxLog inbox, CancellationToken cancel) =>
            await Page(id, days, caller, home, inbox, null, null, cancel));
        routes.MapGet("/monitoring/{id}/now", async (string id, int? days, Caller caller, ReadMonitoring home, CancellationToken cancel) =>
            await home.Of(caller, id, Days(days), cancel) is { } view ? PageResults.Show<MonitoringNow>(new { View = view }) : Results.NotFound());
        foreach (var act in AlarmActs)
            routes.MapPost($"/monitoring/{{id}}/alarm/{act}", (string id, IFormCollection form, Caller caller, MoveTask move, ReadMonitoring home, InboxLog inbox, CancellationToken cancel) =>
                Answer(id, form, caller, home, inbox, Move(act, form, caller, move, cancel), cancel));
        Decide(routes, "limit", (plans, caller, view, form, cancel) => plans.Limit(caller, view.Stored, view.Rules, form, cancel));
        Decide(routes, "reference", (plans, caller, view, form, cancel) => plans.Reference(caller, view.Stored, form, cancel));
        Decide(routes, "visits", (plans, caller, view, form, cancel) => plans.Visits(caller, view.Stored, form, cancel));
        Decide(routes, "review", (plans, caller, view, form, cancel) => plans.Review(caller, view.Stored, form, cancel));
        Decide(routes, "treatment", (plans, caller, view, form, cancel) => plans.Treatment(caller, view, form, cancel));
        Decide(routes, "promote", (plans, caller, view, form, cancel) => plans.Promote(caller, view.Stored, form, cancel));
        Decide(routes, "call", (plans, caller, view, form, cancel) => plans.Create(
            caller, KeepCall.Made(view.Stored.Reference, view.PatientReference, caller, form["reached"] == "true", form["text"].ToString().Trim(), view.Now), cancel));
        routes.MapPost("/monitoring/{id}/aside", async (string id, IFormCollection form, Caller caller, FhirStore store, ReadMonitoring home, InboxLog inbox, CancellationToken cancel) =>
            await Answer(id, form, caller, home, inbox, See(id, form, caller, store, cancel), cancel));
    }

    static void Decide(IEndpointRouteBuilder routes, string act, Func<ChangePlan, Caller, MonitoringView, IFormCollection, CancellationToken, Task<Refusal?>> decide) =>
        routes.MapPost($"/monitoring/{{id}}/{act}", async (string id, IFormCollection form, Caller caller, ChangePlan plans, ReadMonitoring home, InboxLog inbox, CancellationToken cancel) =>
            await home.Of(caller, id, MonitoringPage.DefaultDays, cancel) is { } view
                ? await Answer(id, form, caller, home, inbox, decide(plans, caller, view, form, cancel), cancel)
                : PageResults.Missing());

    static async Task<IResult> Answer(string id, IFormCollection form, Caller caller, ReadMonitoring home, InboxLog inbox, Task<Refusal?> act, CancellationToken cancel) =>
        await act is not { } refusal ? new SeeOther($"/monitoring/{id}")
        : refusal.Status == StatusCodes.Status404NotFound ? PageResults.Missing()
        : await Page(id, null, caller, home, inbox, refusal, form["text"], cancel);

    static async Task<IResult> Page(string id, int? days, Caller caller, ReadMonitoring home, InboxLog inbox, Refusal? refusal, string? typed, CancellationToken cancel)
    {
        var head = await inbox.Head(caller.Account, cancel);
        return await home.Of(caller, id, Days(days), cancel) is { } view
            ? PageResults.Show<MonitoringPage>(
                new { View = view, Refusal = refusal is null ? null : Words(refusal), Typed = typed, Epoch = head.Epoch.ToString(), Cursor = head.Seq }, refusal?.Status ?? StatusCodes.Status200OK)
            : PageResults.Missing();
    }

    static Wording Words(Refusal refusal) => refusal.Status == StatusCodes.Status412PreconditionFailed
        ? new("Quelqu’un a changé ce plan entre-temps : relisez-le, puis recommencez.", "Somebody has changed this plan meanwhile: read it again, then repeat.")
        : refusal.Outcome.Issue[0].Words();

    static async Task<Refusal?> Move(string act, IFormCollection form, Caller caller, MoveTask move, CancellationToken cancel)
    {
        var parameters = new Parameters();
        foreach (var name in new[] { "outcome", "text", "reason" })
            if (form[name].ToString().Trim() is { Length: > 0 } said) parameters.Add(name, new FhirString(said));
        return (await move.Run(caller, form["task"].ToString(), TaskOperations.All[act], parameters, ifMatch: null, cancel)).Refusal;
    }

    /// <summary>Somebody has looked at a value that no rule can use.</summary>
    static async Task<Refusal?> See(string id, IFormCollection form, Caller caller, FhirStore store, CancellationToken cancel)
    {
        var plan = $"CarePlan/{id}";
        await using var transaction = await store.Begin(caller, cancel);
        if (!await transaction.Reaches(plan, cancel) || !long.TryParse(form["key"], out var key)) return Refusal.NotFound(plan);
        if (await transaction.Connection.ExecuteScalarAsync<string?>(new(
            "select a.source from hub.measurement_aside a join hub.monitoring m on m.patient = a.patient where m.plan = @plan and a.key = @key limit 1", new { plan, key }, cancellationToken: cancel)) is not { } source) return Refusal.NotFound(plan);
        transaction.Effect("update hub.measurement_aside set seen_at = $2, seen_by = $3 where key = $1 and seen_at is null", key, transaction.Now, caller.Agent);
        Access.LeaveTrace(transaction, "see-aside", source, 0);
        await transaction.Commit(cancel);
        return null;
    }

    static int Days(int? asked) => asked is 30 or 365 ? asked.Value : MonitoringPage.DefaultDays;
}
