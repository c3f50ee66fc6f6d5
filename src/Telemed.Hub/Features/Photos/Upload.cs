using Dapper;
using Npgsql;

namespace Telemed.Hub.Features.Photos;

/// <summary>How far an original has come; one that is complete is a kept photo.</summary>
sealed record Upload(string Owner, int Length, int Received)
{
    /// <summary>Largest piece taken: what a bad network may make a phone send again.</summary>
    public const int PieceBytes = 1024 * 1024;

    public const string LengthHeader = "Upload-Length", OffsetHeader = "Upload-Offset";

    public static Task<Upload?> Find(NpgsqlConnection connection, Guid id, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<Upload>(new(Select, new { id }, cancellationToken: cancel));

    /// <summary>Null when the body is longer than allowed. Stops reading there.</summary>
    public static async Task<byte[]?> Body(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes) return null;
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            if (body.Length + read > maxBytes) return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    /// <summary>The header's value when it is a count of bytes.</summary>
    public static int? Count(HttpRequest request, string header) =>
        int.TryParse(request.Headers[header], System.Globalization.NumberStyles.None, null, out var count) ? count : null;

    public void Tell(HttpResponse response)
    {
        response.Headers[OffsetHeader] = Received.ToString();
        response.Headers[LengthHeader] = Length.ToString();
        response.Headers.CacheControl = "no-store";
    }

    const string Select = """
        select owner, source_size as length, source_size as received from hub.photo where id = @id and variant = 'original'
        union all
        select owner, length, received from hub.upload
         where id = @id and not exists (select from hub.photo where id = @id and variant = 'original')
        """;
}
