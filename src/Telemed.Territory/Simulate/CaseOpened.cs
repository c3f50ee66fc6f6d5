using System.Text.Json.Nodes;
using Telemed.Territory.Dermatology;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Simulate;

/// <summary>A request as its reader finds it on the hub, whoever sent it: what the form says decides what is answered.</summary>
sealed record CaseOpened(Lesion Lesion, bool IsFemale)
{
    public static async Task<CaseOpened> Read(HubClient hub, string account, string request, Dice dice, CancellationToken cancel)
    {
        var asked = (await hub.Get(account, $"/fhir/{request}", cancel)).Expected().Body!;
        var form = asked["supportingInfo"]!.AsArray().Select(info => info.Text("reference")!)
            .First(reference => reference.StartsWith("QuestionnaireResponse/", StringComparison.Ordinal));
        var answers = (await hub.Get(account, $"/fhir/{form}", cancel)).Expected().Body!["item"]!.AsArray();
        var hypothesis = answers.FirstOrDefault(item => item.Text("linkId") == "hypothesis").Text("answer.0.valueCoding.code");
        var question = answers.FirstOrDefault(item => item.Text("linkId") == "question").Text("answer.0.valueString");
        var isFemale = Sex(asked) == "female";
        var lesion = Lesion.All.FirstOrDefault(lesion => lesion.Questions.Any(known => Lesion.Say(known.Text, isFemale) == question))
            ?? Lesion.All.FirstOrDefault(lesion => lesion.Hypotheses[0] == hypothesis)
            ?? dice.Pick(Lesion.All, lesion => lesion.Weight);
        return new CaseOpened(lesion, isFemale);
    }

    public string Say(string text) => Lesion.Say(text, IsFemale);

    static string? Sex(JsonNode request) =>
        (from extension in request["extension"]?.AsArray() ?? []
         where extension.Text("url") == $"{Fhir.Base}/StructureDefinition/subject-summary"
         from part in extension!["extension"]!.AsArray()
         where part.Text("url") == "sex"
         select part.Text("valueCode")).FirstOrDefault();
}
