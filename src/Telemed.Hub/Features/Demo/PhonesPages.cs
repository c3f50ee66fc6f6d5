using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Telemed.Hub.Features.Channels;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Demo;

/// <summary>A telephone of the demo and what it got.</summary>
/// <param name="Number">E.164.</param>
/// <param name="Owner">Who has it; null for a telephone of nobody in the directory, such as a pathway's last level.</param>
/// <param name="OnCall">Somebody who is on call now.</param>
public sealed record Phone(string Number, string? Owner, string? Place, bool OnCall, bool IsOn, IReadOnlyList<PhoneMessage> Messages);

/// <summary>"Téléphones de démonstration": what each telephone got, while it happens. Only where demo sign-in is on.</summary>
static class PhonesPages
{
    const string Address = "/demo/phones";

    public static void Map(WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<DemoOptions>>().Value.SignIn) return;
        TakeMessage.Map(app);
        app.MapGet(Address, async (DemoPhones phones, NpgsqlDataSource db, TimeProvider clock, IOptionsMonitor<ProviderOptions> providers, CancellationToken cancel) =>
            PageResults.Show<PhonesPage>(new { Phones = await Read(phones, db, clock, cancel), Rings = Rings(providers) })).AllowAnonymous();
        app.MapGet($"{Address}/now", async (DemoPhones phones, NpgsqlDataSource db, TimeProvider clock, CancellationToken cancel) =>
            PageResults.Show<PhonesNow>(new { Phones = await Read(phones, db, clock, cancel) })).AllowAnonymous();
        app.MapPost($"{Address}/{{number}}/{{to:regex(^(on|off)$)}}", (string number, string to, IFormCollection _, DemoPhones phones) =>
        {
            if (!DemoPhones.IsFiction(number)) return Results.NotFound();
            phones.Switch(number, to == "on");
            return new SeeOther(Address);
        }).AllowAnonymous();
    }

    /// <summary>False where text messages go to a real provider, or nowhere.</summary>
    static bool Rings(IOptionsMonitor<ProviderOptions> providers) => providers.Get("sms").Url?.AbsolutePath == $"{Address}/sms" || providers.Get("voice").Url?.AbsolutePath == $"{Address}/voice";

    static async Task<IReadOnlyList<Phone>> Read(DemoPhones phones, NpgsqlDataSource db, TimeProvider clock, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var now = clock.GetUtcNow();
        var onCall = (await OnCall.All(connection, now, cancel)).SelectMany(rota => OnCall.At(rota, now)).Select(person => person.Account).ToHashSet();
        var owners = (await connection.QueryAsync<(string Number, string Account, string Owner, string? Place)>(new(Owners, cancellationToken: cancel))).ToLookup(row => row.Number);
        var (messages, off) = phones.Now();
        return
        [
            .. from number in messages.Keys.Union(owners.Select(row => row.Key)).Where(DemoPhones.IsFiction)
               let owner = owners[number].FirstOrDefault()
               let got = messages.GetValueOrDefault(number) ?? []
               let phone = new Phone(number, owner.Owner, owner.Place, owner.Account is not null && onCall.Contains(owner.Account), !off.Contains(number), got)
               orderby got.Count == 0, got.Count == 0 ? default : got[0].At descending, !phone.OnCall, phone.Owner, number
               select phone,
        ];
    }

    const string Owners = """
        select p.address, p.user_id, coalesce(r.body::jsonb #>> '{practitioner,display}', p.user_id), r.body::jsonb #>> '{organization,display}'
        from hub.contact_point p left join fhir.resource r on r.type = 'PractitionerRole' and r.id = p.user_id and not r.deleted
        where p.channel in ('sms', 'voice') order by p.address, p.user_id
        """;
}
