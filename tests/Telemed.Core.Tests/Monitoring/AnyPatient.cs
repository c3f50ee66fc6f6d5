using FsCheck;
using FsCheck.Fluent;
using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;

namespace Telemed.Core.Tests.Monitoring;

/// <summary>Measurements of some weeks, in the order in which they arrived: late ones, gaps, jumps and a scale that comes and goes.</summary>
public sealed record Arrivals(IReadOnlyList<Measurement> All)
{
    public override string ToString() => string.Join(", ", All.Select(one => $"{one.Measure}={one.Value}@{(one.At - Start).TotalHours:0}h"));
}

/// <summary>A plan with whatever a clinician may have set.</summary>
public sealed record AnyPlan(MonitoringPlan Plan);

/// <summary>An instant in these weeks.</summary>
public sealed record AnyInstant(DateTimeOffset At);

public static class AnyPatient
{
    const int Weeks = 12;

    public static Arbitrary<Arrivals> Arrivals() =>
        (from mornings in Gen.ListOf(Morning(), Weeks * 7)
         from others in Gen.ListOf(Other())
         from all in Gen.Shuffle(mornings.SelectMany((morning, day) => morning(day)).Concat(others).ToArray())
         select new Arrivals(all)).ToArbitrary();

    public static Arbitrary<AnyPlan> Plans() =>
        (from references in Gen.ListOf(from day in Gen.Choose(0, Weeks * 7) from kg in Gen.Choose(660, 740) select new ReferenceWeight(kg / 10.0, Day(day, 10)))
         from limits in Gen.ListOf(Limit())
         from pause in Gen.ListOf(from day in Gen.Choose(0, Weeks * 7) from days in Gen.Choose(1, 20) select new MonitoringPause(Day(day), Day(day + days)), 1)
         from switches in Gen.ListOf(from rule in Gen.Elements<AlarmRule>([.. Rules.Rules]) from day in Gen.Choose(0, Weeks * 7) from live in Gen.Elements(RuleMode.Live, RuleMode.Shadow) select new RuleSwitch(rule.Code, live, Day(day)))
         select new AnyPlan(new(Zone, Start, null, references, limits, switches, pause))).ToArbitrary();

    public static Arbitrary<AnyInstant> Instants() => Gen.Choose(-24, (Weeks + 1) * 7 * 24).Select(hour => new AnyInstant(Start.AddHours(hour + 0.5))).ToArbitrary();

    static Gen<Func<int, Measurement[]>> Morning() =>
        from weighs in Gen.Frequency((8, Gen.Constant(true)), (2, Gen.Constant(false)))
        from kg in Gen.Frequency((9, Gen.Choose(690, 710)), (2, Gen.Choose(650, 770)))
        from hour in Gen.Choose(5, 10)
        from pulse in Gen.Choose(45, 125)
        from pressure in Gen.Choose(85, 130)
        select new Func<int, Measurement[]>(day => weighs ? [Of(Measure.Weight, day, kg / 10.0, hour), Of(Measure.HeartRate, day, pulse, hour), Of(Measure.Systolic, day, pressure, hour)] : []);

    static Gen<Measurement> Other() =>
        from measure in Gen.Elements<Measure>([Measure.Weight, Measure.HeartRate, Measure.OxygenSaturation, Measure.Potassium, Measure.Creatinine, Measure.NtProBnp, Measure.ScaleStatus, .. Measure.Signs])
        from day in Gen.Choose(0, Weeks * 7)
        from hour in Gen.Choose(0, 23)
        from value in measure.IsSign ? Gen.Choose(0, 3) : measure == Measure.ScaleStatus ? Gen.Choose(0, 1) : measure == Measure.OxygenSaturation ? Gen.Choose(86, 99) : Gen.Choose(2, 400)
        select Of(measure, day, value, hour);

    static Gen<PersonalLimit> Limit() =>
        from rule in Gen.Elements<AlarmRule>([.. Rules.Rules])
        from parameter in Gen.Elements<RuleParameter>([.. rule.Parameters.Values])
        from percent in Gen.Choose(50, 150)
        from mode in Gen.Elements(RuleMode.Live, RuleMode.Shadow)
        from day in Gen.Choose(0, Weeks * 7)
        from until in Gen.Choose(1, 60)
        select new PersonalLimit(rule.Code, parameter.Name, parameter.Unit == "d" ? Math.Ceiling(parameter.Value * percent / 100) : parameter.Value * percent / 100, mode, Day(day), Day(day + until));
}
