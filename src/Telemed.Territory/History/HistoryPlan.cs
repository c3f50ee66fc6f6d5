using Telemed.Territory.Dermatology;
using Telemed.Territory.People;

namespace Telemed.Territory.History;

/// <summary>Everything that happened in the territory up to an instant. The same seed, numbers and end give the same history.</summary>
static class HistoryPlan
{
    /// <summary>Requests of a full working day.</summary>
    const double PerDay = 5.4;

    /// <summary>Requests older than this have run their course; what is open is told one by one.</summary>
    static readonly TimeSpan Settled = TimeSpan.FromHours(40);

    public static IReadOnlyList<Story> Of(Roster roster, IReadOnlyList<Patient> patients, int seed, int days, DateTimeOffset end) =>
    [
        .. Past(roster, patients, seed, days, end).Select(story => story with { Moments = [.. story.Moments.TakeWhile(moment => moment.At < end.AddMinutes(-5))] }),
        .. OpenNow.Stories(roster, patients, seed, end),
    ];

    static IEnumerable<Story> Past(Roster roster, IReadOnlyList<Patient> patients, int seed, int days, DateTimeOffset end)
    {
        for (var i = 0; i < days * PerDay; i++)
        {
            var dice = new Dice($"{seed}/past/{i}");
            if (OfficeHours.Consultation(end.AddDays(-days + i / PerDay), dice) is not { } submitted || submitted > end - Settled) continue;
            var requester = dice.Pick(roster.Requesters, Share);
            yield return StoryTeller.Tell(Case.Draw($"{seed}/past/{i}", requester, patients, submitted), roster, submitted);
        }
    }

    static double Share(Person requester) => (requester.IsDemo, requester.Profession) switch
    {
        (true, Profession.Doctor) => 3.2,
        (true, _) => 2,
        (false, Profession.Doctor) => 1,
        _ => 0.5,
    };
}
