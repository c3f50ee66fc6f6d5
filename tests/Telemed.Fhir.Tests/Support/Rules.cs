using System.Text.Json;
using Dapper;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Tests.Support;

/// <summary>
/// A rule for Basic resources, as the hub has rules: the text of their code says what happens. "once NAME" is answered once, "once alone
/// NAME" is besides refused by what its own first sending left, "refuse" is refused at the very end, "same" breaks a constraint that the
/// rule knows, "broken" one that nobody knows, "lock A B" locks patients in that order.
/// </summary>
sealed class TestRule : IWriteRule
{
    public const string Table = "create table public.effect (name text constraint one_effect_of_a_name unique, nobody text constraint nobody_knows check (nobody is null))";

    public bool Concerns(string type) => type == "Basic";

    public string? AnswerOnceKey(JsonElement resource) => Text(resource) is { } text && text.StartsWith("once", StringComparison.Ordinal) ? text : null;

    public async ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        if (Text(write) is not { } text) return null;
        if (text.StartsWith("lock ", StringComparison.Ordinal))
        {
            foreach (var patient in text.Split(' ').Skip(1))
            {
                await transaction.Lock($"Patient/{patient}", cancel);
                await transaction.Connection.ExecuteAsync(new("select pg_sleep(0.1)", cancellationToken: cancel));
            }
        }
        if (text.StartsWith("once alone", StringComparison.Ordinal))
        {
            await transaction.Connection.ExecuteAsync(new("select pg_sleep(0.1 * random())", cancellationToken: cancel));
            if (await transaction.Connection.ExecuteScalarAsync<bool>(new("select exists (select from public.effect where name = @text)", new { text }, cancellationToken: cancel)))
                return Refusal.Conflict("There is one already.");
        }
        return text == "forbid" ? Refusal.Forbidden("Forbidden by the rule.") : null;
    }

    public async ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel)
    {
        var text = Text(write);
        transaction.Effect("insert into public.effect (name, nobody) values ($1, $2)", text == "same" || text?.StartsWith("once alone", StringComparison.Ordinal) == true ? text : $"{write.Reference} {write.Version}", text == "broken" ? text : null);
        if (text == "twice") transaction.Update((await transaction.Find(write.Reference, cancel))!, Basic("written by the rule"));
        if (text == "companion") await transaction.Create(Basic("made by the rule"), null, cancel);
        return text == "refuse" ? Refusal.Conflict("Refused by the rule.") : null;
    }

    public Refusal? Broken(string constraint) => constraint == "one_effect_of_a_name" ? Refusal.Conflict("There is one already.") : null;

    static Hl7.Fhir.Model.Basic Basic(string text) => new() { Code = new() { Text = text } };

    static string? Text(Write write) => (write.Resource as Hl7.Fhir.Model.Basic)?.Code?.Text;

    static string? Text(JsonElement resource) => resource.TryGetProperty("code", out var code) && code.TryGetProperty("text", out var text) ? text.GetString() : null;
}

/// <summary>A server whose Basic resources have a rule.</summary>
public sealed class RuledServer(TestDatabase databases) : FhirServer(databases)
{
    protected override IEnumerable<IWriteRule> Rules => [new TestRule()];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Run(TestRule.Table);
    }

    /// <summary>How many rows there are of everything that a write leaves behind.</summary>
    public Task<string> Traces() => Scalar<string>(
        """
        select format('%s resources, %s versions, %s index rows, %s answers, %s effects',
            (select count(*) from fhir.resource), (select count(*) from fhir.resource_history),
            (select count(*) from fhir.search_token) + (select count(*) from fhir.search_string) + (select count(*) from fhir.search_date)
                + (select count(*) from fhir.search_reference) + (select count(*) from fhir.search_quantity) + (select count(*) from fhir.search_uri),
            (select count(*) from fhir.answered), (select count(*) from public.effect))
        """);
}
