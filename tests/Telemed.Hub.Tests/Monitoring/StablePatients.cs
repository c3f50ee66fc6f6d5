using System.Net;
using Dapper;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Monitoring;

/// <summary>Stable patients near the end of their prescription are shown with the reasons; a clinician decides, the hub stops nothing.</summary>
public sealed class StablePatients(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    const int Prescribed = 130, Weighed = 100;

    [Fact]
    public async Task A_stable_patient_is_found_and_a_clinician_decides()
    {
        var (calm, alarmed, other) = (await Watched("Calvet"), await Watched("Alric"), await Watched("Oriol"));
        await alarmed.Weighs(72.5);
        await alarmed.Answered("cell", await alarmed.Alarm(), "decompensation-gp-told");
        foreach (var patient in new[] { calm, alarmed, other }) await patient.Weighs(70.1);
        foreach (var patient in new[] { calm, alarmed, other }) await patient.Looked();

        var list = await Forms.Page(hub, "cell", "/cell?show=stable");
        Assert.Contains("CALVET", list, StringComparison.Ordinal);
        Assert.DoesNotContain("ALRIC", list, StringComparison.Ordinal);
        Assert.DoesNotContain("data-patient", await Forms.Page(hub, "stranger", "/cell?show=stable"), StringComparison.Ordinal);
        var page = await Forms.Page(hub, "cell", Address(calm));
        Assert.Contains("aucune alarme vraie ni hospitalisation connue depuis 90 jours, poids à moins de 2 kg de la référence", page, StringComparison.Ordinal);
        Assert.Contains("que décide l’équipe", page, StringComparison.Ordinal);
        Assert.Contains("alarme depuis, poids à plus de 2 kg de la référence", await Forms.Page(hub, "cell", Address(alarmed)), StringComparison.Ordinal);

        var cell = await hub.As("cell");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Forms.Post(cell, Address(calm), "review", [("decision", "monthly"), ("version", "1")])).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Forms.Post(cell, Address(calm), "review", [("decision", "later"), ("reason", "x"), ("version", "1")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Forms.Post(cell, Address(calm), "review", [("decision", "monthly"), ("reason", "Stable depuis trois mois"), ("version", "1")])).StatusCode);
        page = await Forms.Page(hub, "gp", Address(calm));
        foreach (var said in new[] { "1 fois par mois", "Visites mensuelles", "Stable depuis trois mois" }) Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("que décide l’équipe", page, StringComparison.Ordinal);
        Assert.DoesNotContain("CALVET", await Forms.Page(hub, "cell", "/cell?show=stable"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await Forms.Post(cell, Address(other), "review", [("decision", "end"), ("reason", "Objectif atteint"), ("version", "1")])).StatusCode);
        Assert.Equal("completed", (await cell.Get($"/fhir/{other.Plan}")).Body!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_but_a_clinician_decides_and_the_hub_never_does()
    {
        var patient = await Watched("Bonnet", secretary: true);
        await patient.Weighs(70);
        await patient.Looked();
        var page = await Forms.Page(hub, "secretary", Address(patient));
        Assert.Contains("Un médecin ou un infirmier de l’équipe décide.", page, StringComparison.Ordinal);
        var secretary = await hub.As("secretary");
        var refused = await Forms.Post(secretary, Address(patient), "review", [("decision", "end"), ("reason", "Fin"), ("version", "1")]);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Seul un médecin ou un infirmier", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await Forms.Post(secretary, Address(patient), "promote", [("rule", "weight-gain-2-days"), ("reason", "x"), ("version", "1")])).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Forms.Post(secretary, Address(patient), "limit", [("limit", "weight-alert|change"), ("value", "3"), ("mode", "live"), ("reason", "x"), ("version", "1")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Forms.Post(secretary, Address(patient), "limit", [("limit", "weight-alert|change"), ("value", "1"), ("mode", "shadow"), ("reason", "À l’essai"), ("version", "1")])).StatusCode);
        Assert.Equal("active", (await (await hub.As("cell")).Get($"/fhir/{patient.Plan}")).Body!["status"]!.GetValue<string>());

        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await connection.ExecuteScalarAsync<DateTime?>("select stable_since from hub.monitoring where plan = @Plan", new { patient.Plan }));
    }

    // Watched for as long as the weights reach back, of a prescription that ends within 45 days.
    async Task<AtHome> Watched(string family, bool secretary = false)
    {
        var now = await hub.Now();
        var patient = await AtHome.Enrolled(hub, reference: 70, change: bundle =>
        {
            bundle.Resource("patient")["name"]![0]!["family"] = family;
            bundle.Resource("plan")["period"]!["start"] = now.AddDays(-Weighed).ToString("O");
            bundle.Resource("plan")["period"]!["end"] = now.AddDays(Prescribed - Weighed).ToString("O");
            bundle.Resource("reference")["effectiveDateTime"] = now.AddDays(-Weighed).ToString("O");
            bundle.Resource("stay")["period"]!["start"] = now.AddDays(-Weighed - 20).ToString("O");
            bundle.Resource("stay")["period"]!["end"] = now.AddDays(-Weighed - 10).ToString("O");
            if (secretary) bundle.Resource("team")["participant"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject { ["member"] = new System.Text.Json.Nodes.JsonObject { ["reference"] = "PractitionerRole/secretary" } });
        });
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            "insert into hub.measurement (key, patient, measure, at, value, source, received_at) select -d - 1000 * hashtext(@Patient)::bigint, @Patient, 'weight', @now - d * interval '1 day', 70 + d % 3 * 0.3, 'Observation/old', @now from generate_series(1, @Weighed - 1) d",
            new { patient.Patient, now, Weighed });
        return patient;
    }

    static string Address(AtHome patient) => $"/monitoring/{patient.Plan["CarePlan/".Length..]}";
}
