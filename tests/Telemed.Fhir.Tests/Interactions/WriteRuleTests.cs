namespace Telemed.Fhir.Tests.Interactions;

/// <summary>The extension point of writing: guards, effects, and requests that are answered once. All or nothing: https://hl7.org/fhir/R4/http.html#transaction</summary>
public class WriteRuleTests(RuledServer server) : IClassFixture<RuledServer>
{
    [Theory]
    [InlineData("forbid", HttpStatusCode.Forbidden, "forbidden")]
    [InlineData("refuse", HttpStatusCode.Conflict, "conflict")]
    [InlineData("same", HttpStatusCode.Conflict, "conflict")]
    public async Task A_transaction_that_fails_leaves_nothing(string text, HttpStatusCode status, string code)
    {
        if (text == "same" && await server.Scalar<long>("select count(*) from public.effect where name = 'same'") == 0) await server.Client.Creates(Resource.Basic("same"));
        var known = await server.Client.Post("Patient", Resource.Patient("Avant"));
        var before = await server.Traces();

        (await server.Client.Transaction(
            Resource.Post(Resource.Basic($"once {text}")), Resource.Post(Resource.Patient(identifier: "left")), Resource.Put(Resource.Patient("Après", known.Id)),
            Resource.Post(Resource.Basic("companion")), Resource.Post(Resource.Basic(text)))).Refuses(status, code);

        Assert.Equal(before, await server.Traces());
        Assert.Equal(known.Text, (await server.Client.Get(known.Reference)).Text);
    }

    [Fact]
    public async Task A_constraint_that_nobody_knows_is_a_bug_and_leaves_nothing_either()
    {
        var before = await server.Traces();

        Assert.Equal(HttpStatusCode.InternalServerError, (await server.Client.Post("Basic", Resource.Basic("broken"))).Status);

        Assert.Equal(before, await server.Traces());
    }

    [Fact]
    public async Task What_a_rule_writes_again_is_still_one_version()
    {
        var created = (await server.Client.Post("Basic", Resource.Basic("twice"))).Is(HttpStatusCode.Created);
        Assert.Equal("W/\"1\"", created.ETag);
        Assert.Equal("written by the rule", created.Body["code"]!["text"]!.GetValue<string>());

        var updated = (await server.Client.Put(created.Reference, Resource.Basic("twice", created.Id))).Is(HttpStatusCode.OK);
        Assert.Equal("W/\"2\"", updated.ETag);
        Assert.Equal(2, (await server.Client.Get($"{created.Reference}/_history")).Entries.Count());
    }

    [Fact]
    public async Task A_request_that_comes_again_gets_the_first_answer_and_changes_nothing()
    {
        var first = (await server.Client.Post("Basic", Resource.Basic("once a"))).Is(HttpStatusCode.Created);
        var before = await server.Traces();

        var again = await server.Client.Post("Basic", Resource.Basic("once a"));

        Assert.Equal(
            (first.Status, first.Text, first.ETag, first.Headers.Location, first.ContentHeaders.LastModified),
            (again.Status, again.Text, again.ETag, again.Headers.Location, again.ContentHeaders.LastModified));
        Assert.Equal(before, await server.Traces());
    }

    [Fact]
    public async Task A_transaction_that_comes_again_gets_the_first_answer_with_whatever_it_carries()
    {
        var first = (await server.Client.Transaction(Resource.Post(Resource.Basic("once b")), Resource.Post(Resource.Patient()))).Is(HttpStatusCode.OK);
        var before = await server.Traces();

        var again = await server.Client.Transaction(Resource.Post(Resource.Basic("once b")), Resource.Post(Resource.Patient("Autre")), Resource.Post(Resource.Patient("Encore")));

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Text, (await server.Client.Post("Basic", Resource.Basic("once b"))).Is(HttpStatusCode.OK).Text);
        Assert.Equal(before, await server.Traces());
    }

    [Fact]
    public async Task The_same_request_twice_in_one_transaction_is_refused() =>
        (await server.Client.Transaction(Resource.Post(Resource.Basic("once c")), Resource.Post(Resource.Basic("once c")))).Refuses(HttpStatusCode.UnprocessableEntity, "duplicate");

    [Fact]
    public async Task A_request_that_was_refused_can_be_sent_again()
    {
        (await server.Client.Transaction(Resource.Post(Resource.Basic("once d")), Resource.Post(Resource.Basic("refuse")))).Refuses(HttpStatusCode.Conflict, "conflict");

        (await server.Client.Transaction(Resource.Post(Resource.Basic("once d")), Resource.Post(Resource.Patient()))).Is(HttpStatusCode.OK);
    }
}
