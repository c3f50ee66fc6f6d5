using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;
using Telemed.Territory.AtHome;
using Telemed.Territory.People;

namespace Telemed.Territory.Tests;

/// <summary>What the patients at home send is what the French profiles it declares ask for.</summary>
public sealed class MeasuredAtHomeTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);

    static readonly IReadOnlyList<WatchedAtHome> Watched = WatchedAtHome.Of(new Roster(1), Patients.Of(new Roster(1), 1, 60), Now);

    [Fact]
    public void Everything_a_scale_sends_keeps_to_the_profile_it_declares()
    {
        var sent = Watched.SelectMany(one => one.Measurements(one.Simulated.Readings, _ => Now, one.Patient.Id)).ToList();
        Assert.All(sent, observation => FrenchMeasures.Kept(observation, byDevice: Category(observation) == "vital-signs"));
        Assert.Equal(3, sent.Select(observation => observation.Text("meta.profile.0")).OfType<string>().Distinct().Count());
        Assert.Equal(sent.Count, sent.Select(observation => observation.Text("identifier.0.value")).Distinct().Count());
    }

    [Fact]
    public void A_visit_is_a_form_with_every_sign_and_what_was_measured_beside_it()
    {
        var one = Watched[0];
        var day = one.Simulated.Readings.First(reading => Measured.IsSign(reading.Measure) && one.Simulated.Readings.Any(other => other.Day == reading.Day && other.Measure == "systolic")).Day;
        var sent = one.Visit([.. one.Simulated.Readings.Where(reading => reading.Day == day)], Now, "test")["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject()).ToList();
        var form = Assert.Single(sent, resource => resource.Type() == "QuestionnaireResponse");
        Assert.Equal(["dyspnoea-effort", "dyspnoea-rest", "oedema", "fatigue", "cough", "worsening", "treatment"], form["item"]!.AsArray().Select(item => item.Text("linkId")));
        var measured = sent.Where(resource => resource.Type() == "Observation").ToList();
        Assert.Equal(2, measured.Count);
        Assert.All(measured, observation => FrenchMeasures.Kept(observation, byDevice: false));
        Assert.All(measured, observation => Assert.Equal(one.Nurse.Role, observation.Text("performer.0.reference")));
    }

    [Fact]
    public void The_cell_has_nurses_who_answer_beside_the_demo_account()
    {
        var cell = new Roster(1).Cell;
        Assert.Equal("cell", Assert.Single(cell, person => person.IsDemo).Account);
        Assert.Equal(2, cell.Count(person => !person.IsDemo));
    }

    static string? Category(JsonObject observation) => observation.Text("category.0.coding.0.code");
}
