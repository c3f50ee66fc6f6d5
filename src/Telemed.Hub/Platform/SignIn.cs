using System.Security.Claims;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Telemed.Hub.Platform;

/// <summary>How callers prove who they are: a session cookie on pages, inbox and hub; a bearer token anywhere, and alone on /fhir.</summary>
static class SignIn
{
    const string CookieOrBearer = "cookie-or-bearer";
    public const string BearerOnly = "bearer-only";
    public static readonly TimeSpan Session = TimeSpan.FromHours(12);

    public static void Add(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("telemed");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((options, db) => options.XmlRepository = new KeysInPostgres(db));
        services.AddAuthentication(CookieOrBearer)
            .AddPolicyScheme(CookieOrBearer, null, options => options.ForwardDefaultSelector = http =>
                http.Request.Headers.Authorization.Count > 0 || http.Request.Query.ContainsKey("access_token") ? BearerTokenDefaults.AuthenticationScheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.LoginPath = "/sign-in";
                options.ExpireTimeSpan = Session;
                options.Cookie = new CookieBuilder { Name = "telemed", HttpOnly = true, SameSite = SameSiteMode.Strict, SecurePolicy = CookieSecurePolicy.SameAsRequest };
                options.Events.OnRedirectToLogin = context =>
                {
                    // A script that lost its session is told so; a person is taken to the sign-in page.
                    if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)) context.Response.Redirect(context.RedirectUri);
                    else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return Task.CompletedTask;
                };
            })
            .AddBearerToken(options =>
            {
                options.BearerTokenExpiration = Session;
                // A WebSocket opened by a browser cannot send a header.
                options.Events.OnMessageReceived = context =>
                {
                    if (context.HttpContext.Request.Path.StartsWithSegments("/hubs")) context.Token = context.Request.Query["access_token"];
                    return Task.CompletedTask;
                };
            });
        services.AddAuthorizationBuilder()
            .AddPolicy(BearerOnly, policy => policy.AddAuthenticationSchemes(BearerTokenDefaults.AuthenticationScheme).RequireAuthenticatedUser());
    }

    public static ClaimsPrincipal Principal(string account, string scheme) => new(new ClaimsIdentity([new Claim(Caller.AccountClaim, account)], scheme));

    /// <summary>
    /// A request that carries the session cookie and changes something, or opens a socket, must come from the hub's own pages:
    /// a foreign page cannot make a signed-in browser act.
    /// </summary>
    public static async Task CheckOrigin(HttpContext http, RequestDelegate next)
    {
        var withCookie = http.User.Identity is { IsAuthenticated: true, AuthenticationType: CookieAuthenticationDefaults.AuthenticationScheme };
        var changes = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        if (withCookie && (changes || http.Request.Path.StartsWithSegments("/hubs"))
            && http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{http.Request.Scheme}://{http.Request.Host}")
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await next(http);
    }

    sealed class KeysInPostgres(NpgsqlDataSource db) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var connection = db.OpenConnection();
            return [.. connection.Query<string>("select xml from hub.data_protection_key").Select(XElement.Parse)];
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var connection = db.OpenConnection();
            connection.Execute("insert into hub.data_protection_key (name, xml) values (@friendlyName, @xml)", new { friendlyName, xml = element.ToString() });
        }
    }
}
