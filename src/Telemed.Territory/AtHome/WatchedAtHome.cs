using System.Globalization;
using System.Text.Json.Nodes;
using Telemed.Territory.HeartFailure;
using Telemed.Territory.Hub;
using Telemed.Territory.People;

namespace Telemed.Territory.AtHome;

/// <summary>A patient of the territory who is watched at home for two months already, on the day that is today.</summary>
/// <param name="Nurse">Visits them twice a week.</param>
/// <param name="Today">Which day of the simulated patient that is: whoever decompensates is in the middle of it.</param>
/// <param name="Now">The instant the history leads up to.</param>
sealed record WatchedAtHome(Patient Patient, Person Nurse, Person Cardiologist, SimulatedPatient Simulated, int Today, DateTimeOffset Now)
{
    const int Most = 12, Days = 60, Youngest = 60;

    static readonly TimeZoneInfo Home = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    string Scale => $"scale-{Patient.Id}";

    int FirstDay => Math.Max(0, Today - Days);

    public static IReadOnlyList<WatchedAtHome> Of(Roster roster, IReadOnlyList<Patient> patients, DateTimeOffset now)
    {
        var nurses = roster.All.Where(person => person.Profession == Profession.Nurse && person.Specialty == roster["nurse"].Specialty).ToList();
        return
        [
            .. patients.Where(patient => patient.AgeAt(now) >= Youngest).Take(Most).Select((patient, i) =>
            {
                var simulated = PatientModel.Draw("demo", i, 120);
                var today = simulated.Decompensations is [var first, ..] ? first.Days.From + first.Days.Days * 3 / 4 : 70;
                return new WatchedAtHome(patient, i % 2 == 0 ? roster["nurse"] : nurses[i % nurses.Count], roster["cardio"], simulated, today, now);
            }),
        ];
    }

    /// <summary>The cardiologist prescribes, then the scale and the nurse send what there is. Sent again it changes nothing.</summary>
    public async Task Send(HubClient hub, CancellationToken cancel)
    {
        var sent = (await hub.Post(Cardiologist.Account, "/fhir", Enrolment(), cancel)).Expected();
        var known = $"Patient/{sent.Resources.First(resource => resource.Type() == "Patient").Id()}";
        var readings = Simulated.Readings.Where(reading => reading.Day >= FirstDay && At(reading.Day, reading.Hour) < Now).ToList();
        var (measured, visits) = (Measurements(known, readings), Visits(known, readings));
        foreach (var part in measured.Chunk(400)) (await hub.Post(Scale, "/fhir", Fhir.Transaction(part), cancel)).Expected();
        if (visits.Count > 0) (await hub.Post(Nurse.Account, "/fhir", Fhir.Transaction(visits), cancel)).Expected();
    }

    JsonObject Enrolment()
    {
        var (start, patient) = (At(FirstDay, 8), Fhir.Reference("urn:uuid:patient"));
        JsonObject Of(string type, params (string Name, JsonNode? Value)[] elements)
        {
            var resource = new JsonObject { ["resourceType"] = type };
            foreach (var (name, value) in elements) resource[name] = value;
            return resource;
        }
        JsonNode Subject() => patient.DeepClone();
        JsonObject Member(string role, Person person) => new()
        {
            ["role"] = new JsonArray(Fhir.Concept(Fhir.Coding($"{Fhir.Base}/CodeSystem/care-team-role", role))), ["member"] = Fhir.Reference(person.Role, person.Name),
        };
        var plan = Of("CarePlan", ("status", "active"), ("intent", "plan"), ("subject", Subject()), ("careTeam", new JsonArray(Fhir.Reference("urn:uuid:team"))),
            ("period", Period(start, start.AddDays(182))), ("activity", new JsonArray(new JsonObject { ["reference"] = Fhir.Reference("urn:uuid:request") }, TwiceAWeek())));
        var stays = Simulated.Decompensations.Where(one => one.Stay.To >= FirstDay && one.Stay.From <= Today).ToList();
        if (stays.Count > 0)
            plan["extension"] = new JsonArray([.. stays.Select(one => new JsonObject
            {
                ["url"] = $"{Fhir.Base}/StructureDefinition/monitoring-pause", ["valuePeriod"] = Period(At(one.Stay.From, 0), At(one.Stay.To + 1, 0)),
            })]);
        var scale = Of("Device", ("id", Scale), ("status", "active"), ("patient", Subject()), ("deviceName", new JsonArray(new JsonObject { ["name"] = "Balance connectée", ["type"] = "user-friendly-name" })));
        return Fhir.Transaction(
        [
            Fhir.Post("urn:uuid:patient", Patient.Traits()),
            Fhir.Post("urn:uuid:consent", Of("Consent", ("status", "active"), ("scope", Fhir.Concept(Fhir.Coding("http://terminology.hl7.org/CodeSystem/consentscope", "treatment"))),
                ("category", new JsonArray(Fhir.Concept(Fhir.Coding("http://loinc.org", "59284-0")))), ("patient", Subject()), ("dateTime", Text(start.AddDays(-1))),
                ("policyRule", Fhir.Concept(Fhir.Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"))))),
            Fhir.Post("urn:uuid:stay", Of("Encounter", ("status", "finished"), ("class", Fhir.Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP")), ("subject", Subject()),
                ("reasonCode", new JsonArray(Fhir.Concept(Fhir.Coding("http://hl7.org/fhir/sid/icd-10", "I50.0", "Insuffisance cardiaque congestive")))), ("period", Period(start.AddDays(-17), start.AddDays(-9))))),
            Fhir.Post("urn:uuid:team", Of("CareTeam", ("status", "active"), ("subject", Subject()), ("participant", new JsonArray(
                Member("gp", Patient.GeneralPractitioner), Member("nurse", Nurse), Member("cardiologist", Cardiologist))))),
            Fhir.Post("urn:uuid:plan", plan),
            Fhir.Post("urn:uuid:reference", Observation("urn:uuid:patient", Fhir.Coding($"{Fhir.Base}/CodeSystem/monitoring", "reference-weight"), Simulated.DryWeight, "kg", start.AddHours(-1), "reference")),
            Fhir.Put(scale),
            Fhir.Post("urn:uuid:request", Of("ServiceRequest", ("identifier", new JsonArray(Fhir.Identifier("urn:ietf:rfc:3986", $"urn:uuid:{StableId.Of($"{Patient.Id}/monitoring")}"))),
                ("status", "active"), ("intent", "order"), ("instantiatesCanonical", new JsonArray($"{Fhir.Base}/PlanDefinition/heart-failure-rules|1.0.0")),
                ("code", Fhir.Concept(Fhir.Coding("https://smt.esante.gouv.fr/terminologie-lpp", "1612544", "DMN-TSM, insuffisance cardiaque chronique"))), ("subject", Subject()),
                ("requester", Fhir.Reference(Cardiologist.Role)), ("supportingInfo", new JsonArray(Fhir.Reference("urn:uuid:consent"), Fhir.Reference("urn:uuid:stay"))))),
        ]);
    }

    static JsonObject TwiceAWeek() => new()
    {
        ["detail"] = new JsonObject
        {
            ["kind"] = "ServiceRequest",
            ["status"] = "scheduled",
            ["code"] = Fhir.Concept(Fhir.Coding($"{Fhir.Base}/CodeSystem/monitoring", "nurse-visit", "Visite infirmière à domicile")),
            ["scheduledTiming"] = new JsonObject { ["repeat"] = new JsonObject { ["frequency"] = 2, ["period"] = 1, ["periodUnit"] = "wk" } },
        },
    };

    /// <summary>What devices measured; the lab's values come over the same gateway.</summary>
    List<JsonObject> Measurements(string patient, List<Reading> readings) =>
    [
        .. from reading in readings
           where Codes.ContainsKey(reading.Measure)
           let code = Codes[reading.Measure]
           let name = $"{reading.Measure}-{reading.Day}"
           select Fhir.Post($"urn:uuid:{name}", Observation(patient, Fhir.Coding("http://loinc.org", code.Loinc), reading.Value, code.Unit, At(reading.Day, reading.Hour), name)),
    ];

    List<JsonObject> Visits(string patient, List<Reading> readings) =>
    [
        .. from visit in readings.Where(reading => !Codes.ContainsKey(reading.Measure) && reading.Measure != "scale-status").GroupBy(reading => (reading.Day, reading.Hour))
           select Fhir.Put(new JsonObject
           {
               ["resourceType"] = "QuestionnaireResponse",
               ["id"] = StableId.Of($"{Patient.Id}/visit/{visit.Key.Day}").ToString(),
               ["status"] = "completed",
               ["subject"] = Fhir.Reference(patient),
               ["authored"] = Text(At(visit.Key.Day, visit.Key.Hour)),
               ["author"] = Fhir.Reference(Nurse.Role),
               ["item"] = new JsonArray([.. visit.Select(sign => new JsonObject
               {
                   ["linkId"] = sign.Measure, ["answer"] = new JsonArray(new JsonObject { ["valueInteger"] = (int)sign.Value }),
               })]),
           }),
    ];

    JsonObject Observation(string patient, JsonObject code, double value, string unit, DateTimeOffset at, string name) => new()
    {
        ["resourceType"] = "Observation",
        ["identifier"] = new JsonArray(Fhir.Identifier("urn:ietf:rfc:3986", $"urn:uuid:{StableId.Of($"{Patient.Id}/{name}")}")),
        ["status"] = "final",
        ["code"] = Fhir.Concept(code),
        ["subject"] = Fhir.Reference(patient),
        ["effectiveDateTime"] = Text(at),
        ["valueQuantity"] = new JsonObject { ["value"] = (decimal)value, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit },
    };

    static readonly Dictionary<string, (string Loinc, string Unit)> Codes = new()
    {
        ["weight"] = ("29463-7", "kg"), ["heart-rate"] = ("8867-4", "/min"), ["systolic"] = ("8480-6", "mm[Hg]"), ["oxygen-saturation"] = ("59408-5", "%"),
        ["potassium"] = ("2823-3", "mmol/L"), ["creatinine"] = ("14682-9", "umol/L"), ["nt-probnp"] = ("33762-6", "ng/L"),
    };

    static JsonObject Period(DateTimeOffset start, DateTimeOffset end) => new() { ["start"] = Text(start), ["end"] = Text(end) };

    static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    DateTimeOffset At(int day, double hour)
    {
        var local = TimeZoneInfo.ConvertTime(Now, Home).Date.AddDays(day - Today).AddHours(hour);
        return new(local, Home.GetUtcOffset(local));
    }
}
