using Telemed.Core.Monitoring;

namespace Telemed.Hub.Features.Visits;

/// <summary>How what was measured is written as Observations.</summary>
static class VisitBundle
{
    /// <summary>LOINC of blood pressure, whose parts are components. https://hl7.org/fhir/R4/bp.html</summary>
    public const string PressurePanel = "85354-9";

    public static bool IsPressure(Measure? measure) => measure == Measure.Systolic || measure == Measure.Diastolic;
}
