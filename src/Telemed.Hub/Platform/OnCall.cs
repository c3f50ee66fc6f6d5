using Dapper;
using Hl7.Fhir.Model;
using Npgsql;
using Telemed.Core.OnCall;
using Telemed.Fhir;

namespace Telemed.Hub.Platform;

/// <summary>Somebody on call.</summary>
/// <param name="Rank">1 is called first.</param>
/// <param name="Account">The id of the PractitionerRole.</param>
/// <param name="Site">Reference to the Organization; null for somebody who takes no turns on the rota.</param>
/// <param name="Until">When they leave that rank.</param>
public sealed record OnCallPerson(int Rank, string Account, string? Site, DateTimeOffset Until);

/// <summary>A rota with the changes to it that hold from some instant on.</summary>
/// <param name="Schedule">Reference to the Schedule.</param>
/// <param name="Service">Reference to the HealthcareService it is for; null when it says none.</param>
public sealed record RotaOnFile(string Schedule, long Key, string? Service, Rota Rota, IReadOnlyList<RotaChange> Changes);

/// <summary>Who answers for a role: rotas are read by name through their index rows, and the turns are worked out in Core.</summary>
public static class OnCall
{
    /// <summary>The people on call, first rank first; empty when there is nobody, or no rota of that name. Two statements, by index.</summary>
    public static async Task<IReadOnlyList<OnCallPerson>> At(NpgsqlConnection connection, string rota, DateTimeOffset at, CancellationToken cancel) =>
        (await Find(connection, [rota], at, cancel)).TryGetValue(rota, out var found) ? At(found, at) : [];

    public static IReadOnlyList<OnCallPerson> At(RotaOnFile rota, DateTimeOffset at) =>
        [.. Shifts.At(rota.Rota, rota.Changes, at).Select(shift => new OnCallPerson(shift.Rank, shift.Account, shift.Site, shift.During.End))];

    /// <summary>The rotas of these names, each with the changes that hold at the instant or later; none for a name there is no rota of.</summary>
    public static async Task<IReadOnlyDictionary<string, RotaOnFile>> Find(NpgsqlConnection connection, IReadOnlyCollection<string> rotas, DateTimeOffset from, CancellationToken cancel) =>
        (await Read(connection, Named, new { rotas = rotas.ToArray(), from }, cancel)).ToDictionary(rota => rota.Rota.Name);

    /// <summary>The rota of that Schedule; null when it is none.</summary>
    public static async Task<RotaOnFile?> Of(NpgsqlConnection connection, string schedule, DateTimeOffset from, CancellationToken cancel) =>
        Reference.Parse(schedule) is { Type: "Schedule" } reference
            ? (await Read(connection, "r.id = @id and r.type = 'Schedule'", new { id = reference.Id, from }, cancel)).SingleOrDefault()
            : null;

    /// <summary>Every rota in use, by name.</summary>
    public static Task<IReadOnlyList<RotaOnFile>> All(NpgsqlConnection connection, DateTimeOffset from, CancellationToken cancel) =>
        Read(connection, "true", new { from }, cancel);

    static async Task<IReadOnlyList<RotaOnFile>> Read(NpgsqlConnection connection, string which, object parameters, CancellationToken cancel) =>
        Rotas(await connection.QueryAsync<RotaRow>(new(Select(which), parameters, cancellationToken: cancel)));

    /// <summary>A statement that selects rows of rotas: takes @rotas, the names, and @from.</summary>
    internal static readonly string SelectNamed = Select(Named);

    const string Named = "n.name = any(@rotas)";

    /// <summary>The body of a rota (a Schedule) or of a change to it (a Slot), or the account of somebody in either whose role has ended.</summary>
    internal sealed record RotaRow(long Rota, string Kind, string Text);

    static string Select(string which) => $"""
        with rotas as (
            select n.key as rota, 'rota' as kind, r.body as text from hub.rota n join fhir.resource r on r.key = n.key where {which} and not r.deleted
        ), files as (
            select * from rotas
            union all
            select c.rota, 'change', r.body from rotas join hub.rota_change c on c.rota = rotas.rota join fhir.resource r on r.key = c.key
            where c.holds and c.ends_at > @from and not r.deleted
        )
        select * from files
        union all
        select distinct 0, 'gone', p.id from files
        cross join lateral jsonb_array_elements_text(jsonb_path_query_array(files.text::jsonb, '$.extension.**.reference ? (@ starts with "PractitionerRole/")')) as named (role)
        cross join lateral (select substr(named.role, 18) as id) p
        where not exists (
            select from fhir.resource r where r.type = 'PractitionerRole' and r.id = p.id and not r.deleted and not exists (
                select from fhir.search_token a
                where a.key = r.key and a.param = (select id from fhir.search_parameter where type = 'PractitionerRole' and code = 'active') and a.code = 'false'))
        """;

    internal static IReadOnlyList<RotaOnFile> Rotas(IEnumerable<RotaRow> found)
    {
        var rows = found.ToList();
        var changes = rows.Where(row => row.Kind == "change").ToLookup(row => row.Rota, row => ResourceBody.Read<Slot>(System.Text.Encoding.UTF8.GetBytes(row.Text)));
        // Somebody whose role has ended is on leave for ever: the next rank moves up, and what is left empty is a gap.
        List<RotaChange> gone = [.. from row in rows where row.Kind == "gone" select new RotaChange.Leave($"gone-{row.Text}", new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), row.Text, null)];
        return
        [
            .. from row in rows
               where row.Kind == "rota"
               let schedule = ResourceBody.Read<Schedule>(System.Text.Encoding.UTF8.GetBytes(row.Text))
               where schedule.Active != false
               let rota = RotaSchedule.Read(schedule).Rota
               where rota is not null
               orderby rota.Name
               select new RotaOnFile(
                   $"Schedule/{schedule.Id}", row.Rota, schedule.Actor.Select(actor => actor.Reference).FirstOrDefault(), rota,
                   [.. changes[row.Rota].Select(slot => RotaSlot.Read(slot).Change?.Change).OfType<RotaChange>(), .. gone]),
        ];
    }
}
