using System.Security.Cryptography;
using System.Text;
using Dapper;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Telemed.Core.OnCall;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>
/// Somebody's turns for their own calendar, under a secret address: whoever knows it reads the turns and nothing else. Dates, ranks and
/// names of rotas; no patient and no colleague.
/// </summary>
static class CalendarFeed
{
    public const string Address = "/calendar";
    static readonly TimeSpan Past = TimeSpan.FromDays(31), Ahead = TimeSpan.FromDays(183);

    /// <summary>A new secret address; the one before answers no more.</summary>
    public static async Task<string> NewLink(Caller caller, NpgsqlDataSource db, CancellationToken cancel)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(
            """
            insert into hub.calendar_link (user_id, secret, created_at) values (@user, @hash, hub.now())
            on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at
            """, new { user = caller.Account, hash = Hash(secret) }, cancellationToken: cancel));
        return $"{Address}/{secret}.ics";
    }

    public static async Task<IResult> Read(string secret, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var user = await connection.ExecuteScalarAsync<string?>(new("select user_id from hub.calendar_link where secret = @hash", new { hash = Hash(secret) }, cancellationToken: cancel));
        if (user is null || await Caller.Load(db, user, cancel) is null) return Results.NotFound();
        var now = clock.GetUtcNow();
        var rotas = await OnCall.All(connection, now - Past, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(Text(rotas, user, now), "text/calendar", Encoding.UTF8);
    }

    static string Text(IReadOnlyList<RotaOnFile> rotas, string account, DateTimeOffset now)
    {
        var calendar = new Calendar { ProductId = "-//Telemed//Astreinte//FR" };
        calendar.AddProperty("X-WR-CALNAME", "Astreintes Telemed");
        foreach (var rota in rotas)
            foreach (var shift in Shifts.Between(rota.Rota, rota.Changes, now - Past, now + Ahead).Where(shift => shift.Account == account))
                calendar.Events.Add(Event(rota.Rota, shift, now));
        return new CalendarSerializer(calendar).SerializeToString()!;
    }

    // The id stays the same while the shift keeps its end: a calendar moves the entry rather than doubling it.
    static CalendarEvent Event(Rota rota, Shift shift, DateTimeOffset now)
    {
        var entry = new CalendarEvent
        {
            Uid = $"{rota.Name}-{shift.Rank}-{shift.During.End.UtcDateTime:yyyyMMddTHHmmss}@telemed",
            DtStamp = new CalDateTime(now.UtcDateTime, CalDateTime.UtcTzId),
            Start = new CalDateTime(shift.During.Start.UtcDateTime, CalDateTime.UtcTzId),
            End = new CalDateTime(shift.During.End.UtcDateTime, CalDateTime.UtcTzId),
            Summary = shift.Rank == 1 ? rota.Title.French : $"{rota.Title.French} (rang {shift.Rank})",
            Transparency = TransparencyType.Transparent,
        };
        if (shift.Rank == 1)
            entry.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = rota.Title.French, Trigger = new Trigger(Duration.FromMinutes(-30)) });
        return entry;
    }

    static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
