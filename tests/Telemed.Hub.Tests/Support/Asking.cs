using System.Net;
using System.Text.Json.Nodes;

namespace Telemed.Hub.Tests.Support;

static class Asking
{
    /// <summary>Sends a dermatology request; returns the id of its Task.</summary>
    public static async Task<string> Submits(this Software requester, JsonObject? bundle = null)
    {
        var sent = await requester.Post("/fhir", bundle ?? Lesion.Bundle(requester.Account));
        Assert.True(sent.Status == HttpStatusCode.OK, sent.Body?.ToJsonString());
        return (await requester.Get($"/fhir/Task?focus={sent.Reference("ServiceRequest")}")).Entries.Single()["id"]!.GetValue<string>();
    }

    /// <summary>The reference of the first resource of a type in a transaction's response.</summary>
    public static string Reference(this Answer sent, string type) =>
        $"{type}/{sent.Entries.First(resource => resource["resourceType"]!.GetValue<string>() == type)["id"]}";
}
