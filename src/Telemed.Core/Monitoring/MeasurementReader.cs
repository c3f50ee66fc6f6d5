using System.Globalization;
using Hl7.Fhir.Model;

namespace Telemed.Core.Monitoring;

/// <summary>Reads what devices, nurses and labs send. A value the rules cannot use is set aside with a reason, never dropped.</summary>
public static class MeasurementReader
{
    const string Ucum = "http://unitsofmeasure.org";

    /// <summary>The measurements of an Observation: of its own code, and of its components.</summary>
    /// <param name="observation">As it was sent.</param>
    /// <param name="source">What it will be found under: <c>Observation/7</c>.</param>
    /// <param name="rules">Says what is plausible.</param>
    /// <param name="received">When it arrived.</param>
    public static MeasurementReading Read(Observation observation, string source, RuleSet rules, DateTimeOffset received)
    {
        var withdrawn = observation.Status is ObservationStatus.EnteredInError or ObservationStatus.Cancelled;
        var at = Instant(observation.Effective);
        var values = observation.Component.Select(part => (Measure: Measure.Find(part.Code), part.Value)).Prepend((Measure: Measure.Find(observation.Code), Value: observation.Value));
        return Gather(values.Where(one => one.Measure is not null).Select(one => One(one.Measure!, Number(one.Measure!, one.Value), at, withdrawn, source, rules, received)));
    }

    /// <summary>The signs of a visit: answers under linkIds that are codes of <see cref="Measure.Signs"/>, as integer, decimal or coding 0 to 3.</summary>
    /// <param name="response">As it was sent; <c>authored</c> says when.</param>
    /// <param name="source">What it will be found under: <c>QuestionnaireResponse/7</c>.</param>
    /// <param name="rules">Says what is plausible, and how far ahead a clock may be.</param>
    /// <param name="received">When it arrived.</param>
    public static MeasurementReading Read(QuestionnaireResponse response, string source, RuleSet rules, DateTimeOffset received)
    {
        var withdrawn = response.Status == QuestionnaireResponse.QuestionnaireResponseStatus.EnteredInError;
        var at = Instant(response.AuthoredElement);
        return Gather(
            from item in Pathways.QuestionnaireForm.Flatten(response.Item)
            let sign = Measure.Signs.FirstOrDefault(each => each.Code == item.LinkId)
            where sign is not null && item.Answer.Count > 0
            select One(sign, (Grade(item.Answer[0].Value), null), at, withdrawn, source, rules, received));
    }

    /// <summary>What a scale says of itself: 0 when its status is not active or a statusReason says offline or off, else 1.</summary>
    /// <param name="device">As it was sent.</param>
    /// <param name="source">What it is found under: <c>Device/7</c>.</param>
    /// <param name="received">When it said so.</param>
    public static Measurement Read(Device device, string source, DateTimeOffset received)
    {
        var silent = device.StatusReason.SelectMany(reason => reason.Coding).Any(reason => reason.Code is "offline" or "off" or "hw-discon" or "transduc-discon");
        return new(Measure.ScaleStatus, device.Status is null or Device.FHIRDeviceStatus.Active && !silent ? 1 : 0, received, source);
    }

    static MeasurementReading Gather(IEnumerable<(Measurement? Accepted, SetAside? SetAside)> read)
    {
        var all = read.ToList();
        return new([.. all.Select(one => one.Accepted).OfType<Measurement>()], [.. all.Select(one => one.SetAside).OfType<SetAside>()]);
    }

    static (Measurement? Accepted, SetAside? SetAside) One(
        Measure measure, (double? Value, string? WrongUnit) said, DateTimeOffset? at, bool withdrawn, string source, RuleSet rules, DateTimeOffset received)
    {
        if (withdrawn) return Aside(SetAsideReason.EnteredInError, new("retirée par son auteur", "withdrawn by its author"));
        if (said.WrongUnit is { } unit) return Aside(SetAsideReason.UnknownUnit, new($"unité « {unit} » inconnue", $"unknown unit '{unit}'"));
        if (said.Value is not { } value) return Aside(SetAsideReason.NoValue, new("sans valeur", "without a value"));
        if (at is not { } instant) return Aside(SetAsideReason.NoInstant, new("sans heure de mesure", "without the time of measurement"));
        if (instant > received + rules.ClockTolerance) return Aside(SetAsideReason.InTheFuture, new("datée dans le futur", "dated in the future"));
        if (rules.Plausible.TryGetValue(measure.Code, out var range) && !range.Contains(value))
        {
            return Aside(SetAsideReason.Implausible, new(
                $"{Words.French(value, measure.Unit)}, hors de {Words.French(range.Low)} à {Words.French(range.High, measure.Unit)}",
                $"{Words.English(value, measure.Unit)}, outside {Words.English(range.Low)} to {Words.English(range.High, measure.Unit)}"));
        }
        return (new(measure, value, instant, source), null);

        (Measurement?, SetAside?) Aside(SetAsideReason reason, Wording why) =>
            (null, new(measure, reason, new($"{measure.Title.French} : {why.French}.", $"{measure.Title.English}: {why.English}.")));
    }

    // A bound ("less than 50 ng/L") is no value to reckon with.
    static (double? Value, string? WrongUnit) Number(Measure measure, DataType? value)
    {
        if (value is not Quantity { Value: { } number, Comparator: null } quantity) return (null, null);
        var unit = quantity.Code ?? quantity.Unit;
        return quantity.System is null or Ucum && measure.Convert((double)number, unit) is { } converted ? (Math.Round(converted, 3), null) : (null, unit ?? "");
    }

    static double? Grade(DataType? answer) => answer switch
    {
        Integer grade => grade.Value,
        FhirDecimal grade => (double?)grade.Value,
        Coding { Code: { } code } when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var grade) => grade,
        _ => null,
    };

    // A day alone is no instant: it would be somebody's guess which weight came first.
    static DateTimeOffset? Instant(DataType? effective) => effective switch
    {
        FhirDateTime { Value: { } text } when text.Contains('T', StringComparison.Ordinal) => Parsed(text),
        Instant instant => instant.Value,
        Period period => Instant(period.EndElement ?? period.StartElement),
        _ => null,
    };

    static DateTimeOffset? Parsed(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
}
