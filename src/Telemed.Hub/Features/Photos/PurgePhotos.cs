using Dapper;
using Npgsql;

namespace Telemed.Hub.Features.Photos;

/// <summary>Removes photos that no request referred to within a day, and uploads that were never completed. Any number of nodes may do it.</summary>
sealed partial class PurgePhotos(NpgsqlDataSource db, TimeProvider clock, ILogger<PurgePhotos> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    public static async Task<int> Run(NpgsqlDataSource db, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        return await connection.ExecuteAsync(new(DeleteUnreferenced, cancellationToken: cancel));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await Run(db, stoppingToken) is > 0 and var removed) Purged(log, removed);
            }
            catch (NpgsqlException e)
            {
                Failed(log, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} photo rows that no request referred to")]
    static partial void Purged(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Photos were not purged; tried again at the next round")]
    static partial void Failed(ILogger log, NpgsqlException exception);

    const string DeleteUnreferenced = """
        with forgotten as (delete from hub.upload where created_at < hub.now() - interval '24 hours')
        delete from hub.photo where referenced_at is null and created_at < hub.now() - interval '24 hours'
        """;
}
