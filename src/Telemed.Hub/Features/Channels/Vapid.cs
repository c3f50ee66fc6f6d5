using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Telemed.Hub.Features.Channels;

/// <summary>
/// How the hub tells push services who it is: a token signed with a key pair that is made once and shared by every node; browsers
/// subscribe to its public half. https://www.rfc-editor.org/rfc/rfc8292
/// </summary>
sealed class Vapid(NpgsqlDataSource db, TimeProvider clock, IOptions<ChannelOptions> hub) : IDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    readonly SemaphoreSlim gate = new(1);
    ECDsa? key;

    public async Task<string> PublicKey(CancellationToken cancel) => Public(await Key(cancel));

    /// <summary>The Authorization header's value for a push service.</summary>
    public async Task<string> Authorization(Uri endpoint, CancellationToken cancel)
    {
        var signing = await Key(cancel);
        var claims = new Dictionary<string, object>
        {
            ["aud"] = endpoint.GetLeftPart(UriPartial.Authority),
            ["exp"] = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds(),
        };
        if (hub.Value.Address is { Scheme: "https" }) claims["sub"] = hub.Value.Link;
        var signed = $"{Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        var signature = signing.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"vapid t={signed}.{Base64Url.EncodeToString(signature)}, k={Public(signing)}";
    }

    static string Public(ECDsa key) => Base64Url.EncodeToString(WebPushMessage.Uncompressed(key.ExportParameters(includePrivateParameters: false)));

    async Task<ECDsa> Key(CancellationToken cancel)
    {
        if (key is not null) return key;
        await gate.WaitAsync(cancel);
        try
        {
            return key ??= await Load(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    async Task<ECDsa> Load(CancellationToken cancel)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var connection = await db.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new(
            "insert into hub.vapid_key (private_key, created_at) values (@made, hub.now()) on conflict do nothing", new { made = fresh.ExportPkcs8PrivateKey() }, cancellationToken: cancel));
        var loaded = ECDsa.Create();
        loaded.ImportPkcs8PrivateKey(await connection.ExecuteScalarAsync<byte[]>(new("select private_key from hub.vapid_key", cancellationToken: cancel)), out _);
        return loaded;
    }

    public void Dispose()
    {
        key?.Dispose();
        gate.Dispose();
    }
}
