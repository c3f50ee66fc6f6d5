using System.Text.Json.Nodes;
using Telemed.Territory.Dermatology;
using Telemed.Territory.People;

namespace Telemed.Territory.History;

/// <summary>Tells a request's life moment by moment; each step takes the time that people take.</summary>
sealed class StoryTeller(Case request, Roster roster, DateTimeOffset submitted)
{
    readonly Dice dice = new($"{request.Id}/life");
    readonly List<Moment> moments = [new(submitted, request.Requester.Account, Moment.Submit)];
    readonly Lesion.Outcome outcome = new Dice($"{request.Id}/outcome").Pick(request.Lesion.Outcomes, outcome => outcome.Weight);

    DateTimeOffset now = submitted;

    public Story Story => new(request, moments);

    public static Story Tell(Case request, Roster roster, DateTimeOffset submitted)
    {
        var teller = new StoryTeller(request, roster, submitted);
        teller.TellAll();
        return teller.Story;
    }

    void TellAll()
    {
        if (dice.Chance(0.03))
        {
            After(Minutes(40)).Cancel();
            return;
        }
        if (dice.Chance(0.012))
        {
            After(Minutes(90)).Do("coordinator", "reject", ("reason", "Hors parcours : le patient a déjà un rendez-vous en dermatologie cette semaine."));
            return;
        }
        if (dice.Chance(0.08)) After(Minutes(20)).Decline(Expert());
        var expert = Expert();
        After(request.IsUrgent ? Minutes(22) : Minutes(95)).Accept(expert);
        if (dice.Chance(0.035))
        {
            After(Minutes(25)).Decline(expert);
            expert = roster.Experts.First(other => other != expert && dice.Chance(0.4) || other == roster.Experts[^1]);
            After(Minutes(50)).Accept(expert);
        }
        if (dice.Chance(0.35)) After(Minutes(10)).Start(expert);
        if (dice.Chance(0.12))
        {
            After(Minutes(30)).Ask(expert);
            After(Minutes(170)).Reply();
        }
        After(request.IsUrgent ? Minutes(60) : Minutes(230)).Answer(expert);
        if (dice.Chance(0.05)) return;
        After(Minutes(200)).Read();
        if (dice.Chance(0.86)) After(dice.Chance(0.5) ? Minutes(6) : Minutes(2600)).Close();
    }

    /// <summary>Time passes, around a median, until somebody is there to go on.</summary>
    public StoryTeller After(TimeSpan median)
    {
        now = OfficeHours.Next(now + Minutes(0.5) + dice.Around(median), request.IsUrgent, dice);
        return this;
    }

    /// <summary>It is this instant, whatever the hour.</summary>
    public StoryTeller At(DateTimeOffset instant)
    {
        now = instant;
        return this;
    }

    public StoryTeller Accept(Person expert) => Do(expert.Account, "accept");

    public StoryTeller Start(Person expert) => Do(expert.Account, "start");

    public StoryTeller Decline(Person expert) => Do(expert.Account, "decline", ("reason", dice.Pick(DeclineReasons)));

    public StoryTeller Ask(Person expert) => Do(expert.Account, "request-information", ("text", request.Say(Exchange.Ask)));

    public StoryTeller Reply()
    {
        moments.Add(new Moment(now, request.Requester.Account, "provide-information", Reply(request, Exchange), Exchange.Photo));
        return this;
    }

    static JsonObject Reply(Case request, Lesion.Exchange exchange) => exchange.Photo is { } view
        ? Fhir.Parameters(("text", request.Say(exchange.Reply)), ("photo", Fhir.Reference($"Binary/{request.NewPhoto(view)}")))
        : Fhir.Parameters(("text", request.Say(exchange.Reply)));

    public StoryTeller Answer(Person expert)
    {
        var text = new Dice($"{request.Id}/answer").Pick(outcome.Texts);
        return Do(expert.Account, "answer", ("outcome", outcome.Code), ("text", request.Say(text)));
    }

    public StoryTeller Read() => Do(request.Requester.Account, "acknowledge");

    public StoryTeller Close() => Do(request.Requester.Account, "close-out", ("survey", CloseOutSurvey.Of(outcome.Code, dice)));

    void Cancel() => Do(request.Requester.Account, "cancel", ("reason", dice.Pick(CancelReasons)));

    StoryTeller Do(string account, string act, params (string, JsonNode)[] parameters)
    {
        moments.Add(new Moment(now, account, act, parameters.Length == 0 ? null : Fhir.Parameters(parameters)));
        return this;
    }

    Lesion.Exchange Exchange => new Dice($"{request.Id}/exchange").Pick(request.Lesion.Asks);

    // The two experts of the demo answer more than their share: whoever signs in as one of them finds a past of their own.
    Person Expert() => dice.Pick(roster.Experts, expert => expert.IsDemo ? 2.2 : 1);

    static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    static readonly string[] DeclineReasons =
    [
        "En consultation toute la journée, je ne pourrai pas répondre dans le délai.",
        "Lésion du cuir chevelu de l’enfant : un confrère de l’équipe est plus à l’aise.",
        "Je connais personnellement le patient.",
        "Je suis de garde et appelé au bloc, merci de reprendre.",
    ];

    static readonly string[] CancelReasons =
    [
        "Le patient a été vu aux urgences entre-temps.",
        "Demande envoyée deux fois par erreur.",
        "Le patient a obtenu une consultation demain.",
    ];
}
