using Npgsql;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Photos;

/// <summary>How far an original has come: where a client that lost the network takes up again.</summary>
static class ReadUpload
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/{id:guid}/original", [HttpMethods.Head], Handle);

    static async Task<IResult> Handle(Guid id, Caller caller, HttpContext http, NpgsqlDataSource db, CancellationToken cancel)
    {
        await using var connection = await db.OpenConnectionAsync(cancel);
        if (await Upload.Find(connection, id, cancel) is not { } upload || upload.Owner != caller.Account) return Results.NotFound();
        upload.Tell(http.Response);
        return Results.Ok();
    }
}
