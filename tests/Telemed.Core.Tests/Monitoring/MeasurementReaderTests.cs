using Hl7.Fhir.Model;
using Telemed.Core.Monitoring;
using static Telemed.Core.Tests.Monitoring.HeartFailure;
using Measure = Telemed.Core.Monitoring.Measure;

namespace Telemed.Core.Tests.Monitoring;

public sealed class MeasurementReaderTests
{
    [Theory]
    [InlineData("29463-7", 71.4, "kg", 71.4)]
    [InlineData("29463-7", 71400, "g", 71.4)]
    [InlineData("29463-7", 157.4, "[lb_av]", 71.395)]
    [InlineData("8867-4", 68, "/min", 68)]
    [InlineData("8867-4", 68, "{beats}/min", 68)]
    [InlineData("59408-5", 94, "%", 94)]
    [InlineData("2823-3", 4.1, "mmol/L", 4.1)]
    [InlineData("14682-9", 97, "umol/L", 97)]
    [InlineData("2160-0", 1.1, "mg/dL", 97.262)]
    [InlineData("33762-6", 1250, "pg/mL", 1250)]
    [InlineData("33762-6", 1250, "ng/L", 1250)]
    [InlineData("8480-6", 120, "mm[Hg]", 120)]
    [InlineData("8480-6", 16, "kPa", 120.01)]
    [InlineData("8480-6", 12, "cm[Hg]", 120)]
    public void Every_unit_is_converted_to_the_measures_own(string loinc, double value, string ucum, double expected)
    {
        var read = Assert.Single(Read(Observed(loinc, value, ucum)).Accepted);
        Assert.Equal((expected, Day(0, 7), "Observation/1"), (read.Value, read.At, read.Source));
        Assert.Contains(loinc, read.Measure.Loinc);
    }

    [Fact]
    public void A_blood_pressure_is_two_measurements_and_half_of_it_may_be_set_aside()
    {
        var observation = new Observation
        {
            Status = ObservationStatus.Final, Code = new("http://loinc.org", "85354-9"), Effective = new FhirDateTime(Day(0, 7)),
            Component = [new() { Code = new("http://loinc.org", "8480-6"), Value = Ucum(128, "mm[Hg]") }, new() { Code = new("http://loinc.org", "8462-4"), Value = Ucum(740, "mm[Hg]") }],
        };
        var reading = Read(observation);
        Assert.Equal((Measure.Systolic, 128), (Assert.Single(reading.Accepted).Measure, reading.Accepted[0].Value));
        Assert.Equal((Measure.Diastolic, SetAsideReason.Implausible), (Assert.Single(reading.SetAside).Measure, reading.SetAside[0].Reason));
        Assert.Equal("PA diastolique : 740 mmHg, hors de 20 à 180 mmHg.", reading.SetAside[0].Text.French);
    }

    public static TheoryData<string, Action<Observation>> Unusable => new()
    {
        { nameof(SetAsideReason.UnknownUnit), each => each.Value = Ucum(71, "[stone_av]") },
        { nameof(SetAsideReason.UnknownUnit), each => each.Value = new Quantity { Value = 71 } },
        { nameof(SetAsideReason.UnknownUnit), each => each.Value = new Quantity { Value = 71, System = "urn:example:units", Code = "kg" } },
        { nameof(SetAsideReason.Implausible), each => each.Value = Ucum(714, "kg") },
        { nameof(SetAsideReason.Implausible), each => each.Value = Ucum(0, "kg") },
        { nameof(SetAsideReason.NoValue), each => each.Value = null },
        { nameof(SetAsideReason.NoValue), each => each.Value = new Quantity { Value = 71, System = "http://unitsofmeasure.org", Code = "kg", Comparator = Quantity.QuantityComparator.LessThan } },
        { nameof(SetAsideReason.NoInstant), each => each.Effective = null },
        { nameof(SetAsideReason.NoInstant), each => each.Effective = new FhirDateTime("2027-01-04") },
        { nameof(SetAsideReason.InTheFuture), each => each.Effective = new FhirDateTime(Day(0, 9.01)) },
        { nameof(SetAsideReason.EnteredInError), each => each.Status = ObservationStatus.EnteredInError },
    };

    [Theory, MemberData(nameof(Unusable))]
    public void What_the_rules_cannot_use_is_set_aside_with_its_reason_and_never_dropped(string reason, Action<Observation> spoil)
    {
        var observation = Observed("29463-7", 71, "kg");
        spoil(observation);
        var reading = Read(observation);
        Assert.Empty(reading.Accepted);
        Assert.Equal(reason, Assert.Single(reading.SetAside).Reason.ToString());
    }

    [Fact]
    public void A_clock_may_be_an_hour_ahead_and_a_period_counts_from_its_end()
    {
        var ahead = Observed("29463-7", 71, "kg");
        ahead.Effective = new FhirDateTime(Day(0, 9));
        Assert.Single(Read(ahead).Accepted);
        ahead.Effective = new Period(new FhirDateTime(Day(0, 6)), new FhirDateTime(Day(0, 7)));
        Assert.Equal(Day(0, 7), Assert.Single(Read(ahead).Accepted).At);
    }

    [Fact]
    public void An_Observation_of_something_else_says_nothing()
    {
        var reading = Read(Observed("72089-6", 4, "1"));
        Assert.Empty(reading.Accepted);
        Assert.Empty(reading.SetAside);
    }

    [Fact]
    public void Signs_are_read_from_integers_and_codings_and_a_fourth_grade_is_set_aside()
    {
        var visit = new QuestionnaireResponse
        {
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed, AuthoredElement = new FhirDateTime(Day(0, 7)),
            Item = [Answered("dyspnoea-effort", new Integer(2)), new() { LinkId = "group", Item = [Answered("oedema", new Coding("urn:example:grade", "1"))] }, Answered("cough", new Integer(4)), Answered("name", new FhirString("x"))],
        };
        var reading = MeasurementReader.Read(visit, "QuestionnaireResponse/1", Rules, Day(0, 8));
        Assert.Equal([("dyspnoea-effort", 2.0), ("oedema", 1.0)], reading.Accepted.Select(sign => (sign.Measure.Code, sign.Value)));
        Assert.Equal(("cough", SetAsideReason.Implausible), (Assert.Single(reading.SetAside).Measure.Code, reading.SetAside[0].Reason));
    }

    [Theory]
    [InlineData(Device.FHIRDeviceStatus.Active, null, 1)]
    [InlineData(Device.FHIRDeviceStatus.Active, "offline", 0)]
    [InlineData(Device.FHIRDeviceStatus.Inactive, null, 0)]
    [InlineData(null, "online", 1)]
    public void A_scale_says_whether_it_works(Device.FHIRDeviceStatus? status, string? reason, double expected)
    {
        var scale = new Device { Status = status, StatusReason = reason is null ? [] : [new("http://terminology.hl7.org/CodeSystem/device-status-reason", reason)] };
        Assert.Equal((Measure.ScaleStatus, expected), (MeasurementReader.Read(scale, "Device/1", Day(0)).Measure, MeasurementReader.Read(scale, "Device/1", Day(0)).Value));
    }

    static MeasurementReading Read(Observation observation) => MeasurementReader.Read(observation, "Observation/1", Rules, Day(0, 8));

    static Observation Observed(string loinc, double value, string ucum) => new()
    {
        Status = ObservationStatus.Final, Code = new("http://loinc.org", loinc), Effective = new FhirDateTime(Day(0, 7)), Value = Ucum(value, ucum),
    };

    static Quantity Ucum(double value, string code) => new() { Value = (decimal)value, System = "http://unitsofmeasure.org", Code = code };

    static QuestionnaireResponse.ItemComponent Answered(string linkId, DataType value) => new() { LinkId = linkId, Answer = [new() { Value = value }] };
}
