using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.SignalR.Client;
using Telemed.Hub.Tests.Channels;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Escalations;

/// <summary>What requester and expert read about why a request waits: who was told, on which channel, with what result, and what comes next.</summary>
public sealed partial class ExplainMyDelay(HubWithChannels hub) : IClassFixture<HubWithChannels>
{
    const string Mobile = "+33639980077", Mail = "maud.henry@hopital.example", Samu = "+33353010115";

    [Fact]
    public async Task Every_level_stands_under_its_title_with_each_person_channel_result_and_answer()
    {
        await hub.Has("coordinator", ("sms", Mobile), ("email", Mail));
        var (gp, derm) = (await hub.As("gp"), await hub.As("derm3"));
        await using (var console = await derm.OpenConsole())
        {
            var task = await gp.Submits(Lesion.Bundle(priority: "urgent"));
            var told = await console.IsTold("submit", task);
            await console.Connection.InvokeAsync("Displayed", told.Seq, TestContext.Current.CancellationToken);
            await derm.Do(task, "decline", ("reason", "Absent"));

            var page = await Follow(gp, task);
            Assert.Contains($"Groupe de dermatologie : {People.Dermatologists} personnes, reçue par 1, vue par 1", page, StringComparison.Ordinal);
            Assert.Matches("Dr Dermatologue 3 application : vue .*? déclinée", page);
            Assert.Contains("Dr Dermatologue 4 application : envoyée", page, StringComparison.Ordinal);
            Assert.Contains("si personne ne l’a prise : groupe de dermatologie, relance (tout le groupe)", page, StringComparison.Ordinal);
            Assert.Contains("if nobody has taken it: dermatology pool, reminder (the whole pool)", await Follow(gp, task, "en"), StringComparison.Ordinal);

            await hub.Advance(TimeSpan.FromMinutes(61));
            await hub.ToldAt(task, 1);
            await hub.Advance(TimeSpan.FromHours(3));
            await hub.ToldAt(task, 3);
            await hub.Outside.Gets("sms", Mobile);
            page = await Until(gp, task, "SMS : envoyée");

            Assert.Matches("Dr Dermatologue 4 application : jamais remise[^/]*? sans réponse", page);
            Assert.Contains("Groupe de dermatologie, relance : ", page, StringComparison.Ordinal);
            Assert.Matches("Maud Henry application : envoyée.*? SMS : envoyée", page);
            Assert.Contains("Tous les niveaux sont prévenus, personne ne l’a prise.", page, StringComparison.Ordinal);
            // Experts read the same; nobody reads anybody's number or address.
            var seen = await Text(derm, $"/cases/{task}");
            Assert.Matches("Maud Henry application : envoyée.*? SMS : envoyée", seen);
            Assert.All([page, seen, await Text(derm, "/triage")], text => Assert.DoesNotMatch("63998|39 98|hopital.example", text));

            Assert.Equal(HttpStatusCode.OK, (await derm.Do(task, "accept")).Status);
            page = await Follow(gp, task);
            Assert.Contains("Dr Dermatologue 3 a pris votre demande", page, StringComparison.Ordinal);
            Assert.Matches("Maud Henry .*? retirée", page);
            Assert.DoesNotContain("si personne ne l’a prise", page, StringComparison.Ordinal);
        }
        await hub.NothingElseLeaves();
    }

    [Fact]
    public async Task Neurologist_and_radiologist_are_explained_apart_down_to_the_telephone_the_requester_must_pick_up()
    {
        await hub.Has("neuro-lens", ("voice", "+33639980078"));
        await hub.Has("coordinator");
        var (ed, neuro, radio) = (await hub.As("ed-cambrai"), await hub.As("neuro-lens"), await hub.As("radio-arras"));
        var (request, task) = await ed.Alerts(await hub.Now());
        var address = $"/alerts/{request}";

        // No rota is seeded here: two levels are passed over, and it says so.
        var page = await Text(ed, address);
        Assert.Contains("Neurologue de garde : personne. Le niveau suivant est prévenu aussitôt.", page, StringComparison.Ordinal);
        Assert.Contains("Radiologue de secours : personne.", page, StringComparison.Ordinal);
        Assert.Matches(@"À \d\d:\d\d:\d\d, si personne ne l’a prise : UNV et régulation du SAMU, par téléphone \(Régulation du SAMU \(numéro fictif\), la coordination\)", page);
        Assert.Matches("Dr Paul Delattre application : envoyée", page);
        Assert.Contains("appel : envoyée", await Until(ed, address, "appel : envoyée"), StringComparison.Ordinal);
        Assert.Matches(@"Neurologue : à \d\d:\d\d:\d\d, si personne ne l’a prise : UNV", await Text(neuro, "/board"));

        Assert.Equal(HttpStatusCode.OK, (await radio.Do(await PartOf(task), "accept")).Status);
        await hub.Advance(TimeSpan.FromSeconds(11));
        page = await Until(ed, address, "Alarme technique");
        Assert.Contains("aucun appareil de Dr Sarah Benali ne confirme", page, StringComparison.Ordinal);
        Assert.DoesNotContain("aucun appareil de Dr Julie Hennion", page, StringComparison.Ordinal);
        Assert.Matches("Dr Sarah Benali application : jamais remise.*? injoignable", page);
        Assert.Matches("Dr Marc Wattel application : .*? prise", page);
        Assert.DoesNotContain("Appelez maintenant", page, StringComparison.Ordinal);

        await hub.Advance(TimeSpan.FromMinutes(7));
        await hub.ToldAt(task, 3);
        page = await Until(ed, address, "Appelez maintenant");
        Assert.Contains("Appelez maintenant : Régulation du SAMU (numéro fictif) 03 53 01 01 15", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Appelez maintenant", await Text(neuro, address), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await neuro.Do(task, "accept")).Status);
        Assert.DoesNotContain("Appelez maintenant", await Text(ed, address), StringComparison.Ordinal);
        await hub.Outside.Gets("voice", "+33639980078");
        await hub.Outside.Gets("voice", Samu);
    }

    async Task<string> PartOf(string task)
    {
        await using var connection = await hub.Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return (await connection.QuerySingleAsync<string>(
            "select p.task from hub.escalation e join hub.escalation p on p.request = e.request and p.role <> '' where e.task = @task", new { task = $"Task/{task}" }))["Task/".Length..];
    }

    static async Task<string> Follow(Software gp, string task, string language = "fr") =>
        await Text(gp, $"/requests/{(await gp.Get($"/fhir/Task/{task}")).Body!["focus"]!["reference"]!.GetValue<string>()["ServiceRequest/".Length..]}", language);

    /// <summary>What another worker does is read again until it is there; how long that takes is no matter here.</summary>
    static async Task<string> Until(Software by, string place, string words)
    {
        var page = "";
        for (var patience = 0; patience < 100; patience++, await Task.Delay(200, TestContext.Current.CancellationToken))
            if ((page = place.StartsWith('/') ? await Text(by, place) : await Follow(by, place)).Contains(words, StringComparison.Ordinal)) return page;
        throw new Xunit.Sdk.XunitException($"\"{words}\" never stood on the page: {page}");
    }

    /// <summary>A page as it is read: without marks, one space between words.</summary>
    static async Task<string> Text(Software by, string address, string language = "fr")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var answer = await by.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        return Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), " ")), " ").Replace(" ,", ",", StringComparison.Ordinal);
    }

    [GeneratedRegex("<script.*?</script>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
