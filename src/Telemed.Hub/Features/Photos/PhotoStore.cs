using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Telemed.Fhir;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Photos;

enum PhotoVariant { Original, Preview, Thumbnail }

/// <summary>A file as it was sent. Its fingerprint is kept, so that a repeated sending is known; nothing else of the file is.</summary>
/// <param name="Id">The Binary's id, minted by the client.</param>
/// <param name="Owner">The account that sent it.</param>
sealed record SentPhoto(Guid Id, string Owner, byte[] Sha256, int Size)
{
    public static SentPhoto Of(Guid id, string owner, byte[] file) => new(id, owner, SHA256.HashData(file), file.Length);
}

/// <summary>
/// Photos in PostgreSQL, written inside the caller's transaction. Writers of one photo take turns: the account that came first owns
/// the id, and a photo never changes once it is there.
/// </summary>
static class PhotoStore
{
    public static readonly Refusal TakenId = Refusal.Conflict("This photo id is in use. Mint another one (a random UUID).");
    public static readonly Refusal OtherBytes =
        Refusal.Conflict("A photo with this id and other content is kept already. Send the new one under a new id.");

    /// <summary>
    /// Says that a resource shows a photo, in the transaction that stores it: the photo is no longer removed after a day, and who reaches
    /// the resource reaches the photo.
    /// </summary>
    /// <param name="key">Of the resource.</param>
    /// <returns>False when the photo is not there or is another account's.</returns>
    public static async Task<bool> Show(StoreTransaction transaction, Guid photo, string owner, long key, CancellationToken cancel)
    {
        var claimed = await transaction.Connection.ExecuteAsync(new(
            $"{LockPhoto}; {MarkReferenced}", new { photo, owner, now = transaction.Now }, cancellationToken: cancel));
        if (claimed > 0) AlsoShow(transaction, photo, key);
        return claimed > 0;
    }

    /// <summary>The same for a photo that a resource shows already.</summary>
    public static void AlsoShow(StoreTransaction transaction, Guid photo, long key) =>
        transaction.Row("insert into hub.photo_shown (photo_id, key) select * from unnest($1, $2) on conflict do nothing", photo, key);

    /// <summary>The resources that show a photo.</summary>
    public static async Task<IReadOnlyList<Reference>> ShownBy(NpgsqlConnection connection, Guid photo, CancellationToken cancel) =>
        [.. await connection.QueryAsync<Reference>(new(SelectResources, new { photo }, cancellationToken: cancel))];

    /// <summary>Re-encodes, keeps and shows a photo that came inside a resource.</summary>
    /// <returns>Null when it is kept, or was already.</returns>
    public static async Task<Refusal?> StoreInline(
        StoreTransaction transaction, SentPhoto sent, byte[] file, long key, PhotoOptions options, CancellationToken cancel)
    {
        PhotoOutcome outcome;
        using (await DecodeTurn.Take(cancel)) outcome = ReencodePhoto.Reencode(file, options.MaxBytes);
        if (outcome is not PhotoOutcome.Clean clean) return ((PhotoOutcome.Refused)outcome).Why.ToRefusal();

        var (_, refusal) = await KeepOriginal(transaction, sent, clean.Photo, cancel);
        if (refusal is null) await Show(transaction, sent.Id, sent.Owner, key, cancel);
        return refusal;
    }

    /// <summary>Keeps what stands for the photo until its original comes. One that was made from the original is as good.</summary>
    /// <returns>Whether anything was written.</returns>
    public static async Task<(bool Created, Refusal? Refusal)> KeepPreview(
        StoreTransaction transaction, SentPhoto sent, SmallPhoto photo, CancellationToken cancel)
    {
        var there = await Variants(transaction, sent.Id, cancel);
        if (there.Any(kept => kept.Owner != sent.Owner)) return (false, TakenId);
        if (there.SingleOrDefault(kept => kept.Variant == "preview") is { } preview)
        {
            var fromOriginal = there.Any(kept => kept.Variant == "original" && kept.IsFrom(preview.SourceSha256));
            return (false, fromOriginal || preview.IsFrom(sent.Sha256) ? null : OtherBytes);
        }

        await Insert(transaction, sent, [(PhotoVariant.Preview, photo.Preview), (PhotoVariant.Thumbnail, photo.Thumbnail)], there, cancel);
        return (true, null);
    }

    /// <summary>Keeps the original, and the smaller sizes made from it where none is there yet: what an expert has seen stays as it was.</summary>
    /// <returns>Whether anything was written.</returns>
    public static async Task<(bool Created, Refusal? Refusal)> KeepOriginal(
        StoreTransaction transaction, SentPhoto sent, CleanPhoto photo, CancellationToken cancel)
    {
        var there = await Variants(transaction, sent.Id, cancel);
        if (there.Any(kept => kept.Owner != sent.Owner)) return (false, TakenId);
        if (there.SingleOrDefault(kept => kept.Variant == "original") is { } original)
            return (false, original.IsFrom(sent.Sha256) ? null : OtherBytes);

        (PhotoVariant, Rendition)[] all =
            [(PhotoVariant.Original, photo.Original), (PhotoVariant.Preview, photo.Preview), (PhotoVariant.Thumbnail, photo.Thumbnail)];
        await Insert(transaction, sent, all, there, cancel);
        return (true, null);
    }

    /// <summary>Asked after the write and before the commit: null when what the account has sent unreferenced stays within its quota.</summary>
    public static async Task<Refusal?> RefuseOverQuota(NpgsqlConnection connection, string owner, PhotoOptions options, CancellationToken cancel)
    {
        var waiting = await connection.ExecuteScalarAsync<long>(new(BytesWaiting, new { owner }, cancellationToken: cancel));
        return waiting <= options.UnreferencedBytesPerAccount ? null : PhotoRefusal.OverQuota.ToRefusal();
    }

    /// <summary>One writer per photo at a time, until its transaction ends.</summary>
    public static Task TakeTurn(NpgsqlConnection connection, Guid photo, CancellationToken cancel) =>
        connection.ExecuteAsync(new(LockPhoto, new { photo }, cancellationToken: cancel));

    static async Task<IReadOnlyList<Kept>> Variants(StoreTransaction transaction, Guid id, CancellationToken cancel)
    {
        await TakeTurn(transaction.Connection, id, cancel);
        return [.. await transaction.Connection.QueryAsync<Kept>(new(SelectVariants, new { id }, cancellationToken: cancel))];
    }

    static async Task Insert(StoreTransaction transaction, SentPhoto sent, (PhotoVariant Variant, Rendition Rendition)[] sizes,
        IReadOnlyList<Kept> there, CancellationToken cancel) =>
        await transaction.Connection.ExecuteAsync(new(InsertWhereNone, new
        {
            sent.Id,
            sent.Owner,
            variants = sizes.Select(size => size.Variant.ToString().ToLowerInvariant()).ToArray(),
            widths = sizes.Select(size => size.Rendition.Width).ToArray(),
            heights = sizes.Select(size => size.Rendition.Height).ToArray(),
            hashes = sizes.Select(size => size.Rendition.Sha256).ToArray(),
            bytes = sizes.Select(size => size.Rendition.Bytes).ToArray(),
            sourceSha256 = sent.Sha256,
            sourceSize = sent.Size,
            now = transaction.Now,
            referencedAt = there.Max(kept => kept.ReferencedAt),
        }, cancellationToken: cancel));

    sealed record Kept(string Variant, string Owner, byte[] SourceSha256, DateTimeOffset? ReferencedAt)
    {
        public bool IsFrom(byte[] file) => SourceSha256.AsSpan().SequenceEqual(file);
    }

    const string LockPhoto = "select pg_advisory_xact_lock(hashtextextended('photo ' || @photo, 0))";

    const string MarkReferenced = """
        update hub.photo set referenced_at = coalesce(referenced_at, @now) where id = @photo and owner = @owner
        """;

    const string SelectResources = """
        select r.type, r.id from hub.photo_shown s join fhir.resource r on r.key = s.key where s.photo_id = @photo and not r.deleted
        """;

    const string SelectVariants = "select variant, owner, source_sha256, referenced_at from hub.photo where id = @id";

    const string InsertWhereNone = """
        insert into hub.photo (id, variant, owner, width, height, size, sha256, source_sha256, source_size, bytes, created_at, referenced_at)
        select @Id, variant, @Owner, width, height, length(bytes), sha256, @sourceSha256, @sourceSize, bytes, @now, @referencedAt
          from unnest(@variants, @widths, @heights, @hashes, @bytes) as size (variant, width, height, sha256, bytes)
        on conflict (id, variant) do nothing
        """;

    const string BytesWaiting = """
        select (select coalesce(sum(size), 0) from hub.photo where owner = @owner and referenced_at is null)
             + (select coalesce(sum(length), 0) from hub.upload where owner = @owner)
        """;
}
