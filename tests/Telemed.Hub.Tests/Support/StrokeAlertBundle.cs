using System.Text.Json.Nodes;

namespace Telemed.Hub.Tests.Support;

/// <summary>A stroke alert as any software would send it: nobody's name, no consent, six answers.</summary>
static partial class StrokeAlert
{
    const string Form = "https://telemed.example/fhir/CodeSystem/stroke-form";

    public static JsonObject Bundle(string requester, DateTimeOffset arrival, DateTimeOffset? wellAt, int? nihss = null, string? identifier = null)
    {
        var items = new JsonArray(Coded("onset", wellAt is null ? "unknown" : "known"), Coded("age-band", "70-79"), Coded("side", "right"), Instant("arrival", arrival));
        if (wellAt is { } well) items.Add(Instant("last-known-well", well));
        if (nihss is { } score) items.Add(JsonNode.Parse($$"""{"linkId":"nihss","answer":[{"valueInteger":{{score}}}]}"""));
        return new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "transaction",
            ["entry"] = new JsonArray(
                Lesion.Entry("patient", JsonNode.Parse("""{"resourceType":"Patient","gender":"female"}""")!),
                Lesion.Entry("form", new JsonObject
                {
                    ["resourceType"] = "QuestionnaireResponse", ["questionnaire"] = "https://telemed.example/fhir/Questionnaire/stroke-request|1.0.0", ["status"] = "completed",
                    ["subject"] = new JsonObject { ["reference"] = "urn:uuid:patient" }, ["item"] = items,
                }),
                Lesion.Entry("request", JsonNode.Parse($$"""
                    {"resourceType":"ServiceRequest","status":"active","intent":"order","priority":"stat","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{{identifier ?? Guid.NewGuid().ToString()}}"}],
                     "instantiatesCanonical":["https://telemed.example/fhir/PlanDefinition/stroke|1.0.0"],"subject":{"reference":"urn:uuid:patient"},
                     "requester":{"reference":"PractitionerRole/{{requester}}"},"supportingInfo":[{"reference":"urn:uuid:form"}]}
                    """)!)),
        };
    }

    static JsonNode Coded(string linkId, string code) => JsonNode.Parse($$$"""{"linkId":"{{{linkId}}}","answer":[{"valueCoding":{"system":"{{{Form}}}","code":"{{{code}}}"}}]}""")!;

    static JsonNode Instant(string linkId, DateTimeOffset at) => JsonNode.Parse($$"""{"linkId":"{{linkId}}","answer":[{"valueDateTime":"{{at:O}}"}]}""")!;
}
