using System.Diagnostics;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Core;
using Telemed.Fhir;

namespace Telemed.Hub.Platform.Pages;

/// <summary>303: what was posted is done; the page that shows it is there. https://www.rfc-editor.org/rfc/rfc9110#status.303</summary>
sealed class SeeOther(string address) : IResult
{
    public System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return System.Threading.Tasks.Task.CompletedTask;
    }
}

/// <summary>Answers of the console: a component as a page or a fragment, a refusal as a page.</summary>
static class PageResults
{
    public static IResult Show<TPage>(object parameters, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status };

    public static IResult Missing() => Show<ErrorPage>(new { Status = StatusCodes.Status404NotFound }, StatusCodes.Status404NotFound);

    public static IResult Refused(Refusal refusal, string returnTo) =>
        Show<ErrorPage>(new { refusal.Status, refusal.Outcome, ReturnTo = returnTo }, refusal.Status);

    /// <summary>The first reason of a refusal. The hub joins both languages for programs; a person reads one.</summary>
    public static Wording Words(this OperationOutcome.IssueComponent issue)
    {
        var said = issue.Details?.Text ?? issue.Diagnostics ?? "";
        return said.Split(" / ", 2) is [var french, var english] ? new(french, english) : new(said, said);
    }

    /// <summary>An answer without a body, to somebody who looks at a page, becomes one.</summary>
    public static System.Threading.Tasks.Task Explain(HttpContext http) =>
        IsForAPerson(http)
            ? Show<ErrorPage>(new { Status = http.Response.StatusCode, TraceId = http.Response.StatusCode >= 500 ? Activity.Current?.TraceId.ToString() : null }, http.Response.StatusCode).ExecuteAsync(http)
            : System.Threading.Tasks.Task.CompletedTask;

    static bool IsForAPerson(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
