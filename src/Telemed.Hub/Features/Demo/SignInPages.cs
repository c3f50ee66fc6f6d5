using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Core;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Demo;

/// <summary>In and out of the console: one click for each demo account where demo sign-in is on.</summary>
static class SignInPages
{
    static readonly string[] Accounts =
    [
        "gp", "nurse", "derm1", "derm2", "ed-cambrai", "ed-douai", "neuro-lens", "neuro-valenciennes", "radio-arras", "radio-maubeuge",
        "cell", "cardio", "ehpad", "geriatrician", "regulator", "coordinator", "auditor", "admin",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", Page).AllowAnonymous();
        routes.MapPost("/sign-in", Enter).AllowAnonymous();
        routes.MapPost("/sign-out", Leave).AllowAnonymous();
        routes.MapGet("/", (HttpContext http) => Results.Redirect(http.Features.Get<Viewer>()?.Home ?? "/sign-in")).AllowAnonymous();
    }

    static async Task<IResult> Page(string? returnUrl, NpgsqlDataSource db, PathwayList pathways, IOptions<DemoOptions> demo, CancellationToken cancel) =>
        PageResults.Show<SignInPage>(new { Accounts = await Known(db, pathways, demo.Value, cancel), ReturnUrl = returnUrl });

    static async Task<IResult> Enter(IFormCollection form, HttpContext http, NpgsqlDataSource db, PathwayList pathways, IOptions<DemoOptions> demo)
    {
        var account = form["account"].ToString();
        if (!demo.Value.SignIn || !Accounts.Contains(account) || await Caller.Load(db, account, http.RequestAborted) is not { } caller)
        {
            var refusal = new Wording("Ce compte n’existe pas ici. Choisissez-en un dans la liste.", "There is no such account here. Choose one from the list.");
            return PageResults.Show<SignInPage>(new { Accounts = await Known(db, pathways, demo.Value, http.RequestAborted), Refusal = refusal }, StatusCodes.Status403Forbidden);
        }
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SignIn.Principal(account, CookieAuthenticationDefaults.AuthenticationScheme));
        return new SeeOther(form["ReturnUrl"].ToString() is ['/', not ('/' or '\\'), ..] and var local ? local : Viewer.Of(caller, pathways).Home);
    }

    static async Task<IResult> Leave(IFormCollection form, HttpContext http)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        // What the browser keeps of our pages goes too; the queue is the script's to wipe, once its owner agreed.
        http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return new SeeOther("/sign-in");
    }

    static async Task<IReadOnlyList<DemoAccount>> Known(NpgsqlDataSource db, PathwayList pathways, DemoOptions demo, CancellationToken cancel)
    {
        var known = new List<DemoAccount>();
        if (!demo.SignIn) return known;
        foreach (var account in Accounts)
            if (await Caller.Load(db, account, cancel) is { } caller) known.Add(DemoAccount.Of(caller, Viewer.Of(caller, pathways)));
        return known;
    }
}
