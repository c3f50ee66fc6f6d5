using System.Globalization;
using System.Text.Json.Nodes;

namespace Telemed.Hub.Tests.Support;

/// <summary>A télésurveillance as a cardiologist's software prescribes it.</summary>
public static class AtHomeBundle
{
    public const string Rules = "https://telemed.example/fhir/PlanDefinition/heart-failure-rules";

    static int born;

    /// <summary>The activity of a CarePlan that plans visits of a nurse: so often in a period, or on weekdays.</summary>
    public static JsonObject Visits(int times = 2, int period = 1, string unit = "wk", params string[] weekdays)
    {
        var repeat = new JsonObject { ["frequency"] = weekdays.Length > 0 ? weekdays.Length : times, ["period"] = period, ["periodUnit"] = unit };
        if (weekdays.Length > 0) repeat["dayOfWeek"] = new JsonArray([.. weekdays.Select(day => JsonValue.Create(day))]);
        return new JsonObject
        {
            ["detail"] = new JsonObject
            {
                ["kind"] = "ServiceRequest", ["status"] = "scheduled",
                ["code"] = JsonNode.Parse("""{"coding":[{"system":"https://telemed.example/fhir/CodeSystem/monitoring","code":"nurse-visit"}]}"""),
                ["scheduledTiming"] = new JsonObject { ["repeat"] = repeat },
            },
        };
    }

    public static JsonObject Of(DateTimeOffset now, double reference = 70) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray(
            Lesion.Entry("patient", JsonNode.Parse($$"""{"resourceType":"Patient","name":[{"use":"official","family":"Roussel","given":["Odile {{Interlocked.Increment(ref born)}}"]}],"gender":"female","birthDate":"1944-05-02","generalPractitioner":[{"reference":"PractitionerRole/gp"}]}""")!),
            Lesion.Entry("consent", JsonNode.Parse("""
                {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"urn:uuid:patient"},"dateTime":"2026-11-20",
                 "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]}}
                """)!),
            Lesion.Entry("stay", JsonNode.Parse($$"""
                {"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"urn:uuid:patient"},
                 "reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I50.0"}]}],"period":{"start":"{{now.AddDays(-30):O}}","end":"{{now.AddDays(-22):O}}"} }
                """)!),
            Lesion.Entry("team", JsonNode.Parse("""
                {"resourceType":"CareTeam","status":"active","subject":{"reference":"urn:uuid:patient"},"participant":[
                 {"role":[{"coding":[{"system":"https://telemed.example/fhir/CodeSystem/care-team-role","code":"gp"}]}],"member":{"reference":"PractitionerRole/gp"} },
                 {"role":[{"coding":[{"system":"https://telemed.example/fhir/CodeSystem/care-team-role","code":"nurse"}]}],"member":{"reference":"PractitionerRole/home-nurse"} },
                 {"role":[{"coding":[{"system":"https://telemed.example/fhir/CodeSystem/care-team-role","code":"cardiologist"}]}],"member":{"reference":"PractitionerRole/cardio"} }]}
                """)!),
            Lesion.Entry("plan", JsonNode.Parse($$"""
                {"resourceType":"CarePlan","status":"active","intent":"plan","subject":{"reference":"urn:uuid:patient"},"careTeam":[{"reference":"urn:uuid:team"}],"instantiatesCanonical":["{{Rules}}|1.0.0"],
                 "period":{"start":"{{now:O}}","end":"{{now.AddDays(180):O}}"},"activity":[{"reference":{"reference":"urn:uuid:request"} }]}
                """)!),
            Lesion.Entry("reference", JsonNode.Parse($$"""
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"https://telemed.example/fhir/CodeSystem/monitoring","code":"reference-weight"}]},"subject":{"reference":"urn:uuid:patient"},
                 "performer":[{"reference":"PractitionerRole/cardio"}],"effectiveDateTime":"{{now.AddDays(-1):O}}","valueQuantity":{"value":{{reference.ToString(CultureInfo.InvariantCulture)}},"system":"http://unitsofmeasure.org","code":"kg"} }
                """)!),
            Lesion.Entry("scale", JsonNode.Parse("""{"resourceType":"Device","status":"active","patient":{"reference":"urn:uuid:patient"},"deviceName":[{"name":"Balance","type":"user-friendly-name"}]}""")!),
            Lesion.Entry("request", JsonNode.Parse($$"""
                {"resourceType":"ServiceRequest","status":"active","intent":"order","instantiatesCanonical":["{{Rules}}|1.0.0"],"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:{{Guid.NewGuid()}}"}],
                 "code":{"coding":[{"system":"https://smt.esante.gouv.fr/terminologie-lpp","code":"1612544"}]},"subject":{"reference":"urn:uuid:patient"},"requester":{"reference":"PractitionerRole/cardio"},
                 "supportingInfo":[{"reference":"urn:uuid:consent"},{"reference":"urn:uuid:stay"}]}
                """)!)),
    };
}
