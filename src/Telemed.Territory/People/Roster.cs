using static Telemed.Territory.People.Profession;

namespace Telemed.Territory.People;

/// <summary>Who works in the demo territory: the demo accounts, and enough colleagues to make it live. Accounts do not depend on the seed, names do.</summary>
sealed class Roster
{
    /// <summary>Id of the dermatology pool, a HealthcareService.</summary>
    public const string Pool = "pool-dermatology";

    public const int Dermatologists = 10;

    const string GeneralMedicine = "Médecine générale", Dermatology = "Dermatologie et vénéréologie";
    const string Coordination = "Coordination insuffisance cardiaque", NurseCare = "Soins infirmiers", Physiotherapy = "Masso-kinésithérapie";

    static readonly string[] Practices =
    [
        "msp-chelles", "cabinet-melun", "cabinet-noisiel", "centre-montfermeil",
        "msp-provins", "msp-coulommiers", "cabinet-nemours", "msp-champigny",
    ];
    static readonly string[] NursePlaces = ["infirmiers-chelles", "infirmiers-provins", "msp-coulommiers", "msp-champigny"];
    static readonly string[] PhysiotherapyPlaces = ["kine-melun", "msp-provins"];
    static readonly string[] EmergencyPlaces = ["ch-douai", "ch-cambrai"], NeurologyPlaces = ["ch-valenciennes", "ch-lens"], RadiologyPlaces = ["ch-maubeuge", "ch-arras"];
    static readonly string[] DermatologyPlaces = ["chu-mondor", "ch-meaux", "dermato-melun", "dermato-chelles"];

    public Roster(int seed)
    {
        var names = new Names($"{seed}/people");
        All =
        [
            .. Demo.Select(person => person with { IsDemo = true }),
            .. Several("gp", 2, 20, i => new("", $"Dr {names.Colleague()}", Doctor, OneOf(Practices, i), GeneralMedicine)),
            .. Several("nurse", 2, 7, i => new("", names.Colleague(), Nurse, OneOf(NursePlaces, i), NurseCare)),
            .. Several("physio", 1, 4, i => new("", names.Colleague(), Physiotherapist, OneOf(PhysiotherapyPlaces, i), Physiotherapy)),
            .. Several("derm", 3, Dermatologists, i => new("", $"Dr {names.Colleague()}", Doctor, OneOf(DermatologyPlaces, i), Dermatology, IsDermatologist: true)),
        ];
        All =
        [
            .. All,
            .. Several("urgences", 1, 2, i => new("", $"Dr {names.Colleague()}", Doctor, OneOf(EmergencyPlaces, i), "Médecine d’urgence", Duty: "emergency")),
            .. Several("neuro", 3, 4, i => new("", $"Dr {names.Colleague()}", Doctor, OneOf(NeurologyPlaces, i), "Neurologie", StrokeRole: "neurology")),
            .. Several("radio", 3, 4, i => new("", $"Dr {names.Colleague()}", Doctor, OneOf(RadiologyPlaces, i), "Radiologie et imagerie médicale", StrokeRole: "radiology")),
            .. Several("cell", 2, 3, i => new("", names.Colleague(), Nurse, Places.Named("cellule-coeur"), Coordination, IsInCell: true)),
        ];
        Experts = [.. All.Where(person => person.IsDermatologist)];
        GeneralPractitioners = [.. All.Where(person => person.Specialty == GeneralMedicine)];
        Requesters = [.. All.Where(person => person.Specialty is GeneralMedicine or NurseCare or Physiotherapy)];
    }

    public IReadOnlyList<Person> All { get; }

    /// <summary>The dermatologists of the pool.</summary>
    public IReadOnlyList<Person> Experts { get; }

    public IReadOnlyList<Person> GeneralPractitioners { get; }

    /// <summary>Those who ask dermatologists: GPs, nurses, physiotherapists.</summary>
    public IReadOnlyList<Person> Requesters { get; }

    /// <summary>The emergency departments without a stroke unit, who alert.</summary>
    public IReadOnlyList<Person> EmergencyDepartments => [.. All.Where(person => person.Duty == "emergency")];

    /// <summary>Those on call for a stroke: neurologists or radiologists.</summary>
    public IReadOnlyList<Person> OnCallFor(string strokeRole) => [.. All.Where(person => person.StrokeRole == strokeRole)];

    /// <summary>The nurses of the cell that answers heart-failure alarms.</summary>
    public IReadOnlyList<Person> Cell => [.. All.Where(person => person.IsInCell)];

    /// <summary>Reference to a pool that stroke alerts go to, with the identifier the pathway knows it by.</summary>
    public static System.Text.Json.Nodes.JsonObject StrokePool(string strokeRole) => new()
    {
        ["reference"] = $"HealthcareService/pool-stroke-{strokeRole}", ["identifier"] = Fhir.Identifier("urn:telemed:pool", $"stroke-{strokeRole}"),
    };

    /// <summary>Reference to the cell that heart-failure alarms go to, with the identifier the pathway knows it by.</summary>
    public static System.Text.Json.Nodes.JsonObject CellPool => new()
    {
        ["reference"] = "HealthcareService/pool-heart-failure-cell", ["identifier"] = Fhir.Identifier("urn:telemed:pool", "heart-failure-cell"),
    };

    public Person this[string account] => All.First(person => person.Account == account);

    static IEnumerable<Person> Several(string account, int from, int to, Func<int, Person> make) =>
        Enumerable.Range(from, to - from + 1).Select(i => make(i) with { Account = $"{account}{i}" });

    static Place OneOf(string[] places, int i) => Places.Named(places[i % places.Length]);

    static readonly Person[] Demo =
    [
        new("gp", "Dr Camille Vidal", Doctor, Places.Named("msp-chelles"), GeneralMedicine),
        new("nurse", "Sonia Brun", Nurse, Places.Named("infirmiers-chelles"), NurseCare),
        new("derm1", "Dr Nadia Aït", Doctor, Places.Named("chu-mondor"), Dermatology, IsDermatologist: true),
        new("derm2", "Dr Étienne Roche", Doctor, Places.Named("ch-meaux"), Dermatology, IsDermatologist: true),
        new("ed-cambrai", "Dr Hugo Lemaire", Doctor, Places.Named("ch-cambrai"), "Médecine d’urgence", Duty: "emergency"),
        new("ed-douai", "Dr Inès Caron", Doctor, Places.Named("ch-douai"), "Médecine d’urgence", Duty: "emergency"),
        new("neuro-lens", "Dr Paul Delattre", Doctor, Places.Named("ch-lens"), "Neurologie", StrokeRole: "neurology"),
        new("neuro-valenciennes", "Dr Sarah Benali", Doctor, Places.Named("ch-valenciennes"), "Neurologie", StrokeRole: "neurology"),
        new("radio-arras", "Dr Marc Wattel", Doctor, Places.Named("ch-arras"), "Radiologie et imagerie médicale", StrokeRole: "radiology"),
        new("radio-maubeuge", "Dr Julie Hennion", Doctor, Places.Named("ch-maubeuge"), "Radiologie et imagerie médicale", StrokeRole: "radiology"),
        new("cell", "Élodie Fabre", Nurse, Places.Named("cellule-coeur"), Coordination, IsInCell: true),
        new("cardio", "Dr Antoine Gilles", Doctor, Places.Named("ch-melun"), "Cardiologie et maladies vasculaires"),
        new("ehpad", "Fatou Diarra", Nurse, Places.Named("ehpad-tilleuls"), "Soins en EHPAD"),
        new("geriatrician", "Dr Hélène Morin", Doctor, Places.Named("ch-melun"), "Gériatrie"),
        new("regulator", "Dr Yann Kervella", Doctor, Places.Named("samu"), "Régulation médicale"),
        new("coordinator", "Maud Henry", Nurse, Places.Named("appui"), "Coordination du territoire", Duty: "coordinator"),
        new("auditor", "Luc Perrin", None, Places.Named("appui"), "Contrôle des accès", Duty: "auditor"),
        new("admin", "Thomas Girard", None, Places.Named("appui"), "Administration de la plateforme", Duty: "admin"),
    ];
}
