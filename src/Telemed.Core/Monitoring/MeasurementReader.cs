using Hl7.Fhir.Model;

namespace Telemed.Core.Monitoring;

/// <summary>Reads what devices, nurses and labs send. A value the rules cannot use is set aside with a reason, never dropped.</summary>
public static class MeasurementReader
{
    /// <summary>The measurements of an Observation: of its own code, and of its components.</summary>
    /// <param name="observation">As it was sent.</param>
    /// <param name="source">What it will be found under: <c>Observation/7</c>.</param>
    /// <param name="rules">Says what is plausible.</param>
    /// <param name="received">When it arrived.</param>
    public static MeasurementReading Read(Observation observation, string source, RuleSet rules, DateTimeOffset received) => throw new NotImplementedException();

    /// <summary>The signs of a visit: answers under linkIds that are codes of <see cref="Measure.Signs"/>, as integer, decimal or coding 0 to 3.</summary>
    /// <param name="response">As it was sent; <c>authored</c> says when.</param>
    /// <param name="source">What it will be found under: <c>QuestionnaireResponse/7</c>.</param>
    /// <param name="rules">Says how far ahead a clock may be.</param>
    /// <param name="received">When it arrived.</param>
    public static MeasurementReading Read(QuestionnaireResponse response, string source, RuleSet rules, DateTimeOffset received) => throw new NotImplementedException();

    /// <summary>What a scale says of itself: 0 when its status is not active or a statusReason says offline or off, else 1.</summary>
    /// <param name="device">As it was sent.</param>
    /// <param name="source">What it is found under: <c>Device/7</c>.</param>
    /// <param name="received">When it said so.</param>
    public static Measurement Read(Device device, string source, DateTimeOffset received) => throw new NotImplementedException();
}
