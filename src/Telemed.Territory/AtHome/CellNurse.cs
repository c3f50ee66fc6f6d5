using System.Globalization;
using System.Text.Json.Nodes;
using Telemed.Territory.HeartFailure;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.AtHome;

/// <summary>A nurse of the cell: takes an alarm, calls the patient, and answers what the call told, which is what the model knows.</summary>
/// <param name="patients">By reference to the Patient, each with a reference to the CarePlan.</param>
/// <param name="isAlarm">Told each Task that is an alarm.</param>
sealed class CellNurse(
    HubClient hub, Pace pace, HomeTally tally, TimeProvider machine, SimulatedDays days, IReadOnlyDictionary<string, (WatchedAtHome One, string Plan)> patients, Person person, int seed, Action<string> isAlarm)
{
    readonly HashSet<string> known = [];
    readonly Lock gate = new();

    /// <summary>What waited already when the simulation began.</summary>
    public async Task LookAtWorklist()
    {
        await foreach (var task in hub.Search(person.Account, $"/fhir/Task?owner={Roster.CellPool.Text("reference")}&status=requested,received&_count=100", pace.Cancel))
            Consider($"Task/{task.Id()}", task.Text("focus.reference")!, null);
    }

    public void Hear(Happening told)
    {
        if (!told.Task.StartsWith("Task/", StringComparison.Ordinal)) return;
        isAlarm(told.Task);
        if (told.Kind is "submit" or "escalation" or "release" or "decline" or "reassign" or "reminder-accept") Consider(told.Task, told.Request, told.Kind == "submit" ? told.At : null);
    }

    void Consider(string task, string request, DateTimeOffset? since)
    {
        lock (gate)
            if (!known.Add(task)) return;
        isAlarm(task);
        var dice = new Dice($"{seed}/{person.Account}/{task}");
        pace.After(TimeSpan.Zero, async () =>
        {
            var alarm = (await hub.Get(person.Account, $"/fhir/{request}", pace.Cancel)).Expected().Body!;
            // Somebody who was enrolled by hand is left to whoever enrolled them.
            if (!patients.TryGetValue(alarm.Text("subject.reference")!, out var patient)) return;
            var decompensation = days.Decompensation(patient.One);
            tally.Alarmed(task, alarm.Text("code.coding.0.code")!, decompensation);
            await pace.Wait(dice.Around(TimeSpan.FromMinutes(25)));
            if (!await Take(task)) return;
            await pace.Wait(dice.Around(TimeSpan.FromMinutes(6)));
            await Answer(task, alarm, patient, decompensation is not null, since, dice);
        });
    }

    /// <summary>A colleague may have been faster: then there is nothing to do.</summary>
    async Task<bool> Take(string task)
    {
        var open = await hub.Get(person.Account, $"/fhir/{task}", pace.Cancel);
        return open.IsOk && open.Body.Text("status") is "requested" or "received" && (await hub.Post(person.Account, $"/fhir/{task}/$accept", null, pace.Cancel)).IsOk;
    }

    async Task Answer(string task, JsonNode alarm, (WatchedAtHome One, string Plan) patient, bool isIll, DateTimeOffset? since, Dice dice)
    {
        var reached = false;
        for (var attempt = 0; attempt < 3 && !(reached = dice.Chance(0.8)); attempt++)
        {
            await Call(patient, reached: false, "Pas de réponse.");
            await pace.Wait(dice.Around(TimeSpan.FromMinutes(30)));
        }
        var (outcome, was, words) = reached ? Outcome(alarm.Text("code.coding.0.code")!, await RulesOf(alarm), patient.One, isIll, dice) : NotReached;
        if (reached) await Call(patient, reached: true, words);
        (await hub.Post(person.Account, $"/fhir/{task}/$answer", Fhir.Parameters(("outcome", outcome), ("text", words)), pace.Cancel)).Expected();
        tally.Answer(was, since is { } at ? (machine.GetUtcNow() - at) * pace.Speed : null);
    }

    static readonly (string Outcome, AlarmWas Was, string Words) NotReached =
        ("not-reached", AlarmWas.Unknown, "Patient non joint après trois appels. L’infirmier du domicile est prévenu et passe ce jour.");

    static (string Outcome, AlarmWas Was, string Words) Outcome(string level, string rules, WatchedAtHome one, bool isIll, Dice dice) => (isIll, level) switch
    {
        (true, "intervention-rapide") when dice.Chance(0.4) => ("hospitalised", AlarmWas.True, "Essoufflement au repos : hospitalisation organisée avec le cardiologue."),
        (true, "intervention-rapide") => ("intervention", AlarmWas.True, "Intervention à domicile demandée. Médecin traitant et cardiologue prévenus."),
        (true, _) => ("decompensation-gp-told", AlarmWas.True, "Œdèmes et essoufflement à l’effort depuis deux jours. Médecin traitant prévenu, qui décide de la suite."),
        _ when rules.Contains("no-data", StringComparison.Ordinal) || rules.Contains("scale-offline", StringComparison.Ordinal) =>
            ("silence-explained", AlarmWas.Unknown, "Quelques jours chez sa fille, sans la balance. Reprend demain."),
        _ when one.Simulated.Course == Course.FaultyScale && rules.Contains("weight", StringComparison.Ordinal) =>
            ("measure-at-fault", AlarmWas.False, "Balance posée sur le tapis. Nouvelle pesée demandée."),
        _ => ("false-alarm", AlarmWas.False, "Va bien, pas d’œdème, pas d’essoufflement. Surveillance inchangée."),
    };

    /// <summary>The line of the alarm's form that names its rules.</summary>
    async Task<string> RulesOf(JsonNode alarm)
    {
        var form = alarm["supportingInfo"]!.AsArray().Select(info => info.Text("reference")!).First(reference => reference.StartsWith("QuestionnaireResponse/", StringComparison.Ordinal));
        var items = (await hub.Get(person.Account, $"/fhir/{form}", pace.Cancel)).Expected().Body!["item"]!.AsArray();
        return items.FirstOrDefault(item => item.Text("linkId") == "rule").Text("answer.0.valueString") ?? "";
    }

    async Task Call((WatchedAtHome One, string Plan) patient, bool reached, string words)
    {
        var call = new JsonObject
        {
            ["resourceType"] = "Communication", ["status"] = reached ? "completed" : "not-done",
            ["medium"] = new JsonArray(Fhir.Concept(Fhir.Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", "PHONE"))),
            ["basedOn"] = new JsonArray(Fhir.Reference(patient.Plan)), ["subject"] = Fhir.Reference(patient.One.Patient.Reference),
            ["recipient"] = new JsonArray(Fhir.Reference(patient.One.Patient.Reference)), ["sender"] = Fhir.Reference(person.Role),
            ["sent"] = machine.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), ["payload"] = new JsonArray(new JsonObject { ["contentString"] = words }),
        };
        (await hub.Post(person.Account, "/fhir/Communication", call, pace.Cancel)).Expected();
        tally.Called(reached);
    }
}
