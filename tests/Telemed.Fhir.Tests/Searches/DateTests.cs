namespace Telemed.Fhir.Tests.Searches;

/// <summary>https://hl7.org/fhir/R4/search.html#date and https://hl7.org/fhir/R4/search.html#prefix</summary>
public class DateTests(DateTests.Dated server) : IClassFixture<DateTests.Dated>
{
    public sealed class Dated(TestDatabase databases) : FhirServer(databases)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            foreach (var (id, effective) in new[]
            {
                ("year", "\"effectiveDateTime\":\"2020\""),
                ("month", "\"effectiveDateTime\":\"2020-06\""),
                ("day", "\"effectiveDateTime\":\"2020-06-15\""),
                ("second", "\"effectiveDateTime\":\"2020-06-15T10:00:00Z\""),
                ("paris", "\"effectiveDateTime\":\"2020-06-15T12:00:00.250+02:00\""),
                ("period", "\"effectivePeriod\":{\"start\":\"2020-06-10\",\"end\":\"2020-06-20\"}"),
                ("since", "\"effectivePeriod\":{\"start\":\"2020-06-15T11:00:00Z\"}"),
                ("until", "\"effectivePeriod\":{\"end\":\"2020-06-14\"}"),
                ("forever", "\"effectivePeriod\":{\"start\":\"0001-01-01\",\"end\":\"9999-12-31\"}"),
                ("events", "\"effectiveTiming\":{\"event\":[\"2021-03-01\",\"2021-05-01\"]}"),
                ("undated", "\"issued\":\"2020-06-15T10:00:00Z\""),
            })
            {
                var observation = Resource.Parse($$"""{"resourceType":"Observation","id":"{{id}}","status":"final","code":{"text":"x"},{{effective}}}""");
                (await Client.Put($"Observation/{id}", observation)).Is(HttpStatusCode.Created);
            }
        }
    }

    [Theory]
    // The span asked for holds the whole span of the value.
    [InlineData("2020", "year month day second paris period")]
    [InlineData("eq2020-06", "month day second paris period")]
    [InlineData("2020-06-15", "day second paris")]
    [InlineData("2020-06-15T10:00Z", "second paris")]
    [InlineData("2020-06-15T10:00:00Z", "second paris")]
    [InlineData("2020-06-15T10:00:00.2Z", "paris")]
    [InlineData("2020-06-15T10:00:00.25Z", "paris")]
    [InlineData("2020-06-15T10:00:00.250Z", "paris")]
    [InlineData("2020-06-15T10:00:00.250000000Z", "")]
    [InlineData("2020-06-15T10:00:00.26Z", "")]
    [InlineData("2020-06-15T12:00:00%2B02:00", "second paris")]
    [InlineData("2020-06-15T12:00:00+02:00", "second paris")]
    [InlineData("2020-06-15T10:00", "second paris")]
    [InlineData("2021", "events")]
    [InlineData("ne2020", "since until forever events")]
    // Some of the value lies after, or before, the span asked for.
    [InlineData("gt2020-06-15", "year month period since forever events")]
    [InlineData("gt2020-06-15T10:00:00Z", "year month day period since forever events")]
    [InlineData("gt2020", "since forever events")]
    [InlineData("lt2020-06-15", "year month period until forever")]
    [InlineData("lt2020-06-15T10:00:00Z", "year month day period until forever")]
    [InlineData("lt2020", "until forever")]
    [InlineData("ge2020-06-15", "year month day second paris period since forever events")]
    [InlineData("le2020-06-15", "year month day second paris period until forever")]
    [InlineData("ge2020-06-14T12:00:00Z", "year month day second paris period since until forever events")]
    [InlineData("le2020-06-15T10:00:00Z", "year month day second paris period until forever")]
    [InlineData("ge2020-07", "year since forever events")]
    [InlineData("le2020-05", "year until forever")]
    // All of the value lies after, or before.
    [InlineData("sa2020-06-14", "day second paris since events")]
    [InlineData("sa2020-06-15T10:00:00Z", "since events")]
    [InlineData("sa2020-05-31", "month day second paris period since events")]
    [InlineData("eb2020-06-15", "until")]
    [InlineData("eb2020-06-15T10:00:01Z", "second paris until")]
    [InlineData("eb2020-06-21", "day second paris period until")]
    [InlineData("eb2021", "year month day second paris period until")]
    // Both ends, as a period is asked for.
    [InlineData("ge2020-06-15&date=le2020-06-15", "year month day second paris period forever")]
    [InlineData("2020-06-15,2021", "day second paris events")]
    public async Task An_observation_is_found_by(string date, string found) => await Finds($"date={date}", found);

    [Fact]
    public async Task About_is_within_a_tenth_of_the_time_that_has_passed()
    {
        var years = DateTimeOffset.UtcNow.Year - 2020;
        Assert.Contains("events", await server.Client.Finds("Observation?date=ap2021-03"));
        Assert.DoesNotContain("events", await server.Client.Finds($"Observation?date=ap{2020 - years}"));
        await Finds("date=ap0001", "until forever");
        Assert.Contains("since", await server.Client.Finds("Observation?date=ap9999"));
    }

    [Theory]
    [InlineData("date:missing=true", "undated")]
    [InlineData("date=lt0001", "")]
    [InlineData("date=9999-12", "")]
    [InlineData("date=9999-12-31", "")]
    [InlineData("date=gt9999", "")]
    public async Task The_ends_of_the_calendar_are_no_special_case(string search, string found) => await Finds(search, found);

    [Fact]
    public async Task A_value_that_ends_with_the_calendar_is_found_too() => await Finds("date=le9999-12-31&date=sa2020-12", "events");

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2020-13")]
    [InlineData("2020-02-30")]
    [InlineData("2020-06-15T25:00:00Z")]
    [InlineData("2020-06-15T10")]
    [InlineData("20200615")]
    [InlineData("xx2020")]
    [InlineData("eq")]
    [InlineData("2020-06-15T10:00:00Z; drop table fhir.resource")]
    public async Task What_is_no_date_is_refused(string date) => (await server.Client.Get($"Observation?date={date}")).Refuses(HttpStatusCode.BadRequest, "value");

    [Fact]
    public async Task The_time_of_the_last_update_is_a_point_between_before_and_after()
    {
        var resource = (await server.Client.Get("Observation/day")).Body["meta"]!["lastUpdated"]!.GetValue<string>();
        foreach (var (prefix, found) in new[] { ("", true), ("eq", true), ("ne", false), ("gt", false), ("ge", true), ("lt", false), ("le", true), ("sa", false), ("eb", false), ("ap", true) })
            Assert.Equal(found ? ["day"] : [], await server.Client.Finds($"Observation?_id=day&_lastUpdated={prefix}{resource}"));
        Assert.Equal(["day"], await server.Client.Finds($"Observation?_id=day&_lastUpdated={resource[..10]}&_lastUpdated=gt2020&_lastUpdated=lt2100"));
    }

    async Task Finds(string search, string found) =>
        Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), (await server.Client.Finds($"Observation?{search}")).Order());
}
