namespace Telemed.Territory.HeartFailure;

/// <summary>
/// Makes up patients with severe heart failure. Every figure here is an assumption: they are plausible in kind, calibrated on nobody, and
/// made only to compare rules with each other on the same patients.
/// </summary>
static class PatientModel
{
    static readonly IReadOnlyList<(Course Course, double Share)> Courses =
        [(Course.Stable, 0.5), (Course.SlowDecompensation, 0.2), (Course.Acute, 0.1), (Course.NonAdherent, 0.1), (Course.FaultyScale, 0.1)];

    static readonly string[] Signs = ["dyspnoea-effort", "dyspnoea-rest", "oedema", "fatigue", "cough", "worsening", "treatment"];

    /// <summary>A patient; the same seed and number are the same patient.</summary>
    public static SimulatedPatient Draw(string seed, int number, int days)
    {
        var dice = new Dice($"{seed}/heart-failure/{number}");
        return Draw($"{seed}/heart-failure/{number}", dice, dice.Pick(Courses, one => one.Share).Course, days);
    }

    /// <summary>A patient of a given course.</summary>
    public static SimulatedPatient Draw(string name, Dice dice, Course course, int days)
    {
        var (dryWeight, ill) = (Math.Round(dice.Between(52, 98.0), 1), Decompensations(course, dice, days));
        var patient = new SimulatedPatient(name, course, dryWeight, days, ill, Stretches(course == Course.FaultyScale ? 40 : 0, 2, 5, dice, days), []);
        var faults = course == Course.FaultyScale ? Stretches(35, 4, 8, dice, days).Select(days => (Days: days, Kilograms: dice.Between(-3, 3.0))).ToList() : [];
        var silent = Stretches(course switch { Course.NonAdherent => 25, Course.FaultyScale => 0, _ => 400 }, 3, 9, dice, days);
        var colds = Stretches(120, 4, 8, dice, days);
        var body = new Body(dice, patient.DryWeight);
        return patient with
        {
            Readings =
            [
                .. Enumerable.Range(0, days).SelectMany(day => Day(day)).OrderBy(reading => reading.Day).ThenBy(reading => reading.Hour),
                .. patient.Offline.SelectMany(one => new[] { new Reading("scale-status", 0, one.From, 5), new Reading("scale-status", 1, one.To + 1, 5) }).Where(one => one.Day < days),
            ],
        };

        List<Reading> Day(int day)
        {
            var (illness, severity) = (patient.Decompensations.FirstOrDefault(one => one.Days.Contains(day)), patient.Decompensations.Sum(one => one.Severity(day)));
            var cold = colds.Any(one => one.Contains(day));
            body.Wander();
            if (patient.InHospital(day)) return [];
            var readings = new List<Reading>();
            if (!silent.Any(one => one.Contains(day)) && dice.Chance(course == Course.NonAdherent ? 0.6 : 0.96))
            {
                var hour = dice.Between(6, 8.5);
                var fault = faults.Where(one => one.Days.Contains(day)).Sum(one => one.Kilograms);
                if (course == Course.FaultyScale && dice.Chance(0.05)) fault += dice.Between(3, 8.0) * (dice.Chance(0.5) ? 1 : -1);
                if (!patient.Offline.Any(one => one.Contains(day))) readings.Add(new("weight", body.Weight(severity * (illness?.Gain ?? 0) + fault), day, hour));
                readings.AddRange(body.Vitals(illness, severity, cold, day, hour));
            }
            if (day % 7 is 0 or 3) readings.AddRange(Visit(day, severity, cold, dice));
            if (day % 30 == 10) readings.AddRange(body.Lab(severity, day));
            return readings;
        }
    }

    static List<Decompensation> Decompensations(Course course, Dice dice, int days)
    {
        var count = course switch { Course.SlowDecompensation => dice.Between(1, 2), Course.Acute => 1, Course.NonAdherent => dice.Between(0, 1), _ => 0 };
        var drawn = new List<Decompensation>();
        for (var i = 0; i < count; i++)
        {
            var length = course == Course.Acute ? dice.Between(1, 3) : dice.Between(10, 21);
            var (earliest, latest) = (drawn.Count == 0 ? 50 : drawn[^1].Stay.To + 21, days - length - 12 - (count - 1 - i) * 55);
            if (latest < earliest) break;
            var from = dice.Between(earliest, latest);
            var admitted = from + length - 1;
            drawn.Add(new(
                new(from, admitted),
                Math.Max(0, (course == Course.Acute ? 0.8 : 2.2) + 1.5 * dice.Normal()),
                dice.Between(6, 25.0),
                dice.Between(0, 20.0),
                course == Course.Acute ? dice.Between(3, 10.0) : dice.Between(0, 5.0),
                new(admitted + 1, admitted + dice.Between(5, 10))));
        }
        return drawn;
    }

    // About every so many days, so many days long; none for 0.
    static List<Stretch> Stretches(double every, int shortest, int longest, Dice dice, int days)
    {
        var drawn = new List<Stretch>();
        if (every == 0) return drawn;
        for (var day = (int)dice.UntilNext(TimeSpan.FromDays(every)).TotalDays + 1; day < days;)
        {
            drawn.Add(new(day, day + dice.Between(shortest, longest) - 1));
            day = drawn[^1].To + 2 + (int)dice.UntilNext(TimeSpan.FromDays(every)).TotalDays;
        }
        return drawn;
    }

    // Two visits of the nurse a week. A cold looks much like the illness, except for the water.
    static IEnumerable<Reading> Visit(int day, double severity, bool cold, Dice dice) => Signs.Select(sign => new Reading(sign, Grade(sign, severity, cold ? 1.5 : 0, dice), day, 10));

    static double Grade(string sign, double severity, double cold, Dice dice) => sign switch
    {
        "dyspnoea-rest" => severity > 0.8 ? dice.Between(0, 2) : dice.Chance(cold > 0 ? 0.1 : 0.002) ? 1 : 0,
        "treatment" => dice.Chance(0.1) ? 1 : 0,
        "cough" => Math.Clamp(Math.Round(severity + cold + 0.4 * dice.Normal()), 0, 3),
        "oedema" => Math.Clamp(Math.Round(0.4 + 2.2 * severity + 0.5 * dice.Normal()), 0, 3),
        _ => Math.Clamp(Math.Round(0.4 + 2.2 * severity + cold * 0.8 + 0.5 * dice.Normal()), 0, 3),
    };
}
