using System.Net;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

/// <summary>A lesion goes from a GP to a dermatologist and back, through FHIR alone.</summary>
public sealed class TheWholeLoop(HubUnderTest hub) : IClassFixture<HubUnderTest>
{
    [Fact]
    public async Task A_request_is_alerted_taken_asked_about_answered_read_and_closed()
    {
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm1"));
        await using var console = await derm.OpenConsole();
        await using var phone = await gp.OpenConsole();

        var sent = await gp.Post("/fhir", Lesion.Bundle(generalPractitioner: "family-doctor"));
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        var told = await console.IsTold("submit");
        var task = told.Event.Task["Task/".Length..];
        Assert.Equal("routine", told.Event.Priority);

        Assert.Equal(HttpStatusCode.NotFound, (await derm.Get($"/fhir/{Patient(sent)}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await derm.Get($"/fhir/{told.Event.Request}")).Status);
        var accepted = await derm.Do(task, "accept");
        Assert.True(accepted.Status == HttpStatusCode.OK, accepted.Issue);
        Assert.Equal("accepted", accepted.Body!["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await derm.Get($"/fhir/{Patient(sent)}")).Status);
        await phone.IsTold("accept");

        Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "request-information", ("text", "Depuis quand saigne-t-elle ?"))).Status);
        await phone.IsTold("request-information");
        Assert.Equal(HttpStatusCode.OK, (await gp.Do(task, "provide-information", ("text", "Deux semaines."))).Status);
        await console.IsTold("provide-information");

        var answered = await derm.Do(task, "answer", ("outcome", "suspicious-rapid-consult"), ("text", "Mélanome à écarter : je la vois en consultation."));
        Assert.True(answered.Status == HttpStatusCode.OK, answered.Issue);
        await phone.IsTold("answer");
        var report = (await gp.Get($"/fhir/DiagnosticReport?based-on={told.Event.Request}")).Entries.Single();
        Assert.Contains("Mélanome", report["conclusion"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await (await hub.As("family-doctor")).Get($"/fhir/DiagnosticReport/{report["id"]}")).Status);

        var received = await (await hub.As("family-doctor")).Http.GetStringAsync(new Uri("/requests", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("MARTIN Jeanne", received, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gp.Do(task, "close-out", ("survey", Lesion.Survey()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await gp.Do(task, "acknowledge")).Status);
        var closed = await gp.Do(task, "close-out", ("survey", Lesion.Survey()));
        Assert.True(closed.Status == HttpStatusCode.OK, closed.Issue);
        Assert.Equal("clos", closed.Body!["businessStatus"]!["coding"]![0]!["code"]!.GetValue<string>());

        var provenance = await gp.Get($"/fhir/Provenance?target=Task/{task}&_sort=recorded");
        Assert.Equal(
            ["submit", "accept", "request-information", "provide-information", "answer", "acknowledge", "close-out"],
            provenance.Entries.Select(entry => entry["activity"]!["coding"]![0]!["code"]!.GetValue<string>()));
    }

    static string Patient(Answer sent) => $"Patient/{sent.Entries.First(resource => resource["resourceType"]!.GetValue<string>() == "Patient")["id"]}";
}
