namespace Telemed.Fhir;

/// <summary>Who reads or writes.</summary>
/// <param name="Agent">What traces name: a reference such as <c>PractitionerRole/x</c>, or <c>Device/x</c> for software.</param>
/// <param name="Principals">Everything access may be given to that this caller is: the role, the person, the organisation, the pools.</param>
/// <param name="ReachesAll">True for the hub itself and for software that was given every right.</param>
public record FhirCaller(string Agent, IReadOnlyList<string> Principals, bool ReachesAll);
