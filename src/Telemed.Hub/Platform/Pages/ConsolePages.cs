using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Telemed.Hub.Platform.Pages;

/// <summary>What every page of the console stands on: static Razor components, files with fingerprints, headers, the language.</summary>
static class ConsolePages
{
    public static void AddConsole(this IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddAntiforgery();
        services.AddSingleton<WebFiles>();
        services.AddScoped(provider => Language.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.Request));
        // Letters of French stay letters: the encoder's default turns each into six characters.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.Providers.Add<PageCompression>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
    }

    /// <summary>Comes first: the console's own files without signing in, headers on every other answer, a page for whatever goes wrong.</summary>
    public static void UseConsole(this WebApplication app)
    {
        // The browser judges a file by the page that uses it: these carry no policy, which would weigh more than some of them.
        var files = app.Services.GetRequiredService<WebFiles>();
        app.Use((http, next) => files.Serve(http, _ => next(http)));
        app.UseResponseCompression();
        // A photo carries a policy of its own, stricter than a page's.
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/photos") && !http.Request.Path.StartsWithSegments("/fhir/Binary"), pages => pages.UseSecurityHeaders(policies => policies
            .AddDefaultSecurityHeaders()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddScriptSrc().Self();
                csp.AddStyleSrc().Self();
                csp.AddImgSrc().Self().Blob();
                csp.AddMediaSrc().Self().Blob();
                csp.AddConnectSrc().Self();
                csp.AddManifestSrc().Self();
                csp.AddWorkerSrc().Self();
                csp.AddFormAction().Self();
                csp.AddBaseUri().None();
                csp.AddFrameAncestors().None();
            })
            .AddPermissionsPolicy(policy =>
            {
                policy.AddCamera().Self();
                policy.AddMicrophone().None();
                policy.AddGeolocation().None();
            })));
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = PageResults.Explain });
        app.UseStatusCodePages(context => PageResults.Explain(context.HttpContext));
    }

    /// <summary>Comes after signing in: the frame of a page knows who looks at it, and what is theirs nobody in between keeps.</summary>
    public static void UseViewer(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Features.Get<Caller>() is { IsSoftware: false } caller) http.Features.Set(Viewer.Of(caller, http.RequestServices.GetRequiredService<PathwayList>()));
        return next(http);
    });

    public static void MapLanguage(this IEndpointRouteBuilder routes) => routes.MapPost("/language", (IFormCollection form, HttpContext http) =>
    {
        http.Response.Cookies.Append(Language.Cookie, form["to"] == "en" ? "en" : "fr",
            new() { IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true, MaxAge = TimeSpan.FromDays(365) });
        return new SeeOther(http.Request.GetTypedHeaders().Referer is { } from && from.Host == http.Request.Host.Host ? from.PathAndQuery : "/");
    }).AllowAnonymous();
}
