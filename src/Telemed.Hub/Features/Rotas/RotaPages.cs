using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Store;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Rotas;

/// <summary>The page "Astreinte" and everything its buttons do.</summary>
static class RotaPages
{
    const string Page = "/on-call";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Page, Show);
        foreach (var kind in new[] { "leave", "replace", "add", "swap" })
            routes.MapPost($"{Page}/{{schedule}}/{kind}", (string schedule, IFormCollection form, Caller caller, FhirStore store, ReadRotas rotas, NpgsqlDataSource db, CancellationToken cancel) =>
                Change(kind, schedule, form, caller, store, rotas, db, cancel));
        routes.MapPost($"{Page}/changes/{{slot}}/accept", async (string slot, IFormCollection _, Caller caller, FhirStore store, ReadRotas rotas, CancellationToken cancel) =>
            await Answer(await MakeChange.Decide(store, caller, slot, holds: true, cancel), caller, rotas, cancel));
        routes.MapPost($"{Page}/changes/{{slot}}/withdraw", async (string slot, IFormCollection _, Caller caller, FhirStore store, ReadRotas rotas, CancellationToken cancel) =>
            await Answer(await MakeChange.Decide(store, caller, slot, holds: false, cancel), caller, rotas, cancel));
        routes.MapPost($"{Page}/{{schedule}}/hand-over", async (string schedule, IFormCollection form, Caller caller, HandOvers handOvers, ReadRotas rotas, CancellationToken cancel) =>
            await Answer(await handOvers.Give(caller, schedule, form["note"], cancel), caller, rotas, cancel));
        routes.MapPost($"{Page}/hand-overs/{{id}}/take", async (string id, IFormCollection _, Caller caller, HandOvers handOvers, NpgsqlDataSource db, ReadRotas rotas, CancellationToken cancel) =>
            await Answer(await handOvers.Take(caller, id, db, cancel), caller, rotas, cancel));
        routes.MapPost($"{Page}/calendar", async (IFormCollection _, Caller caller, NpgsqlDataSource db, ReadRotas rotas, HttpContext http, CancellationToken cancel) =>
        {
            var link = $"{http.Request.Scheme}://{http.Request.Host}{await CalendarFeed.NewLink(caller, db, cancel)}";
            return PageResults.Show<RotasPage>(new { View = await rotas.All(caller, cancel), Link = link });
        });
        routes.MapPost($"{Page}/import", Import);
    }

    /// <summary>The page for a person, the same as JSON for a program.</summary>
    static async Task<IResult> Show(DateTimeOffset? at, Caller caller, ReadRotas rotas, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken cancel) =>
        at is null && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? PageResults.Show<RotasPage>(new { View = await rotas.All(caller, cancel) })
            : Results.Json(await GetOnCall.At((at ?? clock.GetUtcNow()).ToUniversalTime(), db, cancel));

    static async Task<IResult> Change(
        string kind, string schedule, IFormCollection form, Caller caller, FhirStore store, ReadRotas rotas, NpgsqlDataSource db, CancellationToken cancel)
    {
        RotaOnFile? rota;
        await using (var connection = await db.OpenConnectionAsync(cancel)) rota = await OnCall.Of(connection, $"Schedule/{schedule}", DateTimeOffset.MinValue, cancel);
        if (rota is null) return PageResults.Missing();
        var (slots, refusal) = MakeChange.Read(kind, rota.Schedule, rota.Rota.Zone, form, caller);
        return await Answer(refusal ?? await MakeChange.Write(store, caller, slots, cancel), caller, rotas, cancel);
    }

    static async Task<IResult> Import(
        IFormFile? file, IFormCollection form, Caller caller, FhirStore store, ReadRotas rotas, NpgsqlDataSource db, TimeProvider clock, CancellationToken cancel)
    {
        if (file is not { Length: > 0 and <= ImportCalendar.MostBytes })
            return await Answer(RotaRefusals.Broken(new("Choisissez un fichier .ics de moins de 1 Mo.", "Choose an .ics file of less than 1 MB.")), caller, rotas, cancel);
        using var reader = new StreamReader(file.OpenReadStream());
        IReadOnlyList<RotaOnFile> own;
        await using (var connection = await db.OpenConnectionAsync(cancel)) own = await OnCall.All(connection, clock.GetUtcNow(), cancel);
        var (done, refusal) = await ImportCalendar.Run(store, caller, own, form["kind"].ToString(), await reader.ReadToEndAsync(cancel), clock.GetUtcNow(), cancel);
        return refusal is null
            ? PageResults.Show<RotasPage>(new { View = await rotas.All(caller, cancel), Imported = done })
            : await Answer(refusal, caller, rotas, cancel);
    }

    static async Task<IResult> Answer(Refusal? refusal, Caller caller, ReadRotas rotas, CancellationToken cancel) =>
        refusal is null
            ? new SeeOther(Page)
            : PageResults.Show<RotasPage>(new { View = await rotas.All(caller, cancel), Refusal = refusal.Outcome.Issue[0].Words() }, refusal.Status);
}
