using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Telemed.Core.Monitoring;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>The rules as they are published, and a patient in Clermont-Ferrand whose reference weight is 70 kg.</summary>
static class HeartFailure
{
    public static readonly string File = Repository.Path("fhir-profiles", "pathways", "heart-failure", "Rules.json");

    public static readonly PlanDefinition Definition = (PlanDefinition)FhirJsonDeserializer.STRICT.DeserializeResource(System.IO.File.ReadAllText(File));

    public static readonly RuleSet Rules = RuleSetReader.Read("heart-failure/Rules.json", Definition).Rules!;

    /// <summary>The same, with weights held back that jump.</summary>
    public static readonly RuleSet Holding = Rules with { Jumps = Rules.Jumps.ToDictionary(jump => jump.Key, jump => jump.Value with { Mode = RuleMode.Live }) };

    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>Monday, 4 January 2027, 00:00 in Paris: day 0 of every series.</summary>
    public static readonly DateTimeOffset Start = new(2027, 1, 4, 0, 0, 0, TimeSpan.FromHours(1));

    public static readonly MonitoringPlan Plan = new(Zone, Start, new ReferenceWeight(70, Start));

    public static DateTimeOffset Day(double day, double hour = 7) => Start.AddDays(day).AddHours(hour);

    public static Measurement Of(Measure measure, double day, double value, double hour = 7) => new(measure, value, Day(day, hour), $"Observation/{measure.Code}-{day}-{hour}");

    /// <summary>One weight a morning from day 0 on; NaN is a morning without.</summary>
    public static Series Weights(params double[] kilograms) => Daily(Measure.Weight, kilograms);

    public static Series Daily(Measure measure, params double[] values) =>
        Series.Of(values.Select((value, day) => (value, day)).Where(one => !double.IsNaN(one.value)).Select(one => Of(measure, one.day, one.value)));

    /// <summary>The rules of these codes alone.</summary>
    public static RuleSet Only(params string[] codes) => Rules with { Rules = [.. codes.Select(code => Rules.Find(code)!)] };

    public static Finding? Find(string rule, Series series, DateTimeOffset now, MonitoringPlan? plan = null) =>
        AlarmRules.Evaluate(series, plan ?? Plan, Only(rule), now).SingleOrDefault(finding => finding.Limit is null || finding.Mode == RuleMode.Live);

    /// <summary>Everything a finding says, on one line.</summary>
    public static string Said(Finding finding) =>
        $"{finding.Rule.Code} {finding.Version} {finding.Mode} {finding.Size} {finding.Limit} {finding.Reason} "
        + string.Join(' ', finding.Inputs.Select(input => $"{input.Measure}={input.Value}@{input.At:O}")) + string.Join(' ', finding.Figures.Select(figure => $"{figure.Title.English}={figure.Value}"));

    public static IReadOnlyList<string> Said(IEnumerable<Finding> findings) => [.. findings.Select(Said)];
}
