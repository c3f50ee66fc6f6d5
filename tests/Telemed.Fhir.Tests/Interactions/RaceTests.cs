namespace Telemed.Fhir.Tests.Interactions;

/// <summary>Many at once: one wins, the others are told, nobody gets a 500. https://hl7.org/fhir/R4/http.html#concurrency</summary>
public class RaceTests(RuledServer server) : IClassFixture<RuledServer>
{
    const int Many = 20;

    static async Task<Answer[]> AtOnce(Func<int, Task<Answer>> act)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(act));
        Assert.All(answers, answer => Assert.True((int)answer.Status < 500, answer.Text));
        return answers;
    }

    static Dictionary<HttpStatusCode, int> Count(IEnumerable<Answer> answers) => answers.CountBy(answer => answer.Status).ToDictionary();

    [Fact]
    public async Task Of_many_equal_conditional_creates_one_creates()
    {
        var answers = await AtOnce(_ => server.Client.Post("Patient", Resource.Patient(identifier: "race"), ("If-None-Exist", "identifier=urn:telemed:test|race")));

        Assert.Equal(new() { [HttpStatusCode.Created] = 1, [HttpStatusCode.OK] = Many - 1 }, Count(answers));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(await server.Client.Finds("Patient?identifier=race"));
    }

    [Fact]
    public async Task Conditions_that_are_written_differently_and_mean_the_same_take_turns_too()
    {
        string[] spellings = ["identifier=urn:telemed:test|spelt&family=Martin", "family=Martin&identifier=urn:telemed:test%7Cspelt", "?identifier=urn%3Atelemed%3Atest|spelt&family=Martin&_count=5"];

        await AtOnce(i => server.Client.Post("Patient", Resource.Patient(identifier: "spelt"), ("If-None-Exist", spellings[i % 3])));

        Assert.Single(await server.Client.Finds("Patient?identifier=spelt"));
    }

    [Fact]
    public async Task Of_many_changes_of_one_version_one_is_taken()
    {
        var read = await server.Client.Post("Patient", Resource.Patient());

        var answers = await AtOnce(i => server.Client.Put(read.Reference, Resource.Patient($"Change {i}", read.Id), ("If-Match", read.ETag!)));

        Assert.Equal(new() { [HttpStatusCode.OK] = 1, [HttpStatusCode.PreconditionFailed] = Many - 1 }, Count(answers));
        Assert.Equal(2, (await server.Client.Get($"{read.Reference}/_history")).Entries.Count());
    }

    [Fact]
    public async Task Changes_that_say_no_version_are_all_taken_one_after_the_other()
    {
        var created = await server.Client.Post("Patient", Resource.Patient());

        await AtOnce(i => server.Client.Put(created.Reference, Resource.Patient($"Change {i}", created.Id)));

        var versions = (await server.Client.Get($"{created.Reference}/_history")).Entries.Select(entry => entry["response"]!["etag"]!.GetValue<string>());
        Assert.Equal(Enumerable.Range(1, Many + 1).Reverse().Select(version => $"W/\"{version}\""), versions);
    }

    [Fact]
    public async Task Of_many_who_create_the_same_id_one_creates_and_the_others_update()
    {
        var answers = await AtOnce(i => server.Client.Put("Patient/shared", Resource.Patient($"Auteur {i}", "shared")));

        Assert.Equal(new() { [HttpStatusCode.Created] = 1, [HttpStatusCode.OK] = Many - 1 }, Count(answers));
        Assert.Equal(Many, (await server.Client.Get("Patient/shared/_history")).Entries.Count());
        Assert.Equal(1, await server.Scalar<long>("select count(*) from fhir.search_string s join fhir.resource r on r.key = s.key join fhir.search_parameter p on p.id = s.param where r.id = 'shared' and p.code = 'family'"));
    }

    [Fact]
    public async Task Transactions_that_touch_the_same_resources_in_opposite_order_all_pass()
    {
        var ids = Enumerable.Range(0, 6).Select(i => $"crossing-{i}").ToArray();
        foreach (var id in ids) await server.Client.Put($"Patient/{id}", Resource.Patient(id: id));

        var answers = await AtOnce(i => server.Client.Transaction([.. (i % 2 == 0 ? ids : ids.Reverse()).Select(id => Resource.Put(Resource.Patient($"De {i}", id)))]));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        foreach (var id in ids) Assert.Equal(Many + 1, (await server.Client.Get($"Patient/{id}/_history")).Entries.Count());
    }

    [Fact]
    public async Task Transactions_with_the_same_conditions_in_opposite_order_all_pass()
    {
        var names = Enumerable.Range(0, 6).Select(i => $"cross-{i}").ToArray();

        var answers = await AtOnce(i => server.Client.Transaction(
            [.. (i % 2 == 0 ? names : names.Reverse()).Select(name => Resource.Post(Resource.Patient(identifier: name), ifNoneExist: $"identifier=urn:telemed:test|{name}"))]));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        foreach (var name in names) Assert.Single(await server.Client.Finds($"Patient?identifier={name}"));
    }

    [Fact]
    public async Task New_ids_created_in_opposite_order_all_pass()
    {
        var ids = Enumerable.Range(0, 6).Select(i => $"new-{i}").ToArray();

        var answers = await AtOnce(i => server.Client.Transaction([.. (i % 2 == 0 ? ids : ids.Reverse()).Select(id => Resource.Put(Resource.Patient(id: id)))]));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        foreach (var id in ids) Assert.Equal(Many, (await server.Client.Get($"Patient/{id}/_history")).Entries.Count());
    }

    [Fact]
    public async Task Rules_that_lock_in_opposite_order_are_asked_again_and_both_pass()
    {
        foreach (var id in new[] { "one", "two" }) await server.Client.Put($"Patient/{id}", Resource.Patient(id: id));

        var answers = await Task.WhenAll(server.Client.Post("Basic", Resource.Basic("lock one two")), server.Client.Post("Basic", Resource.Basic("lock two one")));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.Created));
        Assert.Equal(2, await server.Scalar<long>("select count(*) from fhir.resource where type = 'Basic' and body like '%lock %'"));
    }

    [Fact]
    public async Task The_same_request_sent_many_times_at_once_is_answered_once()
    {
        var answers = await AtOnce(_ => server.Client.Transaction(Resource.Post(Resource.Basic("once at once")), Resource.Post(Resource.Patient(identifier: "once"))));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(await server.Client.Finds("Patient?identifier=once"));
    }

    [Fact]
    public async Task A_request_that_its_own_first_sending_stands_in_the_way_of_gets_the_first_answer()
    {
        var answers = await AtOnce(_ => server.Client.Transaction(Resource.Post(Resource.Basic("once alone"))));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task Requests_with_the_same_keys_in_opposite_order_are_answered_once()
    {
        string[] keys = ["once x", "once y"];

        var answers = await AtOnce(i => server.Client.Transaction([.. (i % 2 == 0 ? keys : keys.Reverse()).Select(key => Resource.Post(Resource.Basic(key)))]));

        Assert.Single(answers.Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task A_delete_and_changes_at_once_leave_a_history_without_gaps()
    {
        var created = await server.Client.Post("Patient", Resource.Patient());

        await AtOnce(i => i % 4 == 0 ? server.Client.Delete(created.Reference) : server.Client.Put(created.Reference, Resource.Patient($"Change {i}", created.Id)));

        var versions = (await server.Client.Get($"{created.Reference}/_history")).Entries.Select(entry => entry["response"]!["etag"]!.GetValue<string>()).ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Reverse().Select(version => $"W/\"{version}\""), versions);
    }
}
