using System.Text.Json.Nodes;
using Telemed.Territory.Hub;
using Telemed.Territory.People;

namespace Telemed.Territory.Simulate;

/// <summary>A dermatologist at the inbox: takes what comes when there is time, asks, answers, sometimes passes.</summary>
sealed class Expert(HubClient hub, Pace pace, Person person, int seed)
{
    readonly HashSet<string> looking = [], taken = [], mine = [];
    readonly Lock gate = new();

    string Me => person.Account;

    /// <summary>What already waits, and what this expert holds from before.</summary>
    public async Task LookAtWorklist()
    {
        await foreach (var task in Tasks($"owner=HealthcareService/{Roster.Pool}&status=requested,received")) Consider(Waiting(task));
        await foreach (var task in Tasks($"owner={person.Role}&status=accepted,in-progress")) Hold(Waiting(task), started: task.Text("status") == "in-progress");
    }

    IAsyncEnumerable<JsonObject> Tasks(string which) => hub.Search(Me, $"/fhir/Task?{which}&_count=100", pace.Cancel);

    public void Hear(Happening told)
    {
        switch (told.Kind)
        {
            case "submit" or "escalation" or "release" or "decline" or "reassign" or "reminder-accept":
                lock (gate) taken.Remove(told.Task);
                Consider(told);
                break;
            case "accept" or "answer" or "cancel" or "reject" or "fail":
                lock (gate) taken.Add(told.Task);
                break;
            case "provide-information" when Mine(told):
                pace.After(Draw(told, "reply").Around(Minutes(30)), () => Answer(told));
                break;
        }
    }

    /// <summary>Each of the pool looks after a time of their own; who is first takes it.</summary>
    void Consider(Happening told)
    {
        lock (gate)
            if (!looking.Add(told.Task)) return;
        var dice = Draw(told, "look");
        pace.After(dice.Around(told.IsUrgent ? Minutes(45) : Minutes(170)), async () =>
        {
            lock (gate)
            {
                looking.Remove(told.Task);
                if (taken.Contains(told.Task)) return;
            }
            if (dice.Chance(0.02)) await Do(told, "decline", ("reason", "En consultation toute la journée, je ne pourrai pas répondre dans le délai."));
            else
            {
                await Do(told, "accept");
                Hold(told, started: false);
            }
        });
    }

    void Hold(Happening told, bool started)
    {
        lock (gate) mine.Add(told.Task);
        var dice = Draw(told, "hold");
        pace.After(dice.Around(Minutes(20)), async () =>
        {
            if (dice.Chance(0.03))
            {
                lock (gate) mine.Remove(told.Task);
                await Do(told, "decline", ("reason", "Je suis de garde et appelé au bloc, merci de reprendre."));
                return;
            }
            if (!started && dice.Chance(0.4)) await Do(told, "start");
            if (dice.Chance(0.14)) await Ask(told, dice);
            else pace.After(dice.Around(told.IsUrgent ? Minutes(30) : Minutes(110)), () => Answer(told));
        });
    }

    async Task Ask(Happening told, Dice dice)
    {
        var opened = await CaseOpened.Read(hub, Me, told.Request, dice, pace.Cancel);
        await Do(told, "request-information", ("text", opened.Say(dice.Pick(opened.Lesion.Asks).Ask)));
    }

    async Task Answer(Happening told)
    {
        var dice = Draw(told, "answer");
        var opened = await CaseOpened.Read(hub, Me, told.Request, dice, pace.Cancel);
        var outcome = dice.Pick(opened.Lesion.Outcomes, outcome => outcome.Weight);
        await Do(told, "answer", ("outcome", outcome.Code), ("text", opened.Say(dice.Pick(outcome.Texts))));
        lock (gate) mine.Remove(told.Task);
    }

    async Task Do(Happening told, string operation, params (string, JsonNode)[] parameters) =>
        (await hub.Post(Me, $"/fhir/{told.Task}/${operation}", parameters.Length == 0 ? null : Fhir.Parameters(parameters), pace.Cancel)).Expected();

    bool Mine(Happening told)
    {
        lock (gate) return mine.Contains(told.Task);
    }

    Dice Draw(Happening told, string what) => new($"{seed}/{Me}/{told.Task}/{what}");

    static Happening Waiting(JsonObject task) => new(
        default, "waiting", task.Text("priority")!, task.Text("focus.reference")!, $"Task/{task.Id()}", null, task["authoredOn"]!.GetValue<DateTimeOffset>());

    static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
