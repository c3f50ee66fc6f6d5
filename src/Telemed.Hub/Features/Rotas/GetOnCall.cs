using Npgsql;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Rotas;

/// <summary>GET /on-call?at=: who is on call now, or at any instant, on every rota.</summary>
static class GetOnCall
{
    public sealed record Answer(DateTimeOffset At, IReadOnlyList<RotaNow> Rotas);

    public sealed record RotaNow(string Name, string Title, string Schedule, string? Service, IReadOnlyList<OnCallPerson> People);

    public static async Task<Answer> At(DateTimeOffset at, NpgsqlDataSource db, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        var rotas = await OnCall.All(connection, at, cancel);
        return new(at, [.. rotas.Select(rota => new RotaNow(rota.Rota.Name, rota.Rota.Title.French, rota.Schedule, rota.Service, OnCall.At(rota, at)))]);
    }
}
