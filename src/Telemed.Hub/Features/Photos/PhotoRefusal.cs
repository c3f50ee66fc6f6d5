using Hl7.Fhir.Model;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Photos;

/// <summary>Why a file is not kept, said so that the person holding the phone knows what to do next.</summary>
/// <param name="Code">Stable word for clients; the texts may change.</param>
/// <param name="Issue">FHIR issue type of the OperationOutcome.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="French">What is wrong and what to do, for the person.</param>
/// <param name="English">The same in English.</param>
sealed record PhotoRefusal(string Code, OperationOutcome.IssueType Issue, int Status, string French, string English)
{
    public static readonly PhotoRefusal Empty = new("empty", OperationOutcome.IssueType.Invalid, 400,
        "Le fichier est vide. Reprenez la photo.",
        "The file is empty. Take the photo again.");

    public static readonly PhotoRefusal NotAPhoto = new("not-a-photo", OperationOutcome.IssueType.NotSupported, 415,
        "Ce fichier n'est pas une photo JPEG, PNG ou WebP. Prenez la photo avec l'appareil du téléphone.",
        "This file is not a JPEG, PNG or WebP photo. Take the photo with the phone's camera.");

    public static readonly PhotoRefusal Animated = new("animated", OperationOutcome.IssueType.NotSupported, 415,
        "Cette image est animée. Prenez une photo fixe.",
        "This image is animated. Take a still photo.");

    public static readonly PhotoRefusal TooManyPixels = new("too-many-pixels", OperationOutcome.IssueType.TooCostly, 422,
        "Cette image est trop grande (plus de 40 millions de pixels). Réglez l'appareil sur une résolution plus basse et reprenez la photo.",
        "This image is too large (more than 40 million pixels). Set the camera to a lower resolution and take the photo again.");

    public static readonly PhotoRefusal TooFewPixels = new("too-few-pixels", OperationOutcome.IssueType.Value, 422,
        "Cette image est trop petite (moins de 200 pixels de côté). Envoyez la photo d'origine, pas une miniature.",
        "This image is too small (less than 200 pixels on a side). Send the original photo, not a thumbnail.");

    public static readonly PhotoRefusal Damaged = new("damaged", OperationOutcome.IssueType.Structure, 422,
        "Cette photo est abîmée ou incomplète. Reprenez-la ou envoyez-la de nouveau.",
        "This photo is damaged or incomplete. Take it again or send it again.");

    public static readonly PhotoRefusal OverQuota = new("over-quota", OperationOutcome.IssueType.Throttled, 429,
        "Trop de photos attendent d'être jointes à une demande. Envoyez les demandes en cours, puis réessayez.",
        "Too many photos are waiting to be attached to a request. Send the requests in progress, then try again.");

    public static readonly PhotoRefusal Altered = new("altered", OperationOutcome.IssueType.Value, 422,
        "La photo reçue n'est pas celle qui a été envoyée. Envoyez-la de nouveau.",
        "The photo that arrived is not the one that was sent. Send it again.");

    /// <summary>Also said of a photo that waited longer than a day for its request: the client sends it again and then the request.</summary>
    public static readonly PhotoRefusal Missing = new("photo-missing", OperationOutcome.IssueType.NotFound, 422,
        "Une photo de la demande n'est pas arrivée. Envoyez-la de nouveau.",
        "A photo of the request did not arrive. Send it again.");

    public static PhotoRefusal TooLong(int maxBytes) => new("too-long", OperationOutcome.IssueType.TooLong, 413,
        $"Cette photo dépasse {maxBytes / (1024 * 1024)} Mo. Réglez l'appareil sur une résolution plus basse et reprenez la photo.",
        $"This photo is over {maxBytes / (1024 * 1024)} MB. Set the camera to a lower resolution and take the photo again.");

    /// <summary>The French text is the one to show; the English one is the diagnostics.</summary>
    /// <param name="expression">The element of the resource that brought the photo, when one did.</param>
    public Refusal ToRefusal(string? expression = null) => new(Status, new OperationOutcome
    {
        Issue =
        [
            new()
            {
                Severity = OperationOutcome.IssueSeverity.Error,
                Code = Issue,
                Details = new CodeableConcept("https://telemed.example/fhir/CodeSystem/photo-refusal", Code, French),
                Diagnostics = English,
                Expression = expression is null ? [] : [expression],
            },
        ],
    });
}
