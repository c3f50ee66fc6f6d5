using Hl7.Fhir.Model;

namespace Telemed.Core.Monitoring;

/// <summary>Turns a PlanDefinition of type <c>eca-rule</c> into a rule set, or into every fault found in it.</summary>
public static class RuleSetReader
{
    /// <summary>Whether a PlanDefinition holds rules, well formed or not.</summary>
    public static bool Is(PlanDefinition plan) =>
        plan.Type?.Coding.Exists(type => type is { System: "http://terminology.hl7.org/CodeSystem/plan-definition-type", Code: "eca-rule" }) == true;

    /// <summary>Reads one.</summary>
    /// <param name="file">Folder and file, as faults name it: <c>heart-failure/Rules.json</c>.</param>
    /// <param name="plan">The parsed file.</param>
    public static RuleReading Read(string file, PlanDefinition plan) => throw new NotImplementedException();
}
