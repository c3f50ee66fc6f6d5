using System.Text.Json.Nodes;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Simulate;

namespace Telemed.Territory.Stroke;

/// <summary>A neurologist or radiologist who is told of alerts: answers after two minutes at the median, sometimes ignores one, sometimes declines.</summary>
sealed class OnCall(HubClient hub, Pace pace, Person person, int seed)
{
    /// <summary>Of the founding network's alerts, those that led to thrombolysis under assistance.</summary>
    const double Treated = (double)StrokeTally.FoundingActs / StrokeTally.FoundingAlerts;

    static readonly (string Outcome, double Weight)[] Otherwise = [("no-reperfusion", 4), ("other-diagnosis", 3), ("thrombectomy-transfer", 1), ("haemorrhage", 1.5)];

    readonly HashSet<string> known = [];
    readonly Lock gate = new();

    public void Hear(Happening told)
    {
        if (told.Priority != "stat" || told.Kind is "accept" or "answer" or "cancel" or "reject" or "fail" or "stamp" or "assist" or "message" or "told-others" or "reminder-reply") return;
        lock (gate)
            if (!known.Add(told.Task)) return;
        var dice = new Dice($"{seed}/{person.Account}/{told.Task}");
        if (dice.Chance(0.12)) return;
        pace.After(dice.Around(TimeSpan.FromMinutes(2)), async () =>
        {
            if (dice.Chance(0.05)) await Do(told.Task, "decline", ("reason", "Déjà au bloc avec un autre patient."));
            else if (await Take(told.Task)) await Work(told.Task, dice);
        });
    }

    /// <summary>Somebody else may have been faster: then there is nothing to do.</summary>
    async Task<bool> Take(string task)
    {
        var open = await hub.Get(person.Account, $"/fhir/{task}", pace.Cancel);
        return open.IsOk && open.Body.Text("status") is "requested" or "received" && (await hub.Post(person.Account, $"/fhir/{task}/$accept", null, pace.Cancel)).IsOk;
    }

    async Task Work(string task, Dice dice)
    {
        if (person.StrokeRole == "radiology")
        {
            await pace.Wait(dice.Around(TimeSpan.FromMinutes(20), 0.4));
            var part = (await hub.Get(person.Account, $"/fhir/{task}", pace.Cancel)).Expected().Body;
            if (part.Text("partOf.0.reference") is { } living) await Do(living, "stamp", ("milestone", "reading"));
            return;
        }
        await Do(task, "stamp", ("milestone", "stroke-team"));
        await pace.Wait(dice.Around(TimeSpan.FromMinutes(36), 0.35));
        await Do(task, "stamp", ("milestone", "decision"));
        var treats = dice.Chance(Treated);
        if (treats)
        {
            await Do(task, "assist");
            await pace.Wait(dice.Around(TimeSpan.FromMinutes(28), 0.3));
        }
        var outcome = treats ? "thrombolysis-on-site" : dice.Pick(Otherwise, one => one.Weight).Outcome;
        await Do(task, "answer", ("outcome", outcome), ("text", "Avis rendu au téléphone pendant l’alerte, confirmé ici."));
    }

    async Task Do(string task, string operation, params (string, JsonNode)[] parameters) =>
        (await hub.Post(person.Account, $"/fhir/{task}/${operation}", parameters.Length == 0 ? null : Fhir.Parameters(parameters), pace.Cancel)).Expected();
}
