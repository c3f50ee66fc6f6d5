namespace Telemed.Core;

/// <summary>Something wrong in a resource, said so that its author finds the place.</summary>
/// <param name="Element">Where, as FHIRPath writes it, such as <c>HealthcareService.availableTime[1]</c>.</param>
/// <param name="Text">What is wrong and what would be right.</param>
public sealed record Fault(string Element, Wording Text);
