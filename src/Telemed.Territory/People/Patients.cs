namespace Telemed.Territory.People;

/// <summary>The patients of a territory, spread over its general practitioners; the demo GP has the largest list.</summary>
static class Patients
{
    public static IReadOnlyList<Patient> Of(Roster roster, int seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Draw(roster, seed, i))];

    static Patient Draw(Roster roster, int seed, int i)
    {
        var name = $"{seed}/patient/{i}";
        var (dice, names) = (new Dice(name), new Names(name));
        var isFemale = dice.Chance(0.53);
        var born = new DateOnly(2026, 1, 1).AddDays(-(int)(365.25 * dice.Pick(Ages, age => age.Weight).Draw(dice)));
        var doctors = roster.GeneralPractitioners;
        var doctor = i % 10 == 0 ? roster["gp"] : doctors[i % doctors.Count];
        return new Patient(
            StableId.Of(name).ToString(), names.Family(), names.Given(isFemale, born.Year),
            isFemale, born, Matricule(isFemale, born, doctor.Place.PostalCode[..2], i), Phone(i), dice.Pick(Phototypes, type => type.Weight).Type, doctor);
    }

    sealed record Age(int From, int To, double Weight)
    {
        public double Draw(Dice dice) => dice.Between((double)From, To);
    }

    static readonly Age[] Ages = [new(6, 18, 8), new(18, 40, 20), new(40, 60, 30), new(60, 80, 32), new(80, 93, 10)];

    static readonly (int Type, double Weight)[] Phototypes = [(1, 4), (2, 32), (3, 36), (4, 15), (5, 9), (6, 4)];

    /// <summary>Thirteen digits: sex, year, month, department, commune, order; then their key.</summary>
    static string Matricule(bool isFemale, DateOnly born, string department, int number)
    {
        var digits = $"{(isFemale ? 2 : 1)}{born:yyMM}{department}{900 + number / 1000:000}{number % 999 + 1:000}";
        return $"{digits}{Key(long.Parse(digits)):00}";
    }

    /// <summary>The key of a NIR (domain 3.5).</summary>
    public static int Key(long digits) => (int)(97 - digits % 97);

    // 06 39 98 is kept for fiction by the French regulator.
    static string Phone(int i) => $"06 39 98 {i / 100 % 100:00} {i % 100:00}";
}
