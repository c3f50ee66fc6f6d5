using Telemed.Fhir.Store;

namespace Telemed.Fhir.Tests.Interactions;

/// <summary>What a caller does not reach does not exist, whichever way they ask: https://hl7.org/fhir/R4/security.html#AccessDenied</summary>
public class ReachTests(ReachTests.GuardedServer server) : IClassFixture<ReachTests.GuardedServer>
{
    /// <summary>Whatever has an id that starts with "secret" is beyond everybody's reach.</summary>
    public sealed class Guarded : IReadRule
    {
        public string Reaches(FhirCaller caller) => "r.id not like 'secret%'";

        public string? Trace => "insert into public.trace (said) select @agent || ' ' || @interaction || ' ' || type || '/' || id || ' ' || version from read";
    }

    public sealed class GuardedServer(TestDatabase databases) : FhirServer(databases)
    {
        protected override IReadRule Reading { get; } = new Guarded();

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Run("create table public.trace (said text)");
            await using var transaction = await Store.Begin(Software, CancellationToken.None);
            await transaction.Create(new Hl7.Fhir.Model.Patient { Identifier = { new("urn:telemed:test", "hidden") }, Name = { new() { Family = "Caché" } } }, "secret", CancellationToken.None);
            await transaction.Create(new Hl7.Fhir.Model.Patient(), "secret-gone", CancellationToken.None);
            await transaction.Create(Observation("Patient/secret"), "open", CancellationToken.None);
            await transaction.Create(Observation("Patient/seen"), "secret-observation", CancellationToken.None);
            await transaction.Create(new Hl7.Fhir.Model.Patient(), "seen", CancellationToken.None);
            await transaction.Commit(CancellationToken.None);
            await Run("update fhir.resource set deleted = true, body = null, version = 2 where id = 'secret-gone'");
        }

        static Hl7.Fhir.Model.Observation Observation(string subject) =>
            new() { Status = Hl7.Fhir.Model.ObservationStatus.Final, Code = new() { Text = "pulse" }, Subject = new(subject) };
    }

    [Theory]
    [InlineData("GET", "Patient/secret")]
    [InlineData("GET", "Patient/secret/_history")]
    [InlineData("GET", "Patient/secret/_history/1")]
    [InlineData("DELETE", "Patient/secret")]
    [InlineData("GET", "Patient/secret-gone")]
    [InlineData("GET", "Patient/secret-gone/_history")]
    [InlineData("DELETE", "Patient/secret-gone")]
    public async Task It_is_not_found(string method, string path)
    {
        var hidden = (await server.Client.Send(new HttpMethod(method), path, (HttpContent?)null)).Refuses(HttpStatusCode.NotFound, "not-found");
        var unknown = await server.Client.Send(new HttpMethod(method), path.Replace("secret", "unknown", StringComparison.Ordinal), (HttpContent?)null);

        Assert.Equal(hidden.Text.Replace("secret", "unknown", StringComparison.Ordinal), unknown.Text);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("secret-gone")]
    public async Task It_is_neither_changed_nor_brought_back(string id)
    {
        (await server.Client.Put($"Patient/{id}", Resource.Patient(id: id))).Refuses(HttpStatusCode.NotFound, "not-found");
        (await server.Client.Put($"Patient/{id}", Resource.Patient(id: id), ("If-Match", "W/\"1\""))).Refuses(HttpStatusCode.NotFound, "not-found");
        (await server.Client.Transaction(Resource.Put(Resource.Patient(id: id)))).Refuses(HttpStatusCode.NotFound, "not-found");

        Assert.Equal(0, await server.Scalar<long>($"select count(*) from fhir.resource r join fhir.resource_history h on h.key = r.key where r.id = '{id}'"));
    }

    [Theory]
    [InlineData("Patient?_id=secret,seen&_total=accurate", "seen")]
    [InlineData("Patient?identifier=hidden&_total=accurate", "")]
    [InlineData("Patient?_summary=count&identifier=hidden", "")]
    [InlineData("Observation?patient.identifier=hidden&_total=accurate", "")]
    [InlineData("Observation?subject:Patient.family=cache&_total=accurate", "")]
    [InlineData("Observation?_id=open&_include=Observation:subject&_total=accurate", "open")]
    [InlineData("Patient?_id=seen&_revinclude=Observation:subject&_total=accurate", "seen")]
    public async Task No_search_tells_of_it(string search, string found)
    {
        var answer = (await server.Client.Get(search)).Is(HttpStatusCode.OK);

        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries), answer.Entries.Select(entry => entry["resource"]!["id"]!.GetValue<string>()));
        Assert.Equal(found.Length > 0 ? 1 : 0, answer.Body["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task No_condition_finds_it()
    {
        (await server.Client.Transaction(Resource.Post(Resource.Observation("Patient?identifier=hidden")))).Refuses(HttpStatusCode.PreconditionFailed, "not-found");

        var created = (await server.Client.Post("Patient", Resource.Patient(identifier: "hidden"), ("If-None-Exist", "identifier=hidden"))).Is(HttpStatusCode.Created);

        Assert.NotEqual("secret", created.Id);
        await server.Client.Delete(created.Reference);
    }

    [Fact]
    public async Task Every_read_leaves_its_trace()
    {
        await server.Run("delete from public.trace");

        await server.Client.Get("Patient/seen");
        await server.Client.Get("Patient/seen/_history");
        await server.Client.Get("Patient/seen/_history/1");
        await server.Client.Get("Patient?_id=seen");
        await server.Client.Get("Patient/secret");

        var traces = await server.Scalar<string>("select string_agg(replace(said, 'Device/software ', ''), ', ' order by said) from public.trace");
        Assert.Equal("history Patient/seen 1, read Patient/seen 1, search Patient/seen 1, vread Patient/seen 1", traces);
    }
}
