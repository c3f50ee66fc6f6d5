using System.Text.Json.Nodes;
using Telemed.Territory.Dermatology;
using Telemed.Territory.Hub;
using Telemed.Territory.People;
using Telemed.Territory.Photos;

namespace Telemed.Territory.Simulate;

/// <summary>A GP, nurse or physiotherapist: asks, brings what is asked for, reads the answer, closes out.</summary>
sealed class Requester(HubClient hub, Pace pace, SendPhotos photos, Person person, int seed)
{
    public Person Person => person;

    string Me => person.Account;

    public async Task Ask(Case request, DateTimeOffset now)
    {
        await photos.Send(request, pace.Cancel);
        await SubmitCase.Submit(hub, request, now, pace.Cancel);
    }

    public void Hear(Happening told)
    {
        switch (told.Kind)
        {
            case "request-information":
                pace.After(Draw(told, "reply").Around(Minutes(55)), () => Reply(told));
                break;
            case "answer":
                pace.After(Draw(told, "read").Around(Minutes(80)), () => Read(told));
                break;
        }
    }

    async Task Reply(Happening told)
    {
        if (!await IsMine(told)) return;
        var messages = (await hub.Get(Me, $"/fhir/Communication?based-on={told.Request}&_sort=-sent&_count=1", pace.Cancel)).Expected();
        var asked = messages.Resources.Select(message => message.Text("payload.0.contentString")).FirstOrDefault();
        var dice = Draw(told, "words");
        var known = (from lesion in Lesion.All
                     from exchange in lesion.Asks
                     where asked is not null && Lesion.IsSaid(exchange.Ask, asked)
                     select (lesion, exchange)).FirstOrDefault();
        var parameters = new List<(string, JsonNode)> { ("text", known.exchange?.Reply ?? dice.Pick(AnyReply)) };
        if (known.exchange?.Photo is { } view)
        {
            var photo = StableId.Of($"{told.Id}/photo");
            await photos.Send(Me, photo, known.lesion, phototype: 3, view, pace.Cancel);
            parameters.Add(("photo", Fhir.Reference($"Binary/{photo}")));
        }
        await Do(told, "provide-information", [.. parameters]);
    }

    async Task Read(Happening told)
    {
        if (!await IsMine(told)) return;
        await Do(told, "acknowledge");
        var dice = Draw(told, "close");
        if (!dice.Chance(0.88)) return;
        await pace.Wait(dice.Around(Minutes(15)));
        var report = (await hub.Get(Me, $"/fhir/DiagnosticReport?based-on={told.Request}", pace.Cancel)).Expected().Resources.First();
        await Do(told, "close-out", ("survey", CloseOutSurvey.Of(report.Text("conclusionCode.0.coding.0.code")!, dice)));
    }

    /// <summary>The patient's own doctor hears of an answer too, and has nothing to do for it.</summary>
    async Task<bool> IsMine(Happening told)
    {
        var task = await hub.Get(Me, $"/fhir/{told.Task}", pace.Cancel);
        return task.IsOk && task.Body.Text("requester.reference") == person.Role;
    }

    async Task Do(Happening told, string operation, params (string, JsonNode)[] parameters) =>
        (await hub.Post(Me, $"/fhir/{told.Task}/${operation}", parameters.Length == 0 ? null : Fhir.Parameters(parameters), pace.Cancel)).Expected();

    Dice Draw(Happening told, string what) => new($"{seed}/{Me}/{told.Task}/{what}");

    static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    static readonly string[] AnyReply =
    [
        "Réexaminé ce jour : pas de changement depuis la demande, pas d’autre lésion semblable.",
        "Après interrogatoire : évolution lente, pas d’antécédent particulier, aucun traitement récent.",
        "J’ai rappelé la famille : la lésion est là depuis plus d’un an, elle n’a jamais été traitée.",
    ];
}
