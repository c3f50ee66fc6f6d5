using System.Text.Json.Nodes;

namespace Telemed.Territory.People;

/// <summary>
/// How people can be reached outside the console. Of GPs one in two refuses to give a mobile or an e-mail address, as CARDIAUVERGNE found
/// (domain 0, finding 6); experts on call gave a mobile and the ward's telephone, but not all of them.
/// </summary>
static class Contacts
{
    public static JsonArray Of(Roster roster, Person person)
    {
        var number = roster.All.Select((one, i) => (one, i)).First(one => one.one == person).i + 1;
        var (mobile, desk, email) = (("sms", Mobile(number)), ("voice", Desk(number)), ("email", $"{person.Account}@territoire.example"));
        return new([.. Given(roster, person).Select(one => one switch { 'm' => mobile, 'd' => desk, 'c' => ("voice", Mobile(number)), _ => email })
            .Select(one => new JsonObject { ["channel"] = one.Item1, ["address"] = one.Item2 })]);
    }

    /// <summary>In their order: m texts to a mobile, c calls to it, d calls to a desk, e e-mail.</summary>
    static string Given(Roster roster, Person person) => person switch
    {
        // Both on one telephone: when its battery is empty, two channels are.
        { Account: "neuro-valenciennes" } => "mc",
        { Account: "radio-maubeuge" } => "m",
        { StrokeRole: not null } or { Duty: not null } => "md",
        _ when roster.GeneralPractitioners.Contains(person) => Refusing(roster.GeneralPractitioners.ToList().IndexOf(person)),
        { IsDermatologist: true } => "mde",
        _ => "md",
    };

    static string Refusing(int number) => (number % 8) switch
    {
        1 => "de",
        3 or 7 => "m",
        // Neither mobile nor desk: one of them gave nothing at all.
        5 => number < 8 ? "e" : "",
        _ => "mde",
    };

    // Numbers that the French regulator keeps for fiction: nobody has them. Décision 2018-0881
    static string Mobile(int number) => $"06 39 98 {number / 100:00} {number % 100:00}";

    static string Desk(int number) => $"03 53 01 {50 + number / 100:00} {number % 100:00}";
}
