using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.Stroke;

/// <summary>An emergency department without a stroke unit: alerts, stamps what is done, treats under assistance, reads the opinion, closes.</summary>
sealed class EmergencyDepartment(HubClient hub, Pace pace, StrokeTally tally, TimeProvider machine, Person person, int seed)
{
    readonly ConcurrentDictionary<string, (Alert Alert, DateTimeOffset SentAt)> sent = new();

    public Person Person => person;

    public async Task Send(Alert alert)
    {
        var now = machine.GetUtcNow();
        var answer = (await hub.Post(person.Account, "/fhir", alert.ToBundle(now, pace.Speed), pace.Cancel)).Expected();
        var request = $"ServiceRequest/{answer.Resources.First(resource => resource.Type() == "ServiceRequest").Id()}";
        var task = (await hub.Get(person.Account, $"/fhir/Task?focus={request}", pace.Cancel)).Expected().Resources.First(found => found["partOf"] is null);
        sent[$"Task/{task.Id()}"] = (alert, now);
        tally.Sent();
        var dice = new Dice($"{alert.Id}/care");
        Stamp($"Task/{task.Id()}", "physician", dice.Around(TimeSpan.FromMinutes(2)));
        Stamp($"Task/{task.Id()}", "imaging", dice.Around(TimeSpan.FromMinutes(14), 0.4));
    }

    public void Hear(Happening told)
    {
        if (!sent.TryGetValue(told.Task, out var known)) return;
        var dice = new Dice($"{seed}/{known.Alert.Id}/{told.Kind}");
        switch (told.Kind)
        {
            case "accept":
                tally.Taken((told.At - known.SentAt) * pace.Speed);
                break;
            case "decline":
                tally.Refused();
                break;
            case "assist":
                pace.After(dice.Around(TimeSpan.FromMinutes(16), 0.5), () => Treat(told.Task, known));
                break;
            case "answer":
                pace.After(dice.Around(TimeSpan.FromMinutes(4)), () => Close(told.Task));
                break;
        }
    }

    async Task Treat(string task, (Alert Alert, DateTimeOffset SentAt) known)
    {
        await Do(task, "stamp", ("milestone", "needle"));
        tally.Treated(known.Alert.ArrivedBefore + (machine.GetUtcNow() - known.SentAt) * pace.Speed);
    }

    async Task Close(string task)
    {
        await Do(task, "acknowledge");
        await Do(task, "close-out", ("survey", new JsonObject
        {
            ["resourceType"] = "QuestionnaireResponse", ["questionnaire"] = $"{Fhir.Base}/Questionnaire/stroke-close-out|1.0.0", ["status"] = "completed",
            ["item"] = new JsonArray(Answer("final-diagnosis", "ischaemic"), Answer("transfer-avoided", "transfer-avoided-unknown")),
        }));
    }

    void Stamp(string task, string milestone, TimeSpan after) => pace.After(after, () => Do(task, "stamp", ("milestone", milestone)));

    async Task Do(string task, string operation, params (string, JsonNode)[] parameters) =>
        (await hub.Post(person.Account, $"/fhir/{task}/${operation}", parameters.Length == 0 ? null : Fhir.Parameters(parameters), pace.Cancel)).Expected();

    static JsonObject Answer(string linkId, string code) => new()
    {
        ["linkId"] = linkId, ["answer"] = new JsonArray(new JsonObject { ["valueCoding"] = Fhir.Coding($"{Fhir.Base}/CodeSystem/stroke-close-out", code) }),
    };
}
