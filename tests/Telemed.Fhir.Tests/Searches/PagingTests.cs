namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/http.html#paging, https://hl7.org/fhir/R4/search.html#sort and https://hl7.org/fhir/R4/search.html#total</summary>
public class PagingTests(PagingTests.Many server) : IClassFixture<PagingTests.Many>
{
    const int All = 23;

    public sealed class Many(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            // Families and birth dates repeat, and some have none: the order must still be one order.
            (await Client.Transaction([.. Enumerable.Range(0, All).Select(i => Resource.Put(Resource.Parse($$"""
                {"resourceType":"Patient","id":"p{{i:00}}","gender":"{{(i % 2 == 0 ? "female" : "male")}}"
                 {{(i % 5 == 0 ? "" : $$""","name":[{"family":"{{(char)('A' + i % 4)}}"}]""")}}
                 {{(i % 7 == 0 ? "" : $$""","birthDate":"19{{50 + i % 3}}-01-01" """)}} }
                """)))])).Is(HttpStatusCode.OK);
        }
    }

    async Task<List<string>> Walk(string search, Func<int, Task>? between = null)
    {
        var ids = new List<string>();
        for (var (page, url) = (0, (string?)search); url is not null; page++)
        {
            var answer = (await server.Client.Get(url)).Is(HttpStatusCode.OK);
            ids.AddRange(answer.Matches.Select(match => match["id"]!.GetValue<string>()));
            if (between is not null) await between(page);
            url = answer.Link("next");
            Assert.True(page < 100, "The pages do not end.");
        }
        return ids;
    }

    [Theory]
    [InlineData("Patient?_id:X")]
    [InlineData("Patient?gender=female")]
    [InlineData("Patient?_sort=_lastUpdated")]
    [InlineData("Patient?_sort=family")]
    [InlineData("Patient?_sort=-family")]
    [InlineData("Patient?_sort=birthdate")]
    [InlineData("Patient?_sort=-birthdate,family")]
    [InlineData("Patient?_sort=gender,-family,birthdate,-_lastUpdated")]
    public async Task The_pages_together_are_the_whole_in_the_same_order(string search)
    {
        search = search.Replace("_id:X", "", StringComparison.Ordinal);
        var whole = await server.Client.Finds($"{search}&_count=500");

        Assert.Equal(whole.Length, whole.Distinct().Count());
        foreach (var count in new[] { 1, 4, All - 1, All, All + 1 }) Assert.Equal(whole, await Walk($"{search}&_count={count}"));
    }

    [Fact]
    public async Task What_has_no_value_comes_last_either_way()
    {
        foreach (var sort in new[] { "family", "-family" })
        {
            var found = (await server.Client.Get($"Patient?_sort={sort}&_count=500")).Matches.Select(match => match["name"]?[0]!["family"]!.GetValue<string>()).ToList();
            var named = found.TakeWhile(family => family is not null).ToList();
            Assert.Equal(sort == "family" ? named.Order(StringComparer.Ordinal) : named.OrderDescending(StringComparer.Ordinal), named);
            Assert.All(found.Skip(named.Count), Assert.Null);
        }
    }

    [Theory]
    [InlineData("Task?_count=3")]
    [InlineData("Task?_count=3&_sort=authored-on")]
    public async Task What_is_written_between_two_pages_shows_nothing_twice_and_hides_nothing_that_stood(string search)
    {
        static JsonObject Task(string id) => Resource.Parse($$"""{"resourceType":"Task","id":"{{id}}","status":"requested","intent":"order","authoredOn":"2020-01-01"}""");
        foreach (var i in Enumerable.Range(0, 10)) await server.Client.Put($"Task/t{i}", Task($"t{i}"));

        // Between the pages a new one comes, one that was shown is changed, and one that was shown is deleted.
        var ids = await Walk(search, async page =>
        {
            await server.Client.Put($"Task/new{page}", Task($"new{page}"));
            await server.Client.Put("Task/t9", Task("t9"));
            if (page == 0) await server.Client.Delete("Task/t8");
        });

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Superset(Enumerable.Range(0, 8).Select(i => $"t{i}").ToHashSet(), ids.ToHashSet());
        foreach (var id in (await server.Client.Finds("Task?_count=500"))) await server.Client.Delete($"Task/{id}");
    }

    [Fact]
    public async Task A_page_is_as_long_as_was_asked_for_and_never_longer_than_allowed()
    {
        Assert.Equal(4, (await server.Client.Finds("Patient?_count=4")).Length);
        Assert.Equal(All, (await server.Client.Finds("Patient?_count=100000")).Length);
        Assert.Null((await server.Client.Get("Patient?_count=23")).Link("next"));
        Assert.Contains("&_count=4&_page=", (await server.Client.Get("Patient?gender=male,female&_count=4")).Link("next")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_count=0")]
    [InlineData("_summary=count")]
    [InlineData("_summary=count&_count=5")]
    public async Task Who_wants_the_number_gets_the_number_alone(string search)
    {
        var answer = (await server.Client.Get($"Patient?gender=female&{search}")).Is(HttpStatusCode.OK);

        Assert.Equal(12, answer.Body["total"]!.GetValue<int>());
        Assert.Empty(answer.Entries);
        Assert.Null(answer.Link("next"));
    }

    [Fact]
    public async Task The_total_is_counted_for_who_asks()
    {
        Assert.Equal(12, (await server.Client.Get("Patient?gender=female&_count=2&_total=accurate")).Body["total"]!.GetValue<int>());
        Assert.Null((await server.Client.Get("Patient?gender=female&_count=2&_total=none")).Body["total"]);
        Assert.Null((await server.Client.Get("Patient?gender=female&_count=2")).Body["total"]);
    }
}
