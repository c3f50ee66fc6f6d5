using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Telemed.Core.Monitoring;
using Telemed.Territory.HeartFailure;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Bench;

/// <summary>What a rule did in the replay.</summary>
/// <param name="Rule">Its code.</param>
/// <param name="Mode">As its file says; in the replay every rule speaks.</param>
/// <param name="Events">What there was to find: decompensations, of the rules of silence the silences.</param>
/// <param name="Found">Those during which it stood.</param>
/// <param name="TrueAlarms">Alarms it opened during one.</param>
/// <param name="FalseAlarms">Alarms it opened otherwise.</param>
/// <param name="FalseAlarmsPerPatientMonth">Of 30 days at home.</param>
/// <param name="MedianLeadDays">Days from its first day to the admission, over those found; null where there is no admission to speak of.</param>
sealed record RuleFigures(string Rule, string Mode, int Events, int Found, int TrueAlarms, int FalseAlarms, double FalseAlarmsPerPatientMonth, double? MedianLeadDays)
{
    public double? Sensitivity => Events == 0 ? null : 100.0 * Found / Events;
}

/// <summary>
/// Every rule on the same made-up patients, day by day: each morning's measurements, then an evaluation at half past twelve, through the very
/// functions the hub calls. An alarm is answered before the next day, so the steps and the clearing of episodes count.
/// </summary>
static class RuleReplay
{
    public const string AllLive = "all live but silence", Held = ", jumps held back";

    static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    static readonly DateTimeOffset Start = new(2027, 1, 4, 0, 0, 0, TimeSpan.FromHours(1));

    public static IReadOnlyList<RuleFigures> Run(int patients, int days, string seed)
    {
        var rules = Rules();
        var simulated = ParallelEnumerable.Range(0, patients).AsOrdered().Select(number => PatientModel.Draw(seed, number, days)).ToList();
        var shown = All(simulated, Jumping(rules, RuleMode.Shadow));
        var ofWeight = rules.Rules.Where(rule => rule.Measure is null or { Code: "weight" } && rule.Function is not RuleFunction.Signs && !OfSilence(rule)).Select(rule => rule.Code).Append(AllLive).ToHashSet();
        return [.. shown, .. All(simulated, Jumping(rules, RuleMode.Live)).Where(one => ofWeight.Contains(one.Rule)).Select(one => one with { Rule = one.Rule + Held })];
    }

    static List<RuleFigures> All(List<SimulatedPatient> simulated, RuleSet rules)
    {
        var outcomes = simulated.AsParallel().AsOrdered().Select(patient => Replay(patient, rules)).ToList();
        var months = outcomes.Sum(outcome => outcome.DaysAtHome) / 30.0;
        return [.. rules.Rules.Select(rule => rule.Code).Append(AllLive).Select(code => Sum(code, rules.Find(code), [.. outcomes.Select(outcome => outcome.ByRule[code])], months))];
    }

    static RuleSet Jumping(RuleSet rules, RuleMode mode) => rules with { Jumps = rules.Jumps.ToDictionary(jump => jump.Key, jump => jump.Value with { Mode = mode }) };

    public static RuleSet Rules()
    {
        var file = Path.Combine(Peers.Root(), "fhir-profiles", "pathways", "heart-failure", "Rules.json");
        var reading = RuleSetReader.Read(file, (PlanDefinition)FhirJsonDeserializer.STRICT.DeserializeResource(File.ReadAllText(file)));
        return reading.Rules ?? throw new InvalidDataException(string.Join('\n', reading.Faults));
    }

    static PatientOutcome Replay(SimulatedPatient patient, RuleSet rules)
    {
        var series = Series.Of(patient.Readings.Select((reading, i) => new Measurement(Measure.Find(reading.Measure)!, reading.Value, At(reading.Day, reading.Hour), $"Observation/{i}")));
        var plan = new MonitoringPlan(
            Zone, Start, null, [new(patient.DryWeight, Start)], [], [],
            [.. patient.Decompensations.Select(one => new MonitoringPause(At(one.Days.To, 18), At(one.Stay.To, 18)))]);
        var courses = rules.Rules.ToDictionary(rule => rule.Code, rule => new RuleCourse(rules with { Rules = [rule with { SecondOpinion = false }] }, Events(rule, patient)));
        var all = new RuleCourse(rules, Events(null, patient));
        for (var day = 0; day < patient.Days; day++)
        {
            var now = At(day, 12.5);
            var found = AlarmRules.Evaluate(series, plan, rules, now);
            foreach (var (code, course) in courses) course.Day(day, now, [.. found.Where(finding => finding.Rule.Code == code).Select(Speaking)]);
            all.Day(day, now, [.. found.Where(finding => !OfSilence(finding.Rule))]);
        }
        courses[AllLive] = all;
        return new(Enumerable.Range(0, patient.Days).Count(day => !patient.InHospital(day)), courses);
    }

    // Alone, every rule speaks: those in the shadow and those that only join are judged too.
    static Finding Speaking(Finding finding) => finding with { Mode = RuleMode.Live, Rule = finding.Rule with { SecondOpinion = false } };

    // What a rule is there to find: silences of its length, or decompensations.
    static IReadOnlyList<Stretch> Events(AlarmRule? rule, SimulatedPatient patient) => rule is not null && OfSilence(rule)
        ? [.. patient.Silences(rule.Function == RuleFunction.ScaleOffline).Where(one => one.Days >= rule.Parameters["days"].Value)]
        : [.. patient.Decompensations.Select(one => one.Days)];

    static RuleFigures Sum(string code, AlarmRule? rule, List<RuleCourse> courses, double months)
    {
        var leads = courses.SelectMany(course => course.Leads).Order().ToList();
        var falseAlarms = courses.Sum(course => course.FalseAlarms);
        return new(
            code, rule?.Mode == RuleMode.Shadow ? "shadow" : "live", courses.Sum(course => course.Events.Count), leads.Count,
            courses.Sum(course => course.TrueAlarms), falseAlarms, falseAlarms / months,
            (rule is not null && OfSilence(rule)) || leads.Count == 0 ? null : (leads[(leads.Count - 1) / 2] + leads[leads.Count / 2]) / 2.0);
    }

    static bool OfSilence(AlarmRule rule) => rule.Function is RuleFunction.NoData or RuleFunction.ScaleOffline;

    static DateTimeOffset At(int day, double hour) => Start.AddDays(day).AddHours(hour);

    sealed record PatientOutcome(int DaysAtHome, Dictionary<string, RuleCourse> ByRule);
}

/// <summary>The alarms of one rule, or of all together, in one patient.</summary>
sealed class RuleCourse(RuleSet rules, IReadOnlyList<Stretch> events)
{
    readonly HashSet<Stretch> found = [];
    EpisodeState state = EpisodeState.None;

    public IReadOnlyList<Stretch> Events => events;

    public int TrueAlarms { get; private set; }

    public int FalseAlarms { get; private set; }

    public List<int> Leads { get; } = [];

    public void Day(int day, DateTimeOffset now, IReadOnlyList<Finding> findings)
    {
        var change = Episodes.Fold(state, findings, rules, now);
        state = change.State.Answer();
        var current = events.FirstOrDefault(one => one.Contains(day));
        if (current is not null && findings.Any(finding => finding is { Mode: RuleMode.Live, Rule.SecondOpinion: false }) && found.Add(current)) Leads.Add(current.To - day);
        if (change.Act is not EpisodeAct.Open) return;
        if (current is null) FalseAlarms++;
        else TrueAlarms++;
    }
}
