using System.Text.Json.Nodes;

namespace Telemed.Hub.Tests.Support;

/// <summary>A small territory: enough people to tell every story. Identifiers are of the TEST ranges.</summary>
static class People
{
    public const int Dermatologists = 40;

    /// <summary>The directory as one transaction, to be sent by software with every right.</summary>
    public static JsonObject Directory()
    {
        var entries = new List<JsonObject>
        {
            Put("HealthcareService/pool-dermatology", $$"""{"active":true,"name":"Expertise dermatologie","identifier":[{"system":"urn:telemed:pool","value":"dermatology"}]}"""),
            Put("HealthcareService/pool-stroke-neurology", """{"active":true,"name":"Neurologie d'astreinte","identifier":[{"system":"urn:telemed:pool","value":"stroke-neurology"}]}"""),
            Put("HealthcareService/pool-stroke-radiology", """{"active":true,"name":"Radiologie d'astreinte","identifier":[{"system":"urn:telemed:pool","value":"stroke-radiology"}]}"""),
            Put("HealthcareService/pool-heart-failure-cell", """{"active":true,"name":"Cellule de coordination insuffisance cardiaque","identifier":[{"system":"urn:telemed:pool","value":"heart-failure-cell"}]}"""),
            Put("Organization/cabinet", """{"active":true,"name":"Cabinet des Tilleuls"}"""),
            Put("Organization/hospital", """{"active":true,"name":"CH de Meaux"}"""),
        };
        entries.AddRange(Person("gp", "Dr Claire Vidal", "10", "cabinet"));
        entries.AddRange(Person("nurse", "Sonia Brun", "60", "cabinet"));
        entries.AddRange(Person("other-gp", "Dr Paul Meyer", "10", "hospital"));
        entries.AddRange(Person("stranger", "Dr Jean Roy", "10", "hospital"));
        entries.AddRange(Person("family-doctor", "Dr Anne Lor", "10", "hospital"));
        entries.AddRange(Person("secretary", "Luc Petit", "99", "cabinet"));
        entries.AddRange(Person("coordinator", "Maud Henry", "60", "hospital", duty: "coordinator"));
        entries.AddRange(Person("ed-cambrai", "Dr Hugo Lemaire", "10", "hospital", duty: "emergency"));
        entries.AddRange(Person("ed-douai", "Dr Inès Caron", "10", "hospital", duty: "emergency"));
        foreach (var (account, name) in new[] { ("neuro-lens", "Dr Paul Delattre"), ("neuro-valenciennes", "Dr Sarah Benali") }) entries.AddRange(Person(account, name, "10", "cabinet", service: "stroke-neurology"));
        foreach (var (account, name) in new[] { ("radio-arras", "Dr Marc Wattel"), ("radio-maubeuge", "Dr Julie Hennion") }) entries.AddRange(Person(account, name, "10", "cabinet", service: "stroke-radiology"));
        foreach (var (account, name) in new[] { ("cell", "Élodie Fabre"), ("cell2", "Karim Saad") }) entries.AddRange(Person(account, name, "60", "hospital", service: "heart-failure-cell"));
        entries.AddRange(Person("cardio", "Dr Antoine Gilles", "10", "hospital"));
        entries.AddRange(Person("ehpad", "Fatou Diarra", "60", "cabinet"));
        entries.AddRange(Person("home-nurse", "Rose Martel", "60", "cabinet"));
        for (var i = 1; i <= Dermatologists; i++) entries.AddRange(Person($"derm{i}", $"Dr Dermatologue {i}", "10", "hospital", pool: true));
        return new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };
    }

    static IEnumerable<JsonObject> Person(string account, string name, string profession, string organization, bool pool = false, string? duty = null, string? service = null)
    {
        yield return Put($"Practitioner/p-{account}", $$"""{"active":true,"name":[{"text":"{{name}}"}]}""");
        var role = JsonNode.Parse($$"""
            {"active":true,"practitioner":{"reference":"Practitioner/p-{{account}}","display":"{{name}}"},"organization":{"reference":"Organization/{{organization}}","display":"{{(organization == "cabinet" ? "Cabinet des Tilleuls" : "CH de Meaux")}}"},
             "code":[{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante","code":"{{profession}}"}]}]}
            """)!.AsObject();
        if (service is not null)
            role["healthcareService"] = new JsonArray(new JsonObject
            {
                ["reference"] = $"HealthcareService/pool-{service}",
                ["identifier"] = new JsonObject { ["system"] = "urn:telemed:pool", ["value"] = service },
            });
        if (pool) role["healthcareService"] = new JsonArray(new JsonObject { ["reference"] = "HealthcareService/pool-dermatology" });
        if (duty is not null) role["code"]!.AsArray().Add(new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://telemed.example/fhir/CodeSystem/duty", ["code"] = duty }) });
        yield return Put($"PractitionerRole/{account}", role.ToJsonString());
    }

    static JsonObject Put(string url, string content)
    {
        var (type, id) = (url.Split('/')[0], url.Split('/')[1]);
        var resource = JsonNode.Parse(content)!.AsObject();
        resource.Insert(0, "resourceType", type);
        resource.Insert(1, "id", id);
        return new JsonObject { ["resource"] = resource, ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = url } };
    }
}
