using System.Globalization;
using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Questionnaire;

namespace Telemed.Hub.Features.Requests;

/// <summary>A Questionnaire posted as a plain HTML form, as QuestionField renders it, read back as FHIR. Whether it is complete the pathway's rules say.</summary>
static class FilledForm
{
    public static QuestionnaireResponse Read(Questionnaire form, IFormCollection posted) => new()
    {
        Questionnaire = $"{form.Url}|{form.Version}",
        Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
        Item = [.. form.Item.Select(item => Read(item, posted)).OfType<QuestionnaireResponse.ItemComponent>()],
    };

    static QuestionnaireResponse.ItemComponent? Read(ItemComponent item, IFormCollection posted)
    {
        var answers = posted[item.LinkId!].OfType<string>().Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => Value(item, value.Trim())).OfType<DataType>().ToList();
        var children = item.Item.Select(child => Read(child, posted)).OfType<QuestionnaireResponse.ItemComponent>().ToList();
        return answers.Count + children.Count == 0 ? null : new()
        {
            LinkId = item.LinkId,
            Text = item.Text,
            Answer = [.. answers.Select(answer => new QuestionnaireResponse.AnswerComponent { Value = answer })],
            Item = children,
        };
    }

    static DataType? Value(ItemComponent item, string value) => item.Type switch
    {
        QuestionnaireItemType.Boolean => new FhirBoolean(value == "true"),
        QuestionnaireItemType.Integer => int.TryParse(value, CultureInfo.InvariantCulture, out var whole) ? new Integer(whole) : null,
        QuestionnaireItemType.Decimal => decimal.TryParse(value.Replace(',', '.'), CultureInfo.InvariantCulture, out var number) ? new FhirDecimal(number) : null,
        QuestionnaireItemType.Date => new Date(value),
        QuestionnaireItemType.Choice => item.AnswerOption.Select(option => option.Value).OfType<Coding>().FirstOrDefault(option => option.Code == value) is { } chosen
            ? new Coding(chosen.System, chosen.Code, chosen.Display)
            : null,
        _ => new FhirString(value),
    };
}
