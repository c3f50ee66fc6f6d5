using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Demo;

/// <summary>The demonstration: sign in as anybody of the demo territory, and move time. Off unless switched on, and never for real patients.</summary>
public sealed class DemoOptions
{
    /// <summary>True lets anybody sign in as any demo account and move the hub's clock. Default false.</summary>
    public bool SignIn { get; init; }
}

/// <summary>A bearer token for a demo account, as plain text.</summary>
static class DemoToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/demo/token", Handle).AllowAnonymous().DisableAntiforgery();

    static async Task<IResult> Handle(HttpContext http, NpgsqlDataSource db, IOptionsMonitor<BearerTokenOptions> bearer, TimeProvider clock, IOptions<DemoOptions> demo)
    {
        if (!demo.Value.SignIn) return Results.Text("Demo sign-in is off here.", statusCode: StatusCodes.Status404NotFound);
        var account = (await http.Request.ReadFormAsync(http.RequestAborted))["account"].ToString();
        if (await Caller.Load(db, account, http.RequestAborted) is null) return Results.Text($"There is no account {account}.", statusCode: StatusCodes.Status404NotFound);
        var scheme = BearerTokenDefaults.AuthenticationScheme;
        var ticket = new AuthenticationTicket(SignIn.Principal(account, scheme), new AuthenticationProperties { ExpiresUtc = clock.GetUtcNow() + SignIn.Session }, scheme);
        return Results.Text(bearer.Get(scheme).BearerTokenProtector.Protect(ticket));
    }
}
