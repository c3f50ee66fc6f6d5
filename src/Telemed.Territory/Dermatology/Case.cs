using Telemed.Territory.People;

namespace Telemed.Territory.Dermatology;

/// <summary>One request before it is sent: who asks, about whom, what for.</summary>
/// <param name="Id">Decides every id of the case, so that sending it again changes nothing.</param>
sealed record Case(string Id, Person Requester, Patient Patient, Lesion Lesion, bool IsUrgent)
{
    public static readonly string[] Views = ["close-up", "20-cm", "site"];

    public Guid Identifier => StableId.Of($"{Id}/request");

    public Guid Photo(string view) => StableId.Of($"{Id}/photo/{view}");

    /// <summary>The view when it is taken again.</summary>
    public Guid NewPhoto(string view) => StableId.Of($"{Id}/photo/{view}/again");

    /// <summary>A text as it is said of this patient.</summary>
    public string Say(string text) => Lesion.Say(text, Patient.IsFemale);

    /// <param name="lesion">Null to draw one that the patient's age makes likely.</param>
    public static Case Draw(string id, Person requester, IReadOnlyList<Patient> patients, DateTimeOffset now, Lesion? lesion = null)
    {
        var dice = new Dice($"{id}/case");
        if (lesion is not null) patients = [.. patients.Where(patient => lesion.Strikes(patient.AgeAt(now)))];
        var own = patients.Where(patient => patient.GeneralPractitioner == requester).ToList();
        var nearby = patients.Where(patient => patient.GeneralPractitioner.Place.City == requester.Place.City).ToList();
        var patient = dice.Pick(own.Count > 0 ? own : nearby.Count > 0 ? nearby : patients);
        lesion ??= Lesion.Draw(dice, patient.AgeAt(now));
        return new Case(id, requester, patient, lesion, dice.Chance(lesion.Urgent));
    }
}
