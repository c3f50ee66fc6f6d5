using Telemed.Territory.Dermatology;
using Telemed.Territory.People;

namespace Telemed.Territory.History;

/// <summary>What stands open at the end of the history, so that every page has something on it: waiting, held, asked about, unread, unclosed.</summary>
static class OpenNow
{
    /// <summary>Minutes before the end that are counted as they are; what is older happened by day.</summary>
    const double Today = 600;

    public static IEnumerable<Story> Stories(Roster roster, IReadOnlyList<Patient> patients, int seed, DateTimeOffset end) =>
        Scenes.Select((scene, i) =>
        {
            DateTimeOffset Ago(double minutes) => minutes < Today ? end.AddMinutes(-minutes) : OfficeHours.ByDay(end.AddMinutes(-minutes));
            var request = Case.Draw($"{seed}/open/{i}", roster[scene.Requester], patients, end, Lesion.Named(scene.Lesion))
                with { IsUrgent = scene.Urgent };
            var teller = new StoryTeller(request, roster, Ago(scene.Submitted));
            scene.Tell(teller, account => roster[account], Ago);
            return teller.Story;
        });

    /// <param name="Submitted">Minutes before the end.</param>
    sealed record Scene(
        string Requester, string Lesion, bool Urgent, double Submitted,
        Action<StoryTeller, Func<string, Person>, Func<double, DateTimeOffset>> Tell);

    static Scene Waiting(string requester, string lesion, bool urgent, double submitted) => new(requester, lesion, urgent, submitted, (_, _, _) => { });

    static readonly Scene[] Scenes =
    [
        Waiting("gp7", "melanoma", urgent: true, submitted: 7),
        Waiting("nurse3", "seborrhoeic-keratosis", urgent: false, submitted: 19),
        Waiting("gp", "basal-cell-carcinoma", urgent: false, submitted: 42),
        Waiting("gp12", "squamous-cell-carcinoma", urgent: true, submitted: 51),
        Waiting("physio2", "naevus", urgent: false, submitted: 96),
        Waiting("gp5", "eczema", urgent: false, submitted: 175),
        Waiting("gp14", "atypical-naevus", urgent: false, submitted: 345),
        new("gp9", "actinic-keratosis", false, 1290, (story, who, ago) => story.At(ago(1180)).Decline(who("derm6"))),

        new("gp4", "melanoma", true, 82, (story, who, ago) => story.At(ago(26)).Accept(who("derm1"))),
        new("nurse", "tinea", false, 410, (story, who, ago) => story.At(ago(150)).Accept(who("derm2")).At(ago(140)).Start(who("derm2"))),
        new("gp", "angioma", false, 1520, (story, who, ago) => story.At(ago(1330)).Accept(who("derm5"))),

        new("gp", "atypical-naevus", false, 320, (story, who, ago) => story
            .At(ago(240)).Accept(who("derm1")).At(ago(205)).Ask(who("derm1"))),
        new("gp17", "eczema", false, 1900, (story, who, ago) => story
            .At(ago(1700)).Accept(who("derm2")).At(ago(1610)).Ask(who("derm2")).At(ago(130)).Reply()),

        new("gp", "melanoma", true, 190, (story, who, ago) => story.At(ago(160)).Accept(who("derm1")).At(ago(35)).Answer(who("derm1"))),
        new("gp", "seborrhoeic-keratosis", false, 900, (story, who, ago) => story
            .At(ago(600)).Accept(who("derm4")).At(ago(300)).Answer(who("derm4"))),
        new("nurse", "basal-cell-carcinoma", false, 500, (story, who, ago) => story
            .At(ago(390)).Accept(who("derm2")).At(ago(62)).Answer(who("derm2"))),
        new("gp6", "psoriasis", false, 1400, (story, who, ago) => story
            .At(ago(1240)).Accept(who("derm7")).At(ago(1150)).Answer(who("derm7"))),
        new("gp11", "naevus", false, 2600, (story, who, ago) => story
            .At(ago(2400)).Accept(who("derm8")).At(ago(1500)).Answer(who("derm8"))),

        new("gp", "dermatofibroma", false, 3100, (story, who, ago) => story
            .At(ago(2800)).Accept(who("derm3")).At(ago(1600)).Answer(who("derm3")).At(ago(200)).Read()),
        new("nurse", "actinic-keratosis", false, 2900, (story, who, ago) => story
            .At(ago(2750)).Accept(who("derm1")).At(ago(1580)).Answer(who("derm1")).At(ago(110)).Read()),
    ];
}
