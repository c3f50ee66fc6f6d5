using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Demo;

/// <summary>POST /demo/clock: the hub's time jumps to an instant, or runs faster, for every process at once.</summary>
static class SetClock
{
    /// <param name="Now">The instant it is from now on; the time that is when not given.</param>
    /// <param name="Rate">Seconds of the hub in one second of the world, 0 (stands still) to 10,000. Default 1.</param>
    public sealed record Setting(DateTimeOffset? Now, double Rate = 1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/demo/clock", Handle).AllowAnonymous();

    static async Task<IResult> Handle(Setting setting, NpgsqlDataSource db, HubClock clock, IOptions<DemoOptions> demo, CancellationToken cancel)
    {
        if (!demo.Value.SignIn) return Results.NotFound();
        if (setting.Rate is not (>= 0 and <= 10_000)) return Results.BadRequest("rate: 0 to 10000");
        await using var connection = await db.OpenConnectionAsync(cancel);
        // The function's body must be a plain expression: the anchor is written into it as literals.
        var anchor = await connection.QuerySingleAsync<string>(new(
            "select format('select %L::timestamptz + (statement_timestamp() - %L::timestamptz) * %s', coalesce(@now, hub.now()), statement_timestamp(), @rate::numeric)",
            new { now = setting.Now?.UtcDateTime, rate = setting.Rate }, cancellationToken: cancel));
        await connection.ExecuteAsync(new($"create or replace function hub.now() returns timestamptz language sql stable parallel safe as $clock$ {anchor} $clock$", cancellationToken: cancel));
        await clock.Read(cancel);
        return Results.Text(clock.GetUtcNow().ToString("O"));
    }
}
