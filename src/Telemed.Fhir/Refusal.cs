using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.OperationOutcome;

namespace Telemed.Fhir;

/// <summary>An expected refusal: what the caller is told, and the HTTP status it goes with. https://hl7.org/fhir/R4/http.html#summary</summary>
/// <param name="Status">HTTP status, 400 to 503.</param>
public sealed record Refusal(int Status, OperationOutcome Outcome)
{
    /// <summary>Also what a reader is told of a resource beyond their reach: the two must not be told apart.</summary>
    public static Refusal NotFound(string what) => Of(404, IssueType.NotFound, $"{what} is not known.");

    /// <summary>The resource was deleted.</summary>
    public static Refusal Gone(string what) => Of(410, IssueType.Deleted, $"{what} was deleted.");

    /// <summary>The caller may not do this, to a resource they can see.</summary>
    public static Refusal Forbidden(string why) => Of(403, IssueType.Forbidden, why);

    /// <summary>The state of the resource does not allow it.</summary>
    public static Refusal Conflict(string why) => Of(409, IssueType.Conflict, why);

    /// <summary>The version the caller changed is not the current one. https://hl7.org/fhir/R4/http.html#concurrency</summary>
    /// <param name="current">Null when there is none.</param>
    public static Refusal Stale(int? current) => Of(412, IssueType.Conflict, current is null
        ? "There is no version to change: the resource does not exist."
        : $"The current version is {current}: read it again, then repeat the change.");

    /// <summary>A guarded resource changes only with If-Match.</summary>
    public static Refusal PreconditionRequired() => Of(428, IssueType.Required, "Send If-Match with the version you have read.");

    /// <summary>The content cannot be understood.</summary>
    public static Refusal Malformed(string why, string? expression = null) => Of(400, IssueType.Structure, why, expression);

    /// <summary>The content can be read, and has a value that cannot be.</summary>
    public static Refusal Invalid(string why, string? expression = null) => Of(400, IssueType.Value, why, expression);

    /// <summary>The content is understood and breaks a rule.</summary>
    public static Refusal Unprocessable(IssueType code, string why, string? expression = null) => Of(422, code, why, expression);

    /// <summary>The server does not do this.</summary>
    public static Refusal NotSupported(string why) => Of(400, IssueType.NotSupported, why);

    /// <param name="issues">Each: its code, its text, and the FHIRPath of the element it is about.</param>
    public static Refusal Of(int status, IEnumerable<(IssueType Code, string Why, string? Expression)> issues) => new(status, new OperationOutcome
    {
        Issue =
        [
            .. issues.Select(issue => new IssueComponent
            {
                Severity = IssueSeverity.Error,
                Code = issue.Code,
                Diagnostics = issue.Why,
                Expression = issue.Expression is null ? [] : [issue.Expression],
            }),
        ],
    });

    /// <summary>A refusal with one issue.</summary>
    public static Refusal Of(int status, IssueType code, string why, string? expression = null) => Of(status, [(code, why, expression)]);
}
