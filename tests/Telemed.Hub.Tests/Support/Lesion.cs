using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Photos;

namespace Telemed.Hub.Tests.Support;

/// <summary>A dermatology request as any software would send it: a transaction Bundle with urn:uuid references.</summary>
static class Lesion
{
    const string Form = "https://telemed.example/fhir/CodeSystem/dermatology-form";

    public static JsonObject Bundle(string requester = "gp", string? identifier = null, string family = "Martin", string ins = "", string priority = "routine", string? generalPractitioner = null, string? photo = null)
    {
        identifier ??= Guid.NewGuid().ToString();
        var patient = JsonNode.Parse($$"""
            {"resourceType":"Patient","name":[{"use":"official","family":"{{family}}","given":["Jeanne"]}],"gender":"female","birthDate":"1958-03-12"}
            """)!.AsObject();
        if (ins.Length > 0) patient["identifier"] = JsonNode.Parse($$"""[{"system":"urn:oid:1.2.250.1.213.1.4.10","value":"{{ins}}"}]""");
        if (generalPractitioner is not null) patient["generalPractitioner"] = JsonNode.Parse($$"""[{"reference":"PractitionerRole/{{generalPractitioner}}"}]""");
        var request = JsonNode.Parse($$"""
            {"resourceType":"ServiceRequest","status":"active","intent":"order","priority":"{{priority}}",
             "identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{{identifier}}"}],
             "instantiatesCanonical":["https://telemed.example/fhir/PlanDefinition/dermatology|1.0.0"],
             "subject":{"reference":"urn:uuid:patient"},"requester":{"reference":"PractitionerRole/{{requester}}"},
             "supportingInfo":[{"reference":"urn:uuid:form"},{"reference":"urn:uuid:consent"},{"reference":"urn:uuid:photo-close-up"},{"reference":"urn:uuid:photo-20-cm"},{"reference":"urn:uuid:photo-site"}]}
            """)!;
        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "transaction",
            ["entry"] = new JsonArray(
                Entry("patient", patient), Entry("form", Answers()), Entry("consent", Consent()),
                Entry("photo-close-up", Photo("close-up", photo)), Entry("photo-20-cm", Photo("20-cm", photo)), Entry("photo-site", Photo("site", photo)), Entry("request", request)),
        };
    }

    public static JsonObject Entry(string name, JsonNode resource) => new()
    {
        ["fullUrl"] = $"urn:uuid:{name}",
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource["resourceType"]!.GetValue<string>() },
    };

    public static JsonNode Resource(this JsonObject bundle, string name) =>
        bundle["entry"]!.AsArray().Single(entry => entry!["fullUrl"]!.GetValue<string>() == $"urn:uuid:{name}")!["resource"]!;

    public static void LeaveOut(this JsonObject bundle, string name)
    {
        var entries = bundle["entry"]!.AsArray();
        entries.Remove(entries.Single(entry => entry!["fullUrl"]!.GetValue<string>() == $"urn:uuid:{name}"));
        var supporting = bundle.Resource("request")["supportingInfo"]!.AsArray();
        supporting.Remove(supporting.Single(info => info!["reference"]!.GetValue<string>() == $"urn:uuid:{name}"));
    }

    static JsonNode Answers() => JsonNode.Parse($$$"""
        {"resourceType":"QuestionnaireResponse","questionnaire":"https://telemed.example/fhir/Questionnaire/dermatology-request|1.0.0","status":"completed","subject":{"reference":"urn:uuid:patient"},
         "item":[
          {"linkId":"body-site","answer":[{"valueCoding":{"system":"{{{Form}}}","code":"face"}}]},
          {"linkId":"size-mm","answer":[{"valueInteger":9}]},
          {"linkId":"evolution","answer":[{"valueCoding":{"system":"{{{Form}}}","code":"evolution-months"}}]},
          {"linkId":"suspicion","answer":[{"valueCoding":{"system":"{{{Form}}}","code":"suspicion-likely"}}]},
          {"linkId":"question","answer":[{"valueString":"Exérèse d'emblée, ou consultation rapide ?"}]}]}
        """)!;

    static JsonNode Consent() => JsonNode.Parse("""
        {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"urn:uuid:patient"},"dateTime":"2026-11-20",
         "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]}}
        """)!;

    static readonly string Picture = Convert.ToBase64String(CameraPhoto.Jpeg(320, 240));

    static JsonNode Photo(string view, string? sent) => JsonNode.Parse($$$"""
        {"resourceType":"Media","status":"completed","subject":{"reference":"urn:uuid:patient"},
         "view":{"coding":[{"system":"https://telemed.example/fhir/CodeSystem/dermatology-photo-view","code":"{{{view}}}"}]},
         "content":{"contentType":"image/jpeg",{{{(sent is null ? $"\"data\":\"{Picture}\"" : $"\"url\":\"Binary/{sent}\"")}}}}}
        """)!;

    public static JsonObject Survey() => JsonNode.Parse("""
        {"resourceType":"QuestionnaireResponse","questionnaire":"https://telemed.example/fhir/Questionnaire/dermatology-close-out|1.0.0","status":"completed",
         "item":[
          {"linkId":"visit-avoided","answer":[{"valueCoding":{"system":"https://telemed.example/fhir/CodeSystem/close-out","code":"visit-avoided-yes"}}]},
          {"linkId":"referral","answer":[{"valueCoding":{"system":"https://telemed.example/fhir/CodeSystem/close-out","code":"referral-avoided"}}]},
          {"linkId":"usefulness","answer":[{"valueCoding":{"system":"https://telemed.example/fhir/CodeSystem/close-out","code":"very-useful"}}]},
          {"linkId":"next-step","answer":[{"valueCoding":{"system":"https://telemed.example/fhir/CodeSystem/close-out","code":"follow-up"}}]}]}
        """)!.AsObject();
}
