using Telemed.Territory.People;

namespace Telemed.Territory.Tests;

public sealed class PeopleTests
{
    [Theory]
    [InlineData(1_841_276_451_089, 46)] // the example found in every explanation of it
    [InlineData(2_580_377_900_001, 36)]
    public void A_matricule_ends_in_its_key(long digits, int key) => Assert.Equal(key, Patients.Key(digits));

    [Fact]
    public void No_two_patients_share_a_matricule()
    {
        var patients = Patients.Of(new Roster(1), 1, 900);
        Assert.Equal(900, patients.Select(patient => patient.Matricule).Distinct().Count());
        Assert.All(patients, patient => Assert.Equal(15, patient.Matricule.Length));
    }

    [Fact]
    public void One_general_practitioner_in_two_refuses_a_mobile_or_an_address_and_every_number_is_fiction()
    {
        var roster = new Roster(1);
        var gps = roster.GeneralPractitioners.Select(person => Contacts.Of(roster, person).Select(one => one!["channel"]!.GetValue<string>()).ToHashSet()).ToList();
        Assert.Equal(gps.Count / 2, gps.Count(given => !given.Contains("sms") || !given.Contains("email")));
        Assert.Contains(gps, given => given.Count == 0);
        Assert.All(
            roster.All.SelectMany(person => Contacts.Of(roster, person)).Select(one => one!["address"]!.GetValue<string>()),
            address => Assert.Matches("^(06 39 98 \\d\\d \\d\\d|03 53 01 \\d\\d \\d\\d|.+@territoire\\.example)$", address));
    }

    [Fact]
    public void Every_demo_account_is_there_and_the_pool_has_ten_dermatologists()
    {
        var roster = new Roster(1);
        string[] accounts =
        [
            "gp", "nurse", "derm1", "derm2", "ed-cambrai", "ed-douai", "neuro-lens", "neuro-valenciennes", "radio-arras", "radio-maubeuge", "cell",
            "cardio", "ehpad", "geriatrician", "regulator", "coordinator", "auditor", "admin",
        ];
        Assert.Equal(accounts, roster.All.Where(person => person.IsDemo).Select(person => person.Account));
        Assert.Equal(10, roster.Experts.Count);
        Assert.Equal(roster.All.Count, roster.All.Select(person => person.Account).Distinct().Count());
    }
}
