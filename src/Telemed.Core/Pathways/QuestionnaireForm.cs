using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;
using static Hl7.Fhir.Model.OperationOutcome;
using static Hl7.Fhir.Model.Questionnaire;

namespace Telemed.Core.Pathways;

/// <summary>Something wrong with a filled form.</summary>
/// <param name="Code">Issue code for an OperationOutcome.</param>
/// <param name="Expression">FHIRPath of the place in the QuestionnaireResponse.</param>
/// <param name="LinkId">The form item it concerns, to be shown beside it; empty for the response as a whole.</param>
/// <param name="Text">What is wrong, naming the question.</param>
public sealed record FormIssue(IssueType Code, string Expression, string LinkId, Wording Text);

/// <summary>One answered question, ready to be read.</summary>
/// <param name="LinkId">The form item.</param>
/// <param name="Question">Its text.</param>
/// <param name="Answer">The answer with its unit; several are joined by commas.</param>
public sealed record AnsweredItem(string LinkId, Wording Question, Wording Answer);

/// <summary>Forms and what was filled in: one rule for the page, the API and the offline queue.</summary>
public static class QuestionnaireForm
{
    /// <summary>
    /// Everything wrong with a filled form; empty when it may be sent. A question switched off by enableWhen is not required, and an
    /// answer left in it is not an error. What is not FHIR at all is told first and alone.
    /// </summary>
    public static IReadOnlyList<FormIssue> Check(Questionnaire form, QuestionnaireResponse response)
    {
        // A lenient parser keeps values of the wrong type, and reading those would throw.
        var malformed = response.Validate(ModelInfo.ModelInspector).OfType<ExtendedCodedException>().ToList();
        return malformed.Count > 0
            ? [.. malformed.Select(Malformed)]
            : new ResponseCheck(form, response).Issues();
    }

    /// <summary>
    /// The answered questions in the order of the form, for a case page or a worklist row; of a response that Check let pass.
    /// </summary>
    public static IReadOnlyList<AnsweredItem> Read(Questionnaire form, QuestionnaireResponse response)
    {
        var answers = Flatten(response.Item).ToLookup(i => i.LinkId);
        return
        [
            .. from item in Flatten(form.Item)
               let given = answers[item.LinkId].SelectMany(i => i.Answer).Select(a => Words(item, a.Value)).ToList()
               where given.Count > 0
               select new AnsweredItem(item.LinkId!, Question(item), Join(given)),
        ];
    }

    /// <summary>All items of a form, parents before children.</summary>
    public static IEnumerable<ItemComponent> Flatten(IEnumerable<ItemComponent> items) =>
        items.SelectMany(item => Flatten(item.Item).Prepend(item));

    /// <summary>Lower bound of a number, from the standard minValue extension; null when there is none.</summary>
    public static decimal? Least(ItemComponent item) => Number(item, "http://hl7.org/fhir/StructureDefinition/minValue");

    /// <summary>Upper bound of a number, from the standard maxValue extension; null when there is none.</summary>
    public static decimal? Most(ItemComponent item) => Number(item, "http://hl7.org/fhir/StructureDefinition/maxValue");

    /// <summary>Unit of a number as shown, from the standard questionnaire-unit extension; null when there is none.</summary>
    public static string? Unit(ItemComponent item) =>
        item.GetExtensionValue<Coding>("http://hl7.org/fhir/StructureDefinition/questionnaire-unit") is { } unit
            ? unit.Display ?? unit.Code
            : null;

    internal static Wording Question(ItemComponent item) => item.TextElement.ToWording() ?? new(item.LinkId ?? "", item.LinkId ?? "");

    internal static IEnumerable<QuestionnaireResponse.ItemComponent> Flatten(IEnumerable<QuestionnaireResponse.ItemComponent> items) =>
        items.SelectMany(item => Flatten(item.Item.Concat(item.Answer.SelectMany(a => a.Item))).Prepend(item));

    static FormIssue Malformed(ExtendedCodedException issue) => new(
        IssueType.Structure,
        issue.InstancePath?.Replace("$this", nameof(QuestionnaireResponse), StringComparison.Ordinal) ?? nameof(QuestionnaireResponse),
        "",
        new($"Ce n’est pas une réponse FHIR valide : {issue.BaseErrorMessage}", $"This is not a valid FHIR response: {issue.BaseErrorMessage}"));

    static Wording Words(ItemComponent item, DataType? value) => value switch
    {
        // The form's own words win over those sent with the answer: a sender may leave the display out.
        Coding coding => item.AnswerOption.Select(o => o.Value).OfType<Coding>()
            .FirstOrDefault(o => o.Code == coding.Code && o.System == coding.System)?.DisplayElement.ToWording()
            ?? coding.DisplayElement.ToWording() ?? new(coding.Code ?? "", coding.Code ?? ""),
        FhirBoolean yes => yes.Value == true ? new("oui", "yes") : new("non", "no"),
        PrimitiveType { JsonValue: { } plain } when Unit(item) is { } unit => new($"{plain} {unit}", $"{plain} {unit}"),
        PrimitiveType { JsonValue: { } plain } => new($"{plain}", $"{plain}"),
        _ => new("", ""),
    };

    static Wording Join(List<Wording> words) =>
        new(string.Join(", ", words.Select(w => w.French)), string.Join(", ", words.Select(w => w.English)));

    static decimal? Number(ItemComponent item, string url) => item.GetExtension(url)?.Value switch
    {
        Integer { Value: { } whole } => whole,
        FhirDecimal { Value: { } number } => number,
        _ => null,
    };
}
