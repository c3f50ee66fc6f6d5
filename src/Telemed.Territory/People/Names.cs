using Bogus;

namespace Telemed.Territory.People;

/// <summary>Names as one meets them in the territory: given names follow the year of birth, family names are drawn from the French locale of Bogus.</summary>
sealed class Names(string seed)
{
    readonly Faker faker = new("fr") { Random = new Randomizer(StableId.Number(seed)) };
    readonly Dice dice = new($"{seed}/names");

    public string Family() => dice.Chance(0.3) ? dice.Pick(MoreFamilies) : faker.Name.LastName().Replace("Da silva", "Da Silva", StringComparison.Ordinal);

    public string Given(bool isFemale, int born)
    {
        var (_, women, men) = Generations.Last(generation => generation.From <= born);
        return dice.Pick((isFemale ? women : men).Split(' '));
    }

    /// <summary>Somebody at work today.</summary>
    public string Colleague() => $"{Given(dice.Chance(0.6), dice.Between(1963, 1994))} {Family()}";

    static readonly string[] MoreFamilies =
    [
        "Benali", "Haddad", "Diallo", "Traoré", "Nguyen", "Ferreira", "Pereira", "Kowalski", "Amrani", "Belkacem", "Cissé", "Ndiaye", "Costa",
        "Yilmaz", "Bouzid", "Konaté", "Tran", "Rossi", "Popescu", "Mendy", "Saïdi", "Gomes", "Kaci",
        "Bailly", "Carlier", "Hamel", "Jourdain", "Lesage", "Pasquier", "Vasseur",
    ];

    static readonly (int From, string Women, string Men)[] Generations =
    [
        (1900, "Jacqueline Simone Denise Paulette Yvette Madeleine Odette Huguette Ginette Suzanne Jeannine Andrée",
            "Marcel Roger René Robert Raymond Georges André Lucien Maurice Henri Fernand Louis"),
        (1942, "Monique Françoise Nicole Danielle Michèle Chantal Annie Jocelyne Martine Josiane Évelyne Fatima Maria Colette",
            "Jean Michel Claude Bernard Daniel Alain Gérard Jacques Christian Serge Mohamed Antonio Francis Guy"),
        (1960, "Sylvie Nathalie Véronique Catherine Isabelle Corinne Sandrine Valérie Karine Samira Malika Florence Patricia Agnès",
            "Philippe Thierry Pascal Éric Laurent Christophe Olivier Frédéric Stéphane Karim Rachid Bruno Didier Manuel"),
        (1978, "Céline Émilie Aurélie Julie Élodie Marion Laura Sarah Aïcha Camille Audrey Fanny Mathilde Leïla",
            "Nicolas Julien Sébastien Guillaume Thomas Maxime Romain Mehdi Antoine Kévin Alexandre Mamadou Vincent Adrien"),
        (2000, "Emma Léa Chloé Inès Manon Jade Lina Louise Aminata Sofia Zoé Clara Yasmine Alice",
            "Lucas Enzo Hugo Nathan Adam Théo Rayan Louis Gabriel Ibrahim Raphaël Yanis Jules Noé"),
    ];
}
