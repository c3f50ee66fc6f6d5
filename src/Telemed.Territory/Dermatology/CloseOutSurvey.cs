using System.Text.Json.Nodes;

namespace Telemed.Territory.Dermatology;

/// <summary>What the requester says of an opinion, in the pathway's one-minute survey.</summary>
static class CloseOutSurvey
{
    const string System = $"{Fhir.Base}/CodeSystem/close-out";

    public static JsonObject Of(string outcome, Dice dice)
    {
        var (avoided, referral, next) = outcome switch
        {
            "benign-no-follow-up" => (true, dice.Pick(["referral-avoided", "referral-none"]), dice.Pick(["nothing", "follow-up"])),
            "benign-treat" => (true, dice.Pick(["referral-avoided", "referral-none"]), "treatment"),
            "refer-hospital" => (false, "referral-new", "hospital"),
            "biopsy-excise" => (false, dice.Pick(["referral-kept", "referral-new"]), "procedure"),
            _ => (false, dice.Pick(["referral-kept", "referral-new"]), "specialist-visit"),
        };
        var notAvoided = dice.Chance(0.8) ? "visit-avoided-no" : "visit-avoided-unknown";
        return new JsonObject
        {
            ["resourceType"] = "QuestionnaireResponse",
            ["questionnaire"] = $"{Fhir.Base}/Questionnaire/dermatology-close-out|1.0.0",
            ["status"] = "completed",
            ["item"] = new JsonArray(
                Item("visit-avoided", avoided ? "visit-avoided-yes" : notAvoided),
                Item("referral", referral),
                Item("usefulness", dice.Chance(0.75) ? "very-useful" : "useful"),
                Item("next-step", next)),
        };
    }

    static JsonObject Item(string linkId, string code) => new()
    {
        ["linkId"] = linkId,
        ["answer"] = new JsonArray(new JsonObject { ["valueCoding"] = Fhir.Coding(System, code) }),
    };
}
