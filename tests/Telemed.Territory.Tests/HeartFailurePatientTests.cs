using Telemed.Territory.HeartFailure;

namespace Telemed.Territory.Tests;

/// <summary>Made-up patients are the same each time, and do what their course says.</summary>
public sealed class HeartFailurePatientTests
{
    const int Days = 180;

    static readonly IReadOnlyList<SimulatedPatient> Patients = [.. Enumerable.Range(0, 300).Select(number => PatientModel.Draw("test", number, Days))];

    [Fact]
    public void The_same_seed_and_number_are_the_same_patient_to_the_last_reading()
    {
        Assert.Equal(Patients[7].Readings, PatientModel.Draw("test", 7, Days).Readings);
        Assert.NotEqual(Patients[7].Readings, PatientModel.Draw("other", 7, Days).Readings);
    }

    [Fact]
    public void Every_course_is_there_about_as_often_as_it_should()
    {
        Assert.InRange(Patients.Count(patient => patient.Course == Course.Stable), 120, 180);
        Assert.All(Enum.GetValues<Course>(), course => Assert.InRange(Patients.Count(patient => patient.Course == course), 15, 180));
    }

    [Fact]
    public void Who_decompensates_and_for_how_long_follows_from_the_course()
    {
        Assert.All(Of(Course.Stable, Course.FaultyScale), patient => Assert.Empty(patient.Decompensations));
        Assert.All(Of(Course.SlowDecompensation), patient => Assert.All(patient.Decompensations, one => Assert.InRange(one.Days.Days, 10, 21)));
        Assert.All(Of(Course.SlowDecompensation), patient => Assert.InRange(patient.Decompensations.Count, 1, 2));
        Assert.All(Of(Course.Acute), patient => Assert.InRange(Assert.Single(patient.Decompensations).Days.Days, 1, 3));
        Assert.All(Patients.SelectMany(patient => patient.Decompensations), one => Assert.InRange(one.Stay.To, one.Days.To + 5, Days - 1));
    }

    [Fact]
    public void Severity_grows_to_one_on_the_day_of_admission_and_is_none_outside()
    {
        foreach (var one in Patients.SelectMany(patient => patient.Decompensations))
        {
            var severity = Enumerable.Range(one.Days.From - 1, one.Days.Days + 2).Select(one.Severity).ToList();
            Assert.Equal((0.0, 1.0, 0.0), (severity[0], severity[^2], severity[^1]));
            Assert.Equal(severity[1..^1].Order(), severity[1..^1]);
        }
    }

    [Fact]
    public void Weights_of_a_stable_patient_stay_around_the_dry_weight_and_move_a_little_every_day()
    {
        foreach (var patient in Of(Course.Stable))
        {
            var weights = Values(patient, "weight");
            Assert.InRange(weights.Average() - patient.DryWeight, -1.5, 1.5);
            Assert.InRange(weights.Zip(weights.Skip(1)).Average(pair => Math.Abs(pair.Second - pair.First)), 0.2, 1.2);
        }
    }

    [Fact]
    public void Water_is_taken_on_by_the_day_of_admission_and_gone_after_the_stay()
    {
        var slow = Of(Course.SlowDecompensation).ToList();
        Assert.InRange(slow.SelectMany(patient => patient.Decompensations).Average(one => one.Gain), 1.5, 3.5);
        var above = slow.SelectMany(patient => patient.Decompensations.SelectMany(one => patient.Readings.Where(r => r.Measure == "weight" && r.Day == one.Days.To).Select(r => r.Value - patient.DryWeight))).Average();
        Assert.InRange(above, 1.3, 3.5);
        Assert.All(Patients, patient => Assert.DoesNotContain(patient.Readings, reading => reading.Measure == "weight" && patient.InHospital(reading.Day)));
    }

    [Fact]
    public void The_non_adherent_are_silent_for_days_and_a_faulty_scale_goes_offline_and_jumps()
    {
        Assert.All(Of(Course.NonAdherent), patient => Assert.Contains(patient.Silences(offline: false), silence => silence.Days >= 3));
        var faulty = Of(Course.FaultyScale).ToList();
        Assert.Contains(faulty, patient => patient.Silences(offline: true).Any(silence => silence.Days >= 2));
        Assert.All(Of(Course.Stable), patient => Assert.Empty(patient.Offline));
        Assert.All(faulty, patient => Assert.Contains(Values(patient, "weight"), weight => Math.Abs(weight - patient.DryWeight) > 3));
    }

    [Fact]
    public void Readings_come_in_the_time_watched_and_signs_are_graded()
    {
        Assert.All(Patients, patient => Assert.All(patient.Readings, reading => Assert.InRange(reading.Day, 0, Days - 1)));
        Assert.All(Patients.SelectMany(patient => patient.Readings).Where(reading => reading.Hour == 10), sign => Assert.Contains(sign.Value, new[] { 0.0, 1, 2, 3 }));
    }

    static IEnumerable<SimulatedPatient> Of(params Course[] courses) => Patients.Where(patient => courses.Contains(patient.Course));

    static List<double> Values(SimulatedPatient patient, string measure) => [.. patient.Readings.Where(reading => reading.Measure == measure).Select(reading => reading.Value)];
}
