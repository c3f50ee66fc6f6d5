using System.Globalization;
using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Core.Calendars;
using Telemed.Core.OnCall;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Rotas;

/// <summary>What is said when a rota, or a change to one, cannot be.</summary>
static class RotaRefusals
{
    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR"), English = CultureInfo.GetCultureInfo("en-GB");

    public static Refusal Of(IReadOnlyList<Fault> faults) =>
        Refusal.Of(422, faults.Select(fault => (OperationOutcome.IssueType.Invalid, fault.Text.ToString(), (string?)fault.Element)));

    public static Refusal Broken(Wording why, string? expression = null) =>
        Refusal.Of(422, OperationOutcome.IssueType.BusinessRule, why.ToString(), expression);

    public static Refusal NotYours() => Refusal.Forbidden(new Wording(
        "Une personne change ses propres tours ; la coordination change ceux des autres.",
        "People change their own turns; the coordination changes those of others.").ToString());

    public static Refusal NotARota() => Broken(new("Ce Schedule n’est pas un tableau d’astreinte.", "This Schedule is no rota."), "Slot.schedule");

    public static Refusal Unknown(string account) =>
        Broken(new($"{account} n’est pas un compte actif.", $"{account} is no active account."), "Slot.extension");

    public static Refusal Over() => Broken(new("Cette période est déjà passée.", "This time is already over."), "Slot.end");

    public static Refusal Fixed() => Refusal.Conflict(new Wording(
        "Un changement ne se réécrit pas : annulez-le, puis faites-en un autre.", "A change is not rewritten: withdraw it, then make another one.").ToString());

    public static Refusal NotAccepted() => Broken(new(
        "Un échange commence par une proposition : l’autre personne l’accepte.", "A swap begins as a proposal: the other person accepts it."), "Slot.status");

    public static Refusal OneHalf() => Broken(new(
        "Les deux moitiés d’un échange changent ensemble.", "The two halves of a swap change together."), "Slot.identifier");

    public static Refusal Contradicts(RotaChange other, TimeZoneInfo zone) => Refusal.Conflict(new Wording(
        $"Un autre changement tient déjà pour {string.Join(", ", other.People)} {When(other.During, zone, French, "du", "au")}.",
        $"Another change already holds for {string.Join(", ", other.People)} {When(other.During, zone, English, "from", "to")}.").ToString());

    public static Refusal OpensAGap(Gap gap, Rota rota) => Broken(new(
        $"L’astreinte « {rota.Title.French} » ne reste jamais vide : {Left(gap, "personne", "personne de garde", "personnes de garde")} {When(gap.During, rota.Zone, French, "du", "au")}. Désignez un remplaçant.",
        $"The rota '{rota.Title.English}' is never left empty: {Left(gap, "nobody", "person on call", "people on call")} {When(gap.During, rota.Zone, English, "from", "to")}. Name a replacement."),
        "Slot.start");

    public static Refusal TooFew(Rota rota) => Broken(new(
        $"Il faut {rota.Needed} personnes à la fois et le tableau n’en a que {rota.People.Count()}.", $"{rota.Needed} people are needed at a time and the rota has {rota.People.Count()}."),
        "Schedule.extension");

    static string Left(Gap gap, string nobody, string one, string several) => gap.People switch { 0 => nobody, 1 => $"1 {one}", var many => $"{many} {several}" };

    static string When(Telemed.Core.Calendars.Span during, TimeZoneInfo zone, CultureInfo culture, string from, string to) =>
        string.Create(culture, $"{from} {WallClock.Shown(zone, during.Start):ddd d MMM HH:mm} {to} {WallClock.Shown(zone, during.End):ddd d MMM HH:mm}");
}
