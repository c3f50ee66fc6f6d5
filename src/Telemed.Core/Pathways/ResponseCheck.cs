using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.OperationOutcome;
using static Hl7.Fhir.Model.Questionnaire;

namespace Telemed.Core.Pathways;

/// <summary>One pass over a filled form beside the form it answers.</summary>
sealed class ResponseCheck(Questionnaire form, QuestionnaireResponse response)
{
    readonly List<FormIssue> _issues = [];
    readonly ILookup<string, DataType> _answers = QuestionnaireForm.Flatten(response.Item)
        .SelectMany(item => item.Answer.Where(a => a.Value is not null), (item, answer) => (LinkId: item.LinkId ?? "", Value: answer.Value!))
        .ToLookup(given => given.LinkId, given => given.Value);

    public IReadOnlyList<FormIssue> Issues()
    {
        if (response.Questionnaire is not { } named || (named != form.Url && named != $"{form.Url}|{form.Version}"))
        {
            Add(IssueType.Invalid, "QuestionnaireResponse.questionnaire", "",
                $"Le formulaire attendu est {form.Url}|{form.Version}.", $"The form expected is {form.Url}|{form.Version}.");
        }

        if (response.Status is not (QuestionnaireResponse.QuestionnaireResponseStatus.Completed
            or QuestionnaireResponse.QuestionnaireResponseStatus.Amended))
        {
            Add(IssueType.Value, "QuestionnaireResponse.status", "", "Le formulaire n’est pas terminé.", "The form is not completed.");
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
            else Add(IssueType.Structure, $"{at}.linkId", answered.LinkId, $"La question « {answered.LinkId} » n’est pas dans ce formulaire à cet endroit.", $"This form has no question '{answered.LinkId}' here.");
        }

        foreach (var twice in given.GroupBy(g => g.LinkId).Where(same => same.Count() > 1 && asked.Exists(a => a.LinkId == same.Key && a.Repeats != true)))
        {
            Add(IssueType.Structure, $"{parent}.item.where(linkId='{twice.Key}')", twice.Key, "Cette question n’a qu’une place.", "This question has one place only.");
        }

        foreach (var item in asked.Where(a => a.Required == true && IsEnabled(a) && !IsGiven(a, given)))
        {
            Add(IssueType.Required, $"{parent}.item.where(linkId='{item.LinkId}')", item.LinkId,
                $"Réponse obligatoire : {QuestionnaireForm.Question(item).French}", $"An answer is required: {QuestionnaireForm.Question(item).English}");
        }
    }

    void Answered(ItemComponent item, QuestionnaireResponse.ItemComponent answered, string at)
    {
        if (answered.Answer.Count > 1 && item.Repeats != true)
        {
            Add(IssueType.Structure, $"{at}.answer", item.LinkId,
                $"Une seule réponse possible : {QuestionnaireForm.Question(item).French}", $"One answer only: {QuestionnaireForm.Question(item).English}");
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
        if (!IsOfType(item.Type, value))
        {
            Add(IssueType.Value, at, item.LinkId,
                $"Réponse d’un autre type qu’attendu : {QuestionnaireForm.Question(item).French}", $"The answer is not of the expected type: {QuestionnaireForm.Question(item).English}");
        }
        else if (value is Coding coding && !item.AnswerOption.Exists(o => o.Value is Coding c && c.Code == coding.Code && c.System == coding.System))
        {
            Add(IssueType.CodeInvalid, at, item.LinkId,
                $"« {coding.Code} » n’est pas un choix possible : {QuestionnaireForm.Question(item).French}", $"'{coding.Code}' is not an option: {QuestionnaireForm.Question(item).English}");
        }
        else if (AsNumber(value) is { } number && (number < QuestionnaireForm.Least(item) || number > QuestionnaireForm.Most(item)))
        {
            var (least, most) = (QuestionnaireForm.Least(item), QuestionnaireForm.Most(item));
            Add(IssueType.Value, at, item.LinkId,
                $"Valeur attendue entre {least} et {most} : {QuestionnaireForm.Question(item).French}", $"Expected between {least} and {most}: {QuestionnaireForm.Question(item).English}");
        }
        else if (value is PrimitiveType { JsonValue: string text } && text.Length > item.MaxLength)
        {
            Add(IssueType.TooLong, at, item.LinkId,
                $"Au plus {item.MaxLength} caractères : {QuestionnaireForm.Question(item).French}", $"At most {item.MaxLength} characters: {QuestionnaireForm.Question(item).English}");
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
        value is null || (value is PrimitiveType { JsonValue: var plain } && string.IsNullOrWhiteSpace(plain as string ?? plain?.ToString()));

    static bool IsOfType(QuestionnaireItemType? type, DataType? value) => type switch
    {
        QuestionnaireItemType.Boolean => value is FhirBoolean,
        QuestionnaireItemType.Integer => value is Integer,
        QuestionnaireItemType.Decimal => value is FhirDecimal or Integer,
        QuestionnaireItemType.Date => value is Date,
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

    void Add(IssueType code, string at, string? linkId, string french, string english) =>
        _issues.Add(new(code, at, linkId ?? "", new(french, english)));
}
