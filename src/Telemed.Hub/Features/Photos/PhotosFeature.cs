using System.ComponentModel.DataAnnotations;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Photos;

sealed class PhotoOptions
{
    /// <summary>Largest photo file taken, in bytes. A phone writes 2 to 12 MB.</summary>
    [Range(1024 * 1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; init; } = 15 * 1024 * 1024;

    /// <summary>Bytes one account may have sent that no request refers to yet; beyond, it is asked to send its requests first.</summary>
    [Range(16L * 1024 * 1024, 16L * 1024 * 1024 * 1024)]
    public long UnreferencedBytesPerAccount { get; init; } = 300 * 1024 * 1024;
}

/// <summary>Photos are sent before the request that refers to them, in two sizes: the preview at once, the original when the network allows.</summary>
static class PhotosFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<PhotoOptions>().BindConfiguration("Photos").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IWriteRule, ReferToPhoto>();
        services.AddHostedService<PurgePhotos>();
    }

    /// <param name="signedIn">Routes for whoever is signed in, by session or by token.</param>
    public static void Map(IEndpointRouteBuilder signedIn)
    {
        var photos = signedIn.MapGroup("/photos");
        PutPreview.Map(photos);
        CreateUpload.Map(photos);
        ReadUpload.Map(photos);
        AppendToUpload.Map(photos);
        ReadPhoto.Map(photos);
    }

    /// <param name="fhir">The FHIR base.</param>
    public static void MapFhir(IEndpointRouteBuilder fhir) => ReadBinary.Map(fhir);
}
