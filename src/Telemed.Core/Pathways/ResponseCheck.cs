using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.OperationOutcome;
using static Hl7.Fhir.Model.Questionnaire;

namespace Telemed.Core.Pathways;

/// <summary>One pass over a filled form beside the form it answers.</summary>
sealed class ResponseCheck(Questionnaire form, QuestionnaireResponse response)
{
    readonly List<FormIssue> _issues = [];
    readonly ILookup<string, DataType> _answers = QuestionnaireForm.Flatten(response.Item)
        .SelectMany(
            item => item.Answer.Where(a => a.Value is not null),
            (item, answer) => (LinkId: item.LinkId ?? "", Value: answer.Value!))
        .ToLookup(given => given.LinkId, given => given.Value);

    public IReadOnlyList<FormIssue> Issues()
    {
        if (response.Questionnaire is not { } named || (named != form.Url && named != $"{form.Url}|{form.Version}"))
        {
            var expected = $"{form.Url}|{form.Version}";
            Add(IssueType.Invalid, "QuestionnaireResponse.questionnaire", "", new($"Formulaire attendu : {expected}", $"Form expected: {expected}"));
        }

        if (response.Status is not (QuestionnaireResponse.QuestionnaireResponseStatus.Completed
            or QuestionnaireResponse.QuestionnaireResponseStatus.Amended))
        {
            Add(IssueType.Value, "QuestionnaireResponse.status", "", new("Le formulaire n’est pas terminé.", "The form is not completed."));
        }

        Level(form.Item, response.Item, "QuestionnaireResponse");
        return _issues;
    }

    void Level(List<ItemComponent> asked, List<QuestionnaireResponse.ItemComponent> given, string parent)
    {
        foreach (var (answered, i) in given.Select((g, i) => (g, i)))
        {
            var at = $"{parent}.item[{i}]";
            if (asked.Find(a => a.LinkId == answered.LinkId) is { } item) Answered(item, answered, at);
            else Add(IssueType.Structure, $"{at}.linkId", answered.LinkId ?? "", NotAsked(answered.LinkId));
        }

        foreach (var item in asked)
        {
            var places = given.Count(g => g.LinkId == item.LinkId);
            var at = $"{parent}.item.where(linkId='{item.LinkId}')";
            if (places > 1 && item.Repeats != true) About(item, IssueType.Structure, at, "Une seule place pour", "One place only for");
            if (item.Required == true && IsEnabled(item) && !IsGiven(item, given))
            {
                About(item, IssueType.Required, at, "Réponse obligatoire", "An answer is required");
            }
        }
    }

    void Answered(ItemComponent item, QuestionnaireResponse.ItemComponent answered, string at)
    {
        if (answered.Answer.Count > 1 && item.Repeats != true)
        {
            About(item, IssueType.Structure, $"{at}.answer", "Une seule réponse possible", "One answer only");
        }

        foreach (var (answer, i) in answered.Answer.Select((a, i) => (a, i)))
        {
            Value(item, answer.Value, $"{at}.answer[{i}].value");
            Level(item.Item, answer.Item, $"{at}.answer[{i}]");
        }

        if (item.Type == QuestionnaireItemType.Group) Level(item.Item, answered.Item, at);
    }

    void Value(ItemComponent item, DataType? value, string at)
    {
        var (least, most) = (QuestionnaireForm.Least(item), QuestionnaireForm.Most(item));
        if (!IsOfType(item.Type, value))
        {
            About(item, IssueType.Value, at, "Réponse d’un autre type qu’attendu", "The answer is not of the expected type");
        }
        else if (value is Coding coding && !item.AnswerOption.Exists(o => Compare(coding, o.Value) == 0))
        {
            About(item, IssueType.CodeInvalid, at, $"« {coding.Code} » n’est pas un choix possible", $"'{coding.Code}' is not an option");
        }
        else if (AsNumber(value) is { } number && (number < least || number > most))
        {
            About(item, IssueType.Value, at, $"Valeur attendue entre {least} et {most}", $"Expected between {least} and {most}");
        }
        else if (value is PrimitiveType { JsonValue: string text } && text.Length > item.MaxLength)
        {
            About(item, IssueType.TooLong, at, $"Au plus {item.MaxLength} caractères", $"At most {item.MaxLength} characters");
        }
    }

    bool IsEnabled(ItemComponent item) => item.EnableWhen.Count == 0
        || (item.EnableBehavior == EnableWhenBehavior.All ? item.EnableWhen.TrueForAll(Holds) : item.EnableWhen.Exists(Holds));

    bool Holds(EnableWhenComponent when)
    {
        var given = _answers[when.Question ?? ""].ToList();
        return when.Operator switch
        {
            QuestionnaireItemOperator.Exists => given.Count > 0 == ((when.Answer as FhirBoolean)?.Value ?? true),
            QuestionnaireItemOperator.NotEqual => given.Count > 0 && !given.Exists(g => Compare(g, when.Answer) == 0),
            QuestionnaireItemOperator.Equal => given.Exists(g => Compare(g, when.Answer) == 0),
            QuestionnaireItemOperator.GreaterThan => given.Exists(g => Compare(g, when.Answer) > 0),
            QuestionnaireItemOperator.LessThan => given.Exists(g => Compare(g, when.Answer) < 0),
            QuestionnaireItemOperator.GreaterOrEqual => given.Exists(g => Compare(g, when.Answer) >= 0),
            QuestionnaireItemOperator.LessOrEqual => given.Exists(g => Compare(g, when.Answer) <= 0),
            _ => false,
        };
    }

    static int? Compare(DataType given, DataType? expected) => (given, expected) switch
    {
        (Coding a, Coding b) => a.Code == b.Code && a.System == b.System ? 0 : null,
        _ when AsNumber(given) is { } a && AsNumber(expected) is { } b => a.CompareTo(b),
        (FhirBoolean a, FhirBoolean b) => a.Value == b.Value ? 0 : null,
        (PrimitiveType a, PrimitiveType b) => string.CompareOrdinal(a.JsonValue as string, b.JsonValue as string),
        _ => null,
    };

    static bool IsGiven(ItemComponent item, List<QuestionnaireResponse.ItemComponent> given) =>
        given.Exists(g => g.LinkId == item.LinkId && (g.Item.Count > 0 || g.Answer.Exists(a => !IsBlank(a.Value))));

    static bool IsBlank(DataType? value) =>
        value is null || (value is PrimitiveType { JsonValue: var plain } && string.IsNullOrWhiteSpace(plain?.ToString()));

    static bool IsOfType(QuestionnaireItemType? type, DataType? value) => type switch
    {
        QuestionnaireItemType.Boolean => value is FhirBoolean,
        QuestionnaireItemType.Integer => value is Integer,
        QuestionnaireItemType.Decimal => value is FhirDecimal or Integer,
        QuestionnaireItemType.Date => value is Date,
        QuestionnaireItemType.DateTime => value is FhirDateTime,
        QuestionnaireItemType.String or QuestionnaireItemType.Text => value is FhirString,
        QuestionnaireItemType.Choice => value is Coding,
        _ => false,
    };

    static decimal? AsNumber(DataType? value) => value switch
    {
        Integer { Value: { } whole } => whole,
        FhirDecimal { Value: { } number } => number,
        _ => null,
    };

    static Wording NotAsked(string? linkId) =>
        new($"Le formulaire n’a pas de question « {linkId} » à cet endroit.", $"The form has no question '{linkId}' here.");

    void About(ItemComponent item, IssueType code, string at, string french, string english)
    {
        var question = QuestionnaireForm.Question(item);
        Add(code, at, item.LinkId ?? "", new($"{french} : {question.French}", $"{english}: {question.English}"));
    }

    void Add(IssueType code, string at, string linkId, Wording text) => _issues.Add(new(code, at, linkId, text));
}
