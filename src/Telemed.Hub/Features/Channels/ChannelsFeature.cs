using Microsoft.Extensions.Options;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Channels;

/// <summary>Telling people outside the console: text messages, calls, mail, push; and what is heard back.</summary>
static class ChannelsFeature
{
    const int LargestAnswer = 64 * 1024;

    public static void Add(IServiceCollection services)
    {
        ChannelOptions.Add(services);
        // One client for all: it follows no redirection, because push services are named by browsers, and it writes no address to a log.
        services.AddSingleton(_ => new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5),
        })
        { MaxResponseContentBufferSize = LargestAnswer });
        foreach (var code in new[] { "sms", "voice" })
            services.AddSingleton<IChannel>(provider => new SendByProvider(
                code, provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<IOptionsMonitor<ProviderOptions>>(), provider.GetRequiredService<IOptions<ChannelOptions>>()));
        services.AddSingleton<IChannel, SendByEmail>();
        services.AddSingleton<IChannel, SendByPush>();
        services.AddSingleton(provider => new OfferedChannels([.. provider.GetServices<IChannel>().Where(channel => channel.IsConfigured).Select(channel => channel.Code)]));
        services.AddSingleton<Vapid>();
        services.AddSingleton<PushReceipts>();
        services.AddSingleton<Receipts>();
        services.AddSingleton<DeliveryRows>();
        services.AddSingleton<MyChannels>();
        services.AddHostedService<WatchDeliveries>();
        foreach (var stat in new[] { true, false })
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<SendDeliveries>(provider, stat));
    }

    /// <param name="anyone">Routes that prove by themselves who calls.</param>
    public static void MapReceipts(IEndpointRouteBuilder anyone)
    {
        TakeReceipt.Map(anyone);
        TakePushReceipt.Map(anyone);
    }
}
