using System.Globalization;
using System.Text.Json.Nodes;
using Telemed.Territory.HeartFailure;
using Telemed.Territory.Hub;
using Telemed.Territory.People;

namespace Telemed.Territory.AtHome;

/// <summary>A patient of the territory who is watched at home for two months already, on the day that is today.</summary>
/// <param name="Nurse">Visits them twice a week.</param>
/// <param name="Today">Which day of the simulated patient that is: whoever decompensates is at the point where it is seen.</param>
/// <param name="Now">The instant the history leads up to.</param>
sealed record WatchedAtHome(Patient Patient, Person Nurse, Person Cardiologist, SimulatedPatient Simulated, int Today, DateTimeOffset Now)
{
    const int Most = 12, Days = 60, Youngest = 60, Life = 120;

    static readonly TimeZoneInfo Home = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>Account of the scale: the id of its Device.</summary>
    public string Scale => $"scale-{Patient.Id}";

    int FirstDay => Math.Max(0, Today - Days);

    public static IReadOnlyList<WatchedAtHome> Of(Roster roster, IReadOnlyList<Patient> patients, DateTimeOffset now)
    {
        var nurses = roster.All.Where(person => person.Profession == Profession.Nurse && person.Specialty == roster["nurse"].Specialty).ToList();
        return
        [
            .. patients.Where(patient => patient.AgeAt(now) >= Youngest).Take(Most).Select((patient, i) =>
            {
                var simulated = i % 3 == 0 ? Ill(i) : PatientModel.Draw("demo", i, Life);
                var today = simulated.Decompensations is [var first, ..] ? SeenFrom(simulated, first) ?? first.Days.To : 70;
                return new WatchedAtHome(patient, i % 2 == 0 ? roster["nurse"] : nurses[i % nurses.Count], roster["cardio"], simulated, today, now);
            }),
        ];
    }

    // One in three, so that the cell of a small territory too has somebody to call.
    static SimulatedPatient Ill(int number) => Enumerable.Range(0, int.MaxValue).Select(again => PatientModel.Draw($"demo-ill/{again}", number, Life))
        .First(patient => patient.Decompensations is [var first, ..] && SeenFrom(patient, first) is not null);

    static int? SeenFrom(SimulatedPatient patient, Decompensation illness) =>
        Enumerable.Range(illness.Days.From, illness.Days.Days).Select(day => (int?)day).FirstOrDefault(day => IsSeen(patient, day!.Value));

    /// <summary>Whether what was measured by the evening before would make somebody call, whatever time it is today.</summary>
    static bool IsSeen(SimulatedPatient patient, int day)
    {
        var lately = patient.Readings.Where(reading => reading.Day >= day - 2 && reading.Day < day).ToList();
        return lately.FindAll(reading => reading.Measure == "weight") is { Count: > 1 } weights && weights.TrueForAll(weight => weight.Value - patient.DryWeight > 2.1)
            || lately.Exists(reading => Measured.IsSign(reading.Measure) && reading.Value >= 3);
    }

    /// <summary>The cardiologist prescribes, then the scale and the nurse send what there is. Sent again it changes nothing.</summary>
    public async Task Send(HubClient hub, CancellationToken cancel)
    {
        var sent = (await hub.Post(Cardiologist.Account, "/fhir", Enrolment(), cancel)).Expected();
        var known = $"Patient/{sent.Resources.First(resource => resource.Type() == "Patient").Id()}";
        if (known != Patient.Reference) throw new HubFault(ExitCode.Refused, $"{Patient.Reference} is another patient here: {known}.");
        var readings = Simulated.Readings.Where(reading => reading.Day >= FirstDay && At(reading) < Now).ToList();
        var (measured, visits) = (Measurements(readings, At, Patient.Id), Visits(readings));
        foreach (var part in measured.Chunk(400)) (await hub.Post(Scale, "/fhir", Fhir.Transaction(part.Select(Posted)), cancel)).Expected();
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
            Fhir.Post("urn:uuid:reference", Measured.ReferenceWeight(Simulated.DryWeight, "urn:uuid:patient", start.AddHours(-1), StableId.Of($"{Patient.Id}/reference"))),
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

    /// <summary>What the scale sends of some readings: weight, pulse, pressure, saturation; the lab's values come over the same gateway.</summary>
    /// <param name="name">Decides the identifiers, together with measure and day.</param>
    public List<JsonObject> Measurements(IEnumerable<Reading> readings, Func<Reading, DateTimeOffset> at, string name) =>
    [
        .. from reading in readings
           where Measured.IsMeasured(reading.Measure)
           select Measured.Observation(reading.Measure, reading.Value, Patient.Reference, at(reading), StableId.Of($"{name}/{reading.Measure}-{reading.Day}"), Measured.By.Device(Scale)),
    ];

    /// <summary>An Observation with its identifier, as an entry of a transaction.</summary>
    public static JsonObject Posted(JsonObject observation) => Fhir.Post(observation.Text("identifier.0.value")!, observation);

    List<JsonObject> Visits(List<Reading> readings) =>
    [
        .. from visit in readings.Where(reading => Measured.IsSign(reading.Measure)).GroupBy(reading => (reading.Day, reading.Hour))
           select Fhir.Put(new JsonObject
           {
               ["resourceType"] = "QuestionnaireResponse",
               ["id"] = StableId.Of($"{Patient.Id}/visit/{visit.Key.Day}").ToString(),
               ["status"] = "completed",
               ["subject"] = Fhir.Reference(Patient.Reference),
               ["authored"] = Text(At(visit.First())),
               ["author"] = Fhir.Reference(Nurse.Role),
               ["item"] = new JsonArray([.. visit.Select(sign => new JsonObject
               {
                   ["linkId"] = sign.Measure, ["answer"] = new JsonArray(new JsonObject { ["valueInteger"] = (int)sign.Value }),
               })]),
           }),
    ];

    /// <summary>The nurse's visit as the phone sends it: the form, and what was measured beside it.</summary>
    /// <param name="readings">The signs of one visit; pressure and pulse are measured again when they were that morning.</param>
    public JsonObject Visit(IReadOnlyList<Reading> readings, DateTimeOffset at, string name)
    {
        var form = $"urn:uuid:{StableId.Of($"{name}/visit-{readings[0].Day}")}";
        var signs = readings.Where(reading => Measured.IsSign(reading.Measure)).Select(sign => new JsonObject
        {
            ["linkId"] = sign.Measure,
            ["answer"] = new JsonArray(new JsonObject { ["valueCoding"] = Fhir.Coding($"{Fhir.Base}/CodeSystem/sign-grade", $"{(int)sign.Value}") }),
        });
        return Fhir.Transaction(
        [
            Fhir.Post(form, new JsonObject
            {
                ["resourceType"] = "QuestionnaireResponse",
                ["identifier"] = Fhir.Identifier("urn:ietf:rfc:3986", form),
                ["questionnaire"] = $"{Fhir.Base}/Questionnaire/heart-failure-visit|1.0.0",
                ["status"] = "completed",
                ["subject"] = Fhir.Reference(Patient.Reference),
                ["author"] = Fhir.Reference(Nurse.Role),
                ["authored"] = Text(at),
                ["item"] = new JsonArray([.. signs]),
            }),
            .. from measured in readings
               where measured.Measure is "heart-rate" or "systolic"
               let id = StableId.Of($"{name}/visit-{measured.Measure}-{measured.Day}")
               select Fhir.Post($"urn:uuid:{id}", Measured.Observation(measured.Measure, measured.Value, Patient.Reference, at, id, Measured.By.Nurse(Nurse.Role, form))),
        ]);
    }

    static JsonObject Period(DateTimeOffset start, DateTimeOffset end) => new() { ["start"] = Text(start), ["end"] = Text(end) };

    static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    DateTimeOffset At(Reading reading) => At(reading.Day, reading.Hour);

    DateTimeOffset At(int day, double hour)
    {
        var local = TimeZoneInfo.ConvertTime(Now, Home).Date.AddDays(day - Today).AddHours(hour);
        return new(local, Home.GetUtcOffset(local));
    }
}
