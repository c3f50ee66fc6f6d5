using System.Text.Json.Nodes;

namespace Telemed.Territory.Dermatology;

/// <summary>A case as a requester's software sends it: one transaction Bundle of the request and all it refers to.</summary>
static class RequestBundle
{
    const string Form = $"{Fhir.Base}/CodeSystem/dermatology-form";

    public static JsonObject Of(Case request, DateTimeOffset instant)
    {
        var now = instant.ToOffset(OfficeHours.Offset);
        var entries = new List<JsonObject>();
        var patient = request.Patient.Reference;
        if (request.Patient.GeneralPractitioner != request.Requester)
        {
            // Not the requester's own patient: all identity traits reach the one the hub knows.
            patient = "urn:uuid:patient";
            entries.Add(Fhir.Post(patient, request.Patient.Traits()));
        }
        entries.Add(Fhir.Post("urn:uuid:form", Answers(request, patient, now)));
        entries.Add(Fhir.Post("urn:uuid:consent", Consent(patient, now)));
        entries.AddRange(Case.Views.Select(view => Fhir.Post($"urn:uuid:{view}", Photo(request, view, patient, now))));
        entries.Add(Fhir.Post("urn:uuid:request", Request(request, patient, now)));
        return Fhir.Transaction(entries);
    }

    static JsonObject Request(Case request, string patient, DateTimeOffset now) => new()
    {
        ["resourceType"] = "ServiceRequest",
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:ietf:rfc:3986", $"urn:uuid:{request.Identifier}")),
        ["extension"] = new JsonArray(PreparationTime(request)),
        ["instantiatesCanonical"] = new JsonArray($"{Fhir.Base}/PlanDefinition/dermatology|1.0.0"),
        ["status"] = "active",
        ["intent"] = "order",
        ["priority"] = request.IsUrgent ? "urgent" : "routine",
        ["subject"] = Fhir.Reference(patient),
        ["authoredOn"] = now.ToString("yyyy-MM-ddTHH:mm:sszzz"),
        ["requester"] = Fhir.Reference(request.Requester.Role),
        ["supportingInfo"] = new JsonArray([.. Case.Views.Prepend("consent").Prepend("form").Select(name => Fhir.Reference($"urn:uuid:{name}"))]),
    };

    /// <summary>From opening the form to sending it: three photos and twelve questions.</summary>
    static JsonObject PreparationTime(Case request) => new()
    {
        ["url"] = $"{Fhir.Base}/StructureDefinition/preparation-time",
        ["valueDuration"] = new JsonObject
        {
            ["value"] = (int)new Dice($"{request.Id}/preparation").Around(TimeSpan.FromSeconds(150), 0.35).TotalSeconds,
            ["unit"] = "s", ["system"] = "http://unitsofmeasure.org", ["code"] = "s",
        },
    };

    static JsonObject Answers(Case request, string patient, DateTimeOffset now)
    {
        var (lesion, dice) = (request.Lesion, new Dice($"{request.Id}/answers"));
        var question = dice.Pick(lesion.Questions);
        var items = new JsonArray();
        void Add(string linkId, params IEnumerable<JsonObject> answers)
        {
            var given = new JsonArray([.. answers]);
            if (given.Count > 0) items.Add(new JsonObject { ["linkId"] = linkId, ["answer"] = given });
        }

        Add("body-site", Coded(question.Site ?? dice.Pick(lesion.Sites)));
        Add("size-mm", new JsonObject { ["valueInteger"] = (int)Math.Round(lesion.SizeMm * dice.Between(0.9, 1.15)) });
        Add("evolution", Coded(question.Evolution ?? dice.Pick(lesion.Evolution)));
        Add("abcde", dice.Some(lesion.Abcde, 0.7).Select(Coded));
        Add("symptoms", Coded(question.Symptom ?? dice.Pick(lesion.Symptoms)));
        if (dice.Chance(0.6)) Add("phototype", Coded($"phototype-{request.Patient.Phototype}"));
        if (dice.Chance(0.7)) Add("skin-cancer-history", Coded(dice.Chance(0.8) ? "no-skin-cancer" : dice.Pick(["family-melanoma", "personal-carcinoma", "personal-melanoma"])));
        if (dice.Chance(0.5)) Add("immunosuppression", Coded(dice.Chance(0.85) ? "not-immunosuppressed" : dice.Pick(["immunosuppression-unknown", "immunosuppressed"])));
        if (dice.Chance(0.3)) Add("treatment", new JsonObject { ["valueString"] = dice.Pick(Treatments) });
        Add("hypothesis", Coded(dice.Pick(lesion.Hypotheses, hypothesis => hypothesis == lesion.Hypotheses[0] ? 3 : 1)));
        Add("suspicion", Coded(request.IsUrgent ? lesion.Suspicion[^1] : dice.Pick(lesion.Suspicion)));
        Add("question", new JsonObject { ["valueString"] = request.Say(question.Text) });
        return new JsonObject
        {
            ["resourceType"] = "QuestionnaireResponse",
            ["questionnaire"] = $"{Fhir.Base}/Questionnaire/dermatology-request|1.0.0",
            ["status"] = "completed",
            ["subject"] = Fhir.Reference(patient),
            ["authored"] = now.ToString("yyyy-MM-ddTHH:mm:sszzz"),
            ["item"] = items,
        };
    }

    static JsonObject Coded(string code) => new() { ["valueCoding"] = Fhir.Coding(Form, code) };

    static readonly string[] Treatments =
    [
        "Kardégic 75 mg", "Apixaban 5 mg deux fois par jour", "Aucun traitement local", "Émollient seul", "Amlodipine, metformine",
        "Dermocorticoïde modéré dix jours, sans effet", "Hydrochlorothiazide depuis huit ans",
    ];

    /// <summary>That the patient was informed and is not opposed (LOINC 59284-0).</summary>
    static JsonObject Consent(string patient, DateTimeOffset now) => new()
    {
        ["resourceType"] = "Consent",
        ["status"] = "active",
        ["scope"] = Fhir.Concept(Fhir.Coding("http://terminology.hl7.org/CodeSystem/consentscope", "treatment")),
        ["category"] = new JsonArray(Fhir.Concept(Fhir.Coding("http://loinc.org", "59284-0"))),
        ["patient"] = Fhir.Reference(patient),
        ["dateTime"] = now.ToString("yyyy-MM-ddTHH:mm:sszzz"),
        ["policyRule"] = Fhir.Concept(Fhir.Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN")),
    };

    static JsonObject Photo(Case request, string view, string patient, DateTimeOffset now) => new()
    {
        ["resourceType"] = "Media",
        ["status"] = "completed",
        ["subject"] = Fhir.Reference(patient),
        ["createdDateTime"] = now.ToString("yyyy-MM-ddTHH:mm:sszzz"),
        ["view"] = Fhir.Concept(Fhir.Coding($"{Fhir.Base}/CodeSystem/dermatology-photo-view", view)),
        ["content"] = new JsonObject { ["contentType"] = "image/jpeg", ["url"] = $"Binary/{request.Photo(view)}" },
    };
}
