namespace Telemed.Fhir.Tests.Interactions;

/// <summary>https://hl7.org/fhir/R4/http.html#delete</summary>
public class DeleteTests(FhirServer server) : IClassFixture<FhirServer>
{
    [Fact]
    public async Task What_was_deleted_is_gone_and_is_found_by_no_search()
    {
        var created = await server.Client.Post("Patient", Resource.Patient(identifier: "gone"));

        var deleted = (await server.Client.Delete(created.Reference)).Is(HttpStatusCode.NoContent);

        Assert.Equal("W/\"2\"", deleted.ETag);
        (await server.Client.Get(created.Reference)).Refuses(HttpStatusCode.Gone, "deleted");
        (await server.Client.Get($"{created.Reference}/_history/2")).Refuses(HttpStatusCode.Gone, "deleted");
        (await server.Client.Get($"{created.Reference}/_history/1")).Is(HttpStatusCode.OK);
        Assert.Empty(await server.Client.Finds("Patient?identifier=gone"));
        Assert.Empty(await server.Client.Finds($"Patient?_id={created.Id}"));
    }

    [Fact]
    public async Task A_second_delete_changes_nothing()
    {
        var reference = await server.Client.Creates(Resource.Patient());
        await server.Client.Delete(reference);

        var again = (await server.Client.Delete(reference)).Is(HttpStatusCode.NoContent);

        Assert.Null(again.ETag);
        Assert.Equal(2, (await server.Client.Get($"{reference}/_history")).Entries.Count());
    }

    [Fact]
    public async Task What_never_was_cannot_be_deleted() =>
        (await server.Client.Delete("Patient/never")).Refuses(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task An_update_brings_it_back_with_the_next_version()
    {
        var created = await server.Client.Post("Patient", Resource.Patient(identifier: "back"));
        await server.Client.Delete(created.Reference);

        var back = (await server.Client.Put(created.Reference, Resource.Patient(id: created.Id, identifier: "back"))).Is(HttpStatusCode.Created);

        Assert.Equal("W/\"3\"", back.ETag);
        Assert.Equal([created.Id], await server.Client.Finds("Patient?identifier=back"));
        Assert.Equal(3, (await server.Client.Get($"{created.Reference}/_history")).Entries.Count());
        (await server.Client.Get($"{created.Reference}/_history/2")).Refuses(HttpStatusCode.Gone, "deleted");
    }

    [Fact]
    public async Task A_stale_delete_deletes_nothing()
    {
        var created = await server.Client.Post("Patient", Resource.Patient());
        await server.Client.Put(created.Reference, Resource.Patient("Autre", created.Id));

        (await server.Client.Delete(created.Reference, ("If-Match", "W/\"1\""))).Refuses(HttpStatusCode.PreconditionFailed, "conflict");

        (await server.Client.Get(created.Reference)).Is(HttpStatusCode.OK);
    }
}
