using Dapper;
using Npgsql;

namespace Telemed.Fhir.Store;

/// <summary>Hands out the numbers of resources, a hundred to a round trip.</summary>
internal sealed class ResourceKeys : IDisposable
{
    const int Block = 100;
    readonly SemaphoreSlim gate = new(1);
    long next, end;

    public async ValueTask<long> Next(NpgsqlConnection connection, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (next == end)
            {
                next = await connection.ExecuteScalarAsync<long>(new("select nextval('fhir.resource_key')", cancellationToken: cancel));
                end = next + Block;
            }
            return next++;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
