using System.Net;
using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

/// <summary>A stroke in an emergency department without a stroke unit, from the alert to the needle.</summary>
public sealed class AStroke(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task An_alert_needs_neither_name_nor_consent_and_its_clocks_run_from_its_own_message()
    {
        var (ed, neuro, now) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await Now());
        await using var console = await neuro.OpenConsole();
        var (_, task) = await ed.Alerts(now, arrivedMinutesAgo: 7, wellMinutesAgo: 81);

        Assert.Equal("stat", (await console.IsTold("submit")).Event.Priority);
        var stamps = await ed.Stamps(task);
        Assert.Equal((7.0, 81.0), (Math.Round((now - stamps["arrival"]).TotalMinutes), Math.Round((now - stamps["last-known-well"]).TotalMinutes)));
        // The neurologist on call sees both clocks before taking the alert, and not who the patient is.
        Assert.Equal(2, (await neuro.Stamps(task)).Count);
        Assert.Equal(HttpStatusCode.NotFound, (await neuro.Get($"/fhir/{(await ed.Get($"/fhir/Task/{task}")).Body!["for"]!["reference"]}")).Status);
    }

    [Fact]
    public async Task Nobody_asks_for_a_stroke_but_an_emergency_department()
    {
        var refused = await (await hub.As("gp")).Post("/fhir", StrokeAlert.Bundle("gp", (await Now()).AddMinutes(-5), null));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
    }

    [Fact]
    public async Task An_arrival_that_has_not_come_yet_is_refused()
    {
        var refused = await (await hub.As("ed-cambrai")).Post("/fhir", StrokeAlert.Bundle("ed-cambrai", (await Now()).AddMinutes(30), null));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("arrival", refused.Body!["issue"]![0]!["expression"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepting_is_being_on_line_and_is_corrected_like_any_stamp()
    {
        var (ed, neuro, now) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await Now());
        var (_, task) = await ed.Alerts(now, arrivedMinutesAgo: 7);
        await using var phone = await ed.OpenConsole();
        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "accept")).Status);
        await phone.IsTold("stamp", task);
        var accepted = DateTimeOffset.Parse((await ed.Get($"/fhir/Task/{task}")).Body!["executionPeriod"]!["start"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(accepted, (await ed.Stamps(task))["stroke-team"]);

        var corrected = await ed.Do(task, "stamp", ("milestone", "stroke-team"), ("at", now.AddMinutes(-2).ToString("O")), ("reason", "Joint par téléphone avant"));
        Assert.True(corrected.Status == HttpStatusCode.OK, corrected.Issue);
        var trail = (await ed.Get($"/fhir/Provenance?target=Task/{corrected.Id}&_sort=recorded")).Entries.ToList();
        Assert.Equal(["stamp", "correct-stamp"], trail.Select(one => one["activity"]!["coding"]![0]!["code"]!.GetValue<string>()));
        Assert.Equal("PractitionerRole/neuro-lens", trail[0]["agent"]![0]!["who"]!["reference"]!.GetValue<string>());

        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "release")).Status);
        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "accept")).Status);
        Assert.Equal(now.AddMinutes(-2), (await ed.Stamps(task))["stroke-team"]);
    }

    [Fact]
    public async Task One_tap_stamps_a_milestone_a_second_changes_nothing_and_another_time_corrects_it_with_a_trace()
    {
        var (ed, now) = (await hub.As("ed-cambrai"), await Now());
        var (request, task) = await ed.Alerts(now);
        var first = await ed.Do(task, "stamp", ("milestone", "imaging"));
        Assert.True(first.Status == HttpStatusCode.OK, first.Issue);
        var again = await (await hub.As("ed-douai")).Do(task, "stamp", ("milestone", "imaging"));
        Assert.Equal((first.Id, first.ETag), (again.Id, again.ETag));

        var at = now.AddMinutes(-3);
        var corrected = await ed.Do(task, "stamp", ("milestone", "imaging"), ("at", at.ToString("O")), ("reason", "Heure lue sur la console du scanner"));
        Assert.True(corrected.Status == HttpStatusCode.OK, corrected.Issue);
        Assert.Equal(first.Id, corrected.Id);
        Assert.Equal(at, (await ed.Stamps(task))["imaging"]);
        Assert.Equal(2, (await ed.Get($"/fhir/Task/{first.Id}/_history")).Entries.Count());

        var trail = (await ed.Get($"/fhir/Provenance?target=Task/{first.Id}&_sort=recorded")).Entries.ToList();
        Assert.Equal(["stamp", "correct-stamp"], trail.Select(one => one["activity"]!["coding"]![0]!["code"]!.GetValue<string>()));
        Assert.Equal($"Task/{first.Id}/_history/1", trail[1]["entity"]![0]!["what"]!["reference"]!.GetValue<string>());
        Assert.Equal("Heure lue sur la console du scanner", trail[1]["reason"]![0]!["text"]!.GetValue<string>());
        Assert.NotNull(request);
    }

    [Fact]
    public async Task Forty_taps_at_once_stamp_once()
    {
        var (ed, now) = (await hub.As("ed-cambrai"), await Now());
        var (_, task) = await ed.Alerts(now);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ed.Do(task, "stamp", ("milestone", "decision"))));
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, answers[0].Id), (answer.Status, answer.Id)));
        Assert.Single((await ed.Get($"/fhir/Task/{answers[0].Id}/_history")).Entries);
    }

    [Fact]
    public async Task A_stamp_is_refused_to_whoever_has_not_taken_the_alert_and_a_time_to_come_to_everybody()
    {
        var (ed, neuro, now) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await Now());
        var (_, task) = await ed.Alerts(now);
        Assert.Equal(HttpStatusCode.Forbidden, (await neuro.Do(task, "stamp", ("milestone", "imaging"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As("gp")).Do(task, "stamp", ("milestone", "imaging"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ed.Do(task, "stamp", ("milestone", "imaging"), ("at", now.AddMinutes(10).ToString("O")))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ed.Do(task, "stamp", ("milestone", "lunch"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ed.Do(task, "stamp", ("milestone", "imaging"), ("at", "soon"))).Status);
    }

    [Fact]
    public async Task A_milestone_is_stamped_through_the_operation_alone()
    {
        var (ed, now) = (await hub.As("ed-cambrai"), await Now());
        var (_, task) = await ed.Alerts(now);
        var stamp = await ed.Do(task, "stamp", ("milestone", "imaging"));
        Assert.Equal(HttpStatusCode.Conflict, (await ed.Put($"/fhir/Task/{stamp.Id}", stamp.Body!, stamp.ETag)).Status);
    }

    [Fact]
    public async Task Teleexpertise_and_teleassistance_are_two_acts_and_the_needle_ends_the_second_with_a_procedure_of_the_emergency_department()
    {
        var (ed, neuro, now) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await Now());
        var (request, task) = await ed.Alerts(now, arrivedMinutesAgo: 40);
        Assert.Equal(HttpStatusCode.Forbidden, (await neuro.Do(task, "assist")).Status);
        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "accept")).Status);
        var assistance = await neuro.Do(task, "assist");
        Assert.True(assistance.Status == HttpStatusCode.OK, assistance.Issue);
        Assert.Equal(assistance.Id, (await neuro.Do(task, "assist")).Id);
        var second = (await ed.Get($"/fhir/{assistance.Body!["focus"]!["reference"]}")).Body!;
        Assert.Equal(("teleassistance", $"ServiceRequest/{request}", "PractitionerRole/neuro-lens"), (
            second["category"]![0]!["coding"]![0]!["code"]!.GetValue<string>(), second["basedOn"]![0]!["reference"]!.GetValue<string>(), second["performer"]![0]!["reference"]!.GetValue<string>()));

        var needle = await ed.Do(task, "stamp", ("milestone", "needle"), ("at", now.AddMinutes(-2).ToString("O")));
        Assert.True(needle.Status == HttpStatusCode.OK, needle.Issue);
        var procedure = (await ed.Get($"/fhir/Procedure?based-on={second["resourceType"]}/{second["id"]}")).Entries.Single();
        Assert.Equal("PractitionerRole/ed-cambrai", procedure["performer"]![0]!["actor"]!["reference"]!.GetValue<string>());
        Assert.Equal("completed", (await ed.Get($"/fhir/Task/{assistance.Id}")).Body!["status"]!.GetValue<string>());

        await ed.Do(task, "stamp", ("milestone", "needle"), ("at", now.AddMinutes(-1).ToString("O")));
        Assert.Equal(now.AddMinutes(-1), DateTimeOffset.Parse((await ed.Get($"/fhir/Procedure/{procedure["id"]}")).Body!["performedDateTime"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        var answered = await neuro.Do(task, "answer", ("outcome", "thrombolysis-on-site"), ("text", "Thrombolyse commencée."));
        Assert.True(answered.Status == HttpStatusCode.OK, answered.Issue);
        Assert.Equal(HttpStatusCode.OK, (await ed.Do(task, "stamp", ("milestone", "transfer"))).Status);
    }

    [Fact]
    public async Task Neurologist_and_radiologist_are_asked_at_once_and_each_takes_their_own_part()
    {
        var (ed, neuro, radio) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await hub.As("radio-arras"));
        var (_, task) = await ed.Alerts(await Now());
        var part = (await radio.Get($"/fhir/Task?part-of=Task/{task}")).Entries.Single(found => StrokeAlert.Code(found, "pathway-role") == "radiology")["id"]!.GetValue<string>();
        Assert.Equal(2, (await radio.Stamps(task)).Count);
        Assert.Equal(HttpStatusCode.Forbidden, (await radio.Do(task, "accept")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await neuro.Do(part, "accept")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await radio.Do(task, "stamp", ("milestone", "reading"))).Status);

        Assert.Equal(HttpStatusCode.OK, (await radio.Do(part, "accept")).Status);
        Assert.Equal("requested", (await ed.Get($"/fhir/Task/{task}")).Body!["status"]!.GetValue<string>());
        var stamped = await radio.Do(task, "stamp", ("milestone", "reading"));
        Assert.True(stamped.Status == HttpStatusCode.OK, stamped.Issue);
        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "accept")).Status);
        var read = await radio.Do(part, "answer", ("text", "Pas d'hémorragie, occlusion M1 gauche."));
        Assert.True(read.Status == HttpStatusCode.OK, read.Issue);
        Assert.Equal("accepted", (await ed.Get($"/fhir/Task/{task}")).Body!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_based_on_the_alert_joins_its_case_and_its_people_are_told()
    {
        var (ed, neuro, now) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await Now());
        var (request, task) = await ed.Alerts(now);
        Assert.Equal(HttpStatusCode.Forbidden, (await neuro.Post("/fhir/Observation", StrokeAlert.Nihss(request))).Status);
        await neuro.Do(task, "accept");
        await using var console = await neuro.OpenConsole();
        var scored = await ed.Post("/fhir/Observation", StrokeAlert.Nihss(request, ("5b", 3), ("9", 2), ("10", null)));
        Assert.True(scored.Status == HttpStatusCode.Created, scored.Issue);
        await console.IsTold("examination");
        Assert.Equal(5, (await neuro.Get($"/fhir/Observation/{scored.Id}")).Body!["valueInteger"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As("neuro-valenciennes")).Get($"/fhir/Observation/{scored.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await hub.As("gp")).Get($"/fhir/Observation/{scored.Id}")).Status);

        var message = await neuro.Post("/fhir/Communication", JsonNode.Parse($$"""{"resourceType":"Communication","status":"completed","basedOn":[{"reference":"ServiceRequest/{{request}}"}],"payload":[{"contentString":"Angio-TDM faite ?"}]}""")!);
        Assert.Equal(HttpStatusCode.OK, (await ed.Get($"/fhir/Communication/{message.Id}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await neuro.Put($"/fhir/Communication/{message.Id}", message.Body!, message.ETag)).Status);
    }

    [Fact]
    public async Task A_score_that_does_not_add_up_or_has_UN_where_the_scale_has_none_is_refused()
    {
        var (ed, now) = (await hub.As("ed-cambrai"), await Now());
        var (request, _) = await ed.Alerts(now);
        var wrong = StrokeAlert.Nihss(request, ("5b", 3));
        wrong["valueInteger"] = 4;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ed.Post("/fhir/Observation", wrong)).Status);
        var incomplete = StrokeAlert.Nihss(request);
        incomplete["component"]!.AsArray().RemoveAt(0);
        Assert.Contains("1a", (await ed.Post("/fhir/Observation", incomplete)).Body!["issue"]![0]!["expression"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    async Task<DateTimeOffset> Now()
    {
        await using var command = hub.Db.CreateCommand("select hub.now()");
        var now = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, TimeSpan.Zero);
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
