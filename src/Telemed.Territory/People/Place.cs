using System.Text.Json.Nodes;

namespace Telemed.Territory.People;

/// <summary>An organisation of the demo territory. Town and hospital names are public; identifiers and people are not theirs.</summary>
/// <param name="Kind">Organization.type, as a text.</param>
sealed record Place(string Id, string Name, string Kind, string City, string PostalCode)
{
    public JsonObject ToOrganization(int number) => new()
    {
        ["resourceType"] = "Organization",
        ["id"] = Id,
        // Nine characters like a FINESS number, and never one: those have no letters after the department.
        ["identifier"] = new JsonArray(Fhir.Identifier($"{Fhir.Base}/NamingSystem/finess-test", $"{PostalCode[..2]}TEST{number:000}")),
        ["active"] = true,
        ["type"] = new JsonArray(new JsonObject { ["text"] = Kind }),
        ["name"] = Name,
        ["address"] = new JsonArray(ToAddress()),
    };

    public JsonObject ToAddress() => new() { ["city"] = City, ["postalCode"] = PostalCode, ["country"] = "FR" };
}

/// <summary>Where the people of the demo territory work (domain 1.1: F01 dermatology in 77, 93 and 94; F05 stroke in Nord and Pas-de-Calais; F08; F09).</summary>
static class Places
{
    const string Practice = "Cabinet médical", Team = "Maison de santé", Hospital = "Centre hospitalier";
    const string Emergency = "Service des urgences", Unit = "Unité neuro-vasculaire";

    public static IReadOnlyList<Place> All { get; } =
    [
        new("msp-chelles", "Maison de santé de Chelles", Team, "Chelles", "77500"),
        new("cabinet-melun", "Cabinet médical de Melun", Practice, "Melun", "77000"),
        new("cabinet-noisiel", "Cabinet médical de Noisiel", Practice, "Noisiel", "77186"),
        new("centre-montfermeil", "Centre de santé de Montfermeil", "Centre de santé", "Montfermeil", "93370"),
        new("msp-provins", "Maison de santé de Provins", Team, "Provins", "77160"),
        new("msp-coulommiers", "Maison de santé de Coulommiers", Team, "Coulommiers", "77120"),
        new("cabinet-nemours", "Cabinet médical de Nemours", Practice, "Nemours", "77140"),
        new("msp-champigny", "Maison de santé de Champigny-sur-Marne", Team, "Champigny-sur-Marne", "94500"),
        new("infirmiers-chelles", "Cabinet infirmier de Chelles", "Cabinet infirmier", "Chelles", "77500"),
        new("infirmiers-provins", "Cabinet infirmier de Provins", "Cabinet infirmier", "Provins", "77160"),
        new("kine-melun", "Cabinet de kinésithérapie de Melun", "Cabinet de kinésithérapie", "Melun", "77000"),
        new("chu-mondor", "CHU Henri-Mondor, dermatologie", Hospital, "Créteil", "94000"),
        new("ch-meaux", "CH de Meaux, dermatologie", Hospital, "Meaux", "77100"),
        new("dermato-melun", "Cabinet de dermatologie de Melun", "Cabinet de spécialité", "Melun", "77000"),
        new("dermato-chelles", "Cabinet de dermatologie de Chelles", "Cabinet de spécialité", "Chelles", "77500"),
        new("ch-cambrai", "CH de Cambrai, urgences", Emergency, "Cambrai", "59400"),
        new("ch-douai", "CH de Douai, urgences", Emergency, "Douai", "59500"),
        new("ch-lens", "CH de Lens", Unit, "Lens", "62300"),
        new("ch-maubeuge", "CH de Maubeuge", Unit, "Maubeuge", "59600"),
        new("ch-arras", "CH d’Arras", Unit, "Arras", "62000"),
        new("ch-valenciennes", "CH de Valenciennes", Unit, "Valenciennes", "59300"),
        new("ehpad-tilleuls", "EHPAD Les Tilleuls", "EHPAD", "Coulommiers", "77120"),
        new("cellule-coeur", "Cellule de coordination insuffisance cardiaque", "Cellule de coordination", "Melun", "77000"),
        new("ch-melun", "CH de Melun", Hospital, "Melun", "77000"),
        new("samu", "SAMU Centre 15", "SAMU", "Melun", "77000"),
        new("appui", "Dispositif d’appui à la coordination du territoire", "Coordination territoriale", "Melun", "77000"),
    ];

    public static Place Named(string id) => All.First(place => place.Id == id);
}
