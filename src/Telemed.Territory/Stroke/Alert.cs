using System.Text.Json.Nodes;
using Telemed.Territory.People;

namespace Telemed.Territory.Stroke;

/// <summary>A stroke before its alert leaves: who alerts, when the patient came and was last well, what the form says.</summary>
/// <param name="Id">Decides the identifier of the alert.</param>
/// <param name="ArrivedBefore">Simulated time from the arrival to the alert.</param>
/// <param name="WellBefore">Simulated time from last known well to the alert; null when nobody knows.</param>
sealed record Alert(string Id, Person Department, TimeSpan ArrivedBefore, TimeSpan? WellBefore, string AgeBand, string Side, int? Nihss)
{
    const string Form = $"{Fhir.Base}/CodeSystem/stroke-form";

    static readonly string[] Ages = ["50-59", "60-69", "70-79", "70-79", "80-89", "80-89", "90-up"], Sides = ["right", "left", "left", "right", "unclear"];

    public static Alert Draw(string id, IReadOnlyList<Person> departments)
    {
        var dice = new Dice($"{id}/alert");
        var arrived = dice.Around(TimeSpan.FromMinutes(6));
        return new(
            id, dice.Pick(departments), arrived, dice.Chance(0.12) ? null : arrived + dice.Around(TimeSpan.FromMinutes(75)), dice.Pick(Ages), dice.Pick(Sides),
            dice.Chance(0.6) ? (int)Math.Min(42, dice.Around(TimeSpan.FromMinutes(8)).TotalMinutes) : null);
    }

    /// <param name="speed">Simulated time over the hub's.</param>
    public JsonObject ToBundle(DateTimeOffset now, double speed)
    {
        var items = new JsonArray(Coded("onset", WellBefore is null ? "unknown" : "known"), Coded("age-band", AgeBand), Coded("side", Side), Instant("arrival", now - ArrivedBefore / speed));
        if (WellBefore is { } well) items.Add(Instant("last-known-well", now - well / speed));
        if (Nihss is { } score) items.Add(new JsonObject { ["linkId"] = "nihss", ["answer"] = new JsonArray(new JsonObject { ["valueInteger"] = score }) });
        return Fhir.Transaction([
            Fhir.Post("urn:uuid:patient", new JsonObject { ["resourceType"] = "Patient", ["gender"] = "unknown" }),
            Fhir.Post("urn:uuid:form", new JsonObject
            {
                ["resourceType"] = "QuestionnaireResponse", ["questionnaire"] = $"{Fhir.Base}/Questionnaire/stroke-request|1.0.0", ["status"] = "completed",
                ["subject"] = Fhir.Reference("urn:uuid:patient"), ["item"] = items,
            }),
            Fhir.Post("urn:uuid:request", new JsonObject
            {
                ["resourceType"] = "ServiceRequest", ["status"] = "active", ["intent"] = "order", ["priority"] = "stat",
                ["identifier"] = new JsonArray(Fhir.Identifier("urn:ietf:rfc:3986", $"urn:uuid:{StableId.Of($"{Id}/alert")}")),
                ["instantiatesCanonical"] = new JsonArray($"{Fhir.Base}/PlanDefinition/stroke|1.0.0"),
                ["subject"] = Fhir.Reference("urn:uuid:patient"), ["requester"] = Fhir.Reference(Department.Role), ["authoredOn"] = now.UtcDateTime.ToString("O"),
                ["supportingInfo"] = new JsonArray(Fhir.Reference("urn:uuid:form")),
            }),
        ]);
    }

    static JsonObject Coded(string linkId, string code) => new() { ["linkId"] = linkId, ["answer"] = new JsonArray(new JsonObject { ["valueCoding"] = Fhir.Coding(Form, code) }) };

    static JsonObject Instant(string linkId, DateTimeOffset at) => new() { ["linkId"] = linkId, ["answer"] = new JsonArray(new JsonObject { ["valueDateTime"] = at.UtcDateTime.ToString("O") }) };
}
