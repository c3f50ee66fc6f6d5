using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Requests;

/// <summary>One row of the life of a request: who may make what happen from where, and what follows.</summary>
/// <param name="From">Task.status before; null before the Task exists.</param>
/// <param name="Event">What happens.</param>
/// <param name="To">Task.status after; the same as before when only the record grows.</param>
/// <param name="By">Any one of these parts is enough.</param>
/// <param name="Business">Task.businessStatus after; null leaves it as it is.</param>
/// <param name="Clocks">What the three clocks do.</param>
/// <param name="Needs">What must stand in the record first.</param>
public sealed record Transition(
    TaskStatus? From,
    RequestEvent Event,
    TaskStatus To,
    Part By,
    BusinessStatus? Business = null,
    ClockEffects Clocks = ClockEffects.None,
    RecordItems Needs = RecordItems.None)
{
    /// <summary>Nothing changes but the record: a pool member's decline, or an opinion read once more.</summary>
    public bool OnlyRecords => From == To && Business is null && Clocks == ClockEffects.None;
}
