using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;
using static Telemed.Hub.Tests.Rotas.StrokeNetwork;

namespace Telemed.Hub.Tests.Rotas;

/// <summary>Who is on call, and who may change it. Each story has weeks of its own.</summary>
public sealed class RotaStories(StrokeNetwork network) : IClassFixture<StrokeNetwork>
{
    const string Rota = "stroke-neurology";

    static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant);

    [Fact]
    public async Task The_rota_turns_over_to_the_second_at_the_time_of_hand_over()
    {
        Assert.Equal("neuro-lens, neuro-valenciennes", await network.Who(Rota, At("2038-03-15T08:30+01:00")));
        Assert.Equal("neuro-lens, neuro-valenciennes", await network.Who(Rota, At("2038-03-22T08:29:59+01:00")));
        Assert.Equal("neuro-valenciennes, neuro-lens", await network.Who(Rota, At("2038-03-22T08:30+01:00")));
    }

    [Fact]
    public async Task After_the_night_of_the_clocks_the_hand_over_is_still_at_half_past_eight()
    {
        Assert.Equal("neuro-valenciennes, neuro-lens", await network.Who(Rota, At("2038-03-29T08:29:59+02:00")));
        Assert.Equal("neuro-lens, neuro-valenciennes", await network.Who(Rota, At("2038-03-29T08:30+02:00")));
    }

    [Fact]
    public async Task An_evening_in_Martinique_hands_over_by_the_clock_of_Martinique()
    {
        var answer = await (await network.Hub.As("coordinator")).Get("/on-call?at=2038-03-16T21:59:59Z");
        var person = answer.Body!["rotas"]!.AsArray().Single(rota => rota!["name"]!.GetValue<string>() == "evening-radiology")!["people"]![0]!;
        Assert.Equal("radio-fdf", person["account"]!.GetValue<string>());
        Assert.Equal("Organization/fdf", person["site"]!.GetValue<string>());
        Assert.Equal("", await network.Who("evening-radiology", At("2038-03-01T17:59:59-04:00")));
        Assert.Equal("radio-fdf", await network.Who("evening-radiology", At("2038-03-01T18:00-04:00")));
    }

    [Fact]
    public async Task Leave_lets_the_next_rank_move_up_and_a_second_one_at_the_same_time_is_refused()
    {
        var (lens, valenciennes) = (await network.Hub.As("neuro-lens"), await network.Hub.As("neuro-valenciennes"));
        await using var console = await (await network.Hub.As("neuro-arras")).OpenConsole();
        var leave = await lens.Post("/fhir/Slot", Change("leave", "2038-04-12T06:00:00Z", "2038-04-14T06:00:00Z", "neuro-lens"));
        Assert.True(leave.Status == HttpStatusCode.Created, leave.Issue);
        Assert.Equal("neuro-valenciennes", await network.Who(Rota, At("2038-04-13T12:00Z")));

        var refused = await valenciennes.Post("/fhir/Slot", Change("leave", "2038-04-13T06:00:00Z", "2038-04-15T06:00:00Z", "neuro-valenciennes"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.StartsWith("L’astreinte « Astreinte stroke-neurology » ne reste jamais vide : personne du mar. 13 avr. 08:00 au mer. 14 avr. 08:00.", refused.Issue, StringComparison.Ordinal);

        var replaced = await valenciennes.Post("/fhir/Slot", Change("leave", "2038-04-13T06:00:00Z", "2038-04-15T06:00:00Z", "neuro-valenciennes", "neuro-arras"));
        Assert.True(replaced.Status == HttpStatusCode.Created, replaced.Issue);
        Assert.Equal("neuro-arras", await network.Who(Rota, At("2038-04-13T12:00Z")));
        // The console begins with what earlier stories told the same person.
        while ((await console.IsTold("rota-changed")).Event.Task != $"Slot/{replaced.Id}") { }

        var cannot = await valenciennes.Put($"/fhir/Slot/{leave.Id}", Withdrawn(leave), leave.ETag);
        Assert.Equal(HttpStatusCode.Forbidden, cannot.Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await lens.Send(HttpMethod.Delete, $"/fhir/Slot/{replaced.Id}", null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await lens.Put($"/fhir/Slot/{leave.Id}", Withdrawn(leave), leave.ETag)).Status);
        Assert.Equal("neuro-lens, neuro-arras", await network.Who(Rota, At("2038-04-13T12:00Z")));
    }

    [Fact]
    public async Task An_override_that_overlaps_another_is_refused_with_whom_and_when()
    {
        var coordinator = await network.Hub.As("coordinator");
        var first = await coordinator.Post("/fhir/Slot", Change("replace", "2038-05-03T06:30:00Z", "2038-05-04T06:30:00Z", "neuro-valenciennes", "neuro-arras"));
        Assert.True(first.Status == HttpStatusCode.Created, first.Issue);
        var second = await coordinator.Post("/fhir/Slot", Change("replace", "2038-05-03T12:00:00Z", "2038-05-05T06:30:00Z", "neuro-valenciennes", "neuro-lens"));
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("neuro-valenciennes, neuro-arras du lun. 3 mai 08:30 au mar. 4 mai 08:30", second.Issue, StringComparison.Ordinal);

        var rewritten = first.Body!.DeepClone();
        rewritten["end"] = "2038-05-06T06:30:00Z";
        Assert.Equal(HttpStatusCode.Conflict, (await coordinator.Put($"/fhir/Slot/{first.Id}", rewritten, first.ETag)).Status);
    }

    [Fact]
    public async Task A_swap_is_proposed_by_one_accepted_by_the_other_and_both_halves_hold_together()
    {
        var (lens, valenciennes) = (await network.Hub.As("neuro-lens"), await network.Hub.As("neuro-valenciennes"));
        await using var console = await valenciennes.OpenConsole();
        JsonObject Half(string start, string end, string status = "busy-tentative") =>
            Change("swap", start, end, "neuro-lens", "neuro-valenciennes", status: status, pair: "exchange-1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lens.Post("/fhir/Slot", Half("2038-06-07T06:30:00Z", "2038-06-08T06:30:00Z", "busy"))).Status);
        var sent = await lens.Post("/fhir", Transaction(Half("2038-06-07T06:30:00Z", "2038-06-08T06:30:00Z"), Half("2038-06-14T06:30:00Z", "2038-06-15T06:30:00Z")));
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        await console.IsTold("swap-proposed");
        Assert.Equal("neuro-lens, neuro-valenciennes", await network.Who(Rota, At("2038-06-07T12:00Z")));

        var halves = sent.Entries.Select(entry => (JsonObject)entry.DeepClone()).ToList();
        foreach (var half in halves) half["status"] = "busy";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await valenciennes.Put($"/fhir/Slot/{halves[0]["id"]}", halves[0])).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lens.Post("/fhir", Transaction([.. halves]))).Status);
        var accepted = await valenciennes.Post("/fhir", Transaction([.. halves]));
        Assert.True(accepted.Status == HttpStatusCode.OK, accepted.Body?.ToJsonString());
        Assert.Equal("neuro-valenciennes, neuro-lens", await network.Who(Rota, At("2038-06-07T12:00Z")));
        Assert.Equal("neuro-lens, neuro-valenciennes", await network.Who(Rota, At("2038-06-14T12:00Z")));
    }

    [Fact]
    public async Task Nobody_changes_the_turns_of_others_and_only_the_coordination_keeps_rotas()
    {
        var (stranger, lens, coordinator) = (await network.Hub.As("stranger"), await network.Hub.As("neuro-lens"), await network.Hub.As("coordinator"));
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.Post("/fhir/Slot", Change("leave", "2038-07-12T06:00:00Z", "2038-07-14T06:00:00Z", "neuro-lens"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await coordinator.Post("/fhir/Slot", Change("replace", "2038-07-12T06:00:00Z", "2038-07-14T06:00:00Z", "neuro-lens", "nobody"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lens.Post("/fhir/Slot", Change("leave", "2038-03-10T06:00:00Z", "2038-03-11T06:00:00Z", "neuro-lens"))).Status);
        var rota = StrokeNetwork.Rota("rota-x", "x", "Europe/Paris", "08:30:00", "2038-03-01", "wk", neverEmpty: false, ("lens", "neuro-lens"));
        Assert.Equal(HttpStatusCode.Forbidden, (await lens.Put("/fhir/Schedule/rota-x", rota)).Status);
        var twin = StrokeNetwork.Rota("rota-y", "stroke-neurology", "Europe/Paris", "08:30:00", "2038-03-01", "wk", neverEmpty: false, ("lens", "neuro-lens"));
        Assert.Contains("Un autre Schedule", (await coordinator.Put("/fhir/Schedule/rota-y", twin)).Issue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_no_longer_works_there_is_not_called_and_the_next_rank_moves_up()
    {
        var software = await network.Hub.As("system");
        var rota = StrokeNetwork.Rota("rota-left", "left", "Europe/Paris", "08:30:00", "2038-03-01", "wk", neverEmpty: false, ("lens", "derm39"), ("arras", "derm40"));
        Assert.Equal(HttpStatusCode.Created, (await software.Put("/fhir/Schedule/rota-left", rota)).Status);
        Assert.Equal("derm39, derm40", await network.Who("left", At("2038-03-02T12:00Z")));
        var role = (await software.Get("/fhir/PractitionerRole/derm39")).Body!;
        role["active"] = false;
        Assert.Equal(HttpStatusCode.OK, (await software.Put("/fhir/PractitionerRole/derm39", role)).Status);
        Assert.Equal("derm40", await network.Who("left", At("2038-03-02T12:00Z")));
    }

    [Fact]
    public async Task A_rota_or_hours_that_cannot_be_are_refused_with_every_reason_and_its_place()
    {
        var software = await network.Hub.As("system");
        var rota = StrokeNetwork.Rota("rota-z", "z", "Europe/Lens", "8 h 30", "2038-03-01", "min", neverEmpty: false, ("lens", "neuro-lens"), ("arras", "neuro-lens"));
        var refused = await software.Put("/fhir/Schedule/rota-z", rota);
        var places = refused.Body!["issue"]!.AsArray().Select(issue => issue!["expression"]![0]!.GetValue<string>());
        Assert.True(refused.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, refused.Body.ToJsonString());
        Assert.NotEmpty(places);

        var service = JsonNode.Parse("""
            {"resourceType":"HealthcareService","id":"fdf","name":"Fort-de-France",
             "extension":[{"url":"https://telemed.example/fhir/StructureDefinition/time-zone","valueCode":"America/Martinique"},{"url":"https://telemed.example/fhir/StructureDefinition/public-holidays","valueCode":"mars"}],
             "availableTime":[{"daysOfWeek":["mon"],"availableStartTime":"18:00:00","availableEndTime":"08:00:00"}]}
            """)!;
        refused = await software.Put("/fhir/HealthcareService/fdf", service);
        Assert.Equal(
            ["HealthcareService.extension('https://telemed.example/fhir/StructureDefinition/public-holidays').valueCode", "HealthcareService.availableTime[0]"],
            refused.Body!["issue"]!.AsArray().Select(issue => issue!["expression"]![0]!.GetValue<string>()));
    }

    static JsonNode Withdrawn(Answer change)
    {
        var slot = change.Body!.DeepClone();
        slot["status"] = "entered-in-error";
        return slot;
    }
}
