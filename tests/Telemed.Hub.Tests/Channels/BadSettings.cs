using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Telemed.Hub.Features.Channels;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

/// <summary>A bad value stops the start with the setting's name.</summary>
public sealed class BadSettings
{
    [Theory]
    [InlineData("Channels:Sms:Secret", "too short")]
    [InlineData("Channels:Voice:Url", "ftp://provider.example")]
    [InlineData("Channels:Email:From", "nobody")]
    [InlineData("Channels:Email:Port", "70000")]
    [InlineData("Channels:Push:Services", " ")]
    [InlineData("Channels:Address", "hub.example")]
    [InlineData("Channels:Address", null)]
    [InlineData("Alerting:SilentAfter", "30")]
    public async Task A_hub_does_not_start_with(string setting, string? value)
    {
        await using var outside = new Outside();
        Validate(new Dictionary<string, string?>(outside.Settings!));
        var refused = Assert.Throws<OptionsValidationException>(() => Validate(new Dictionary<string, string?>(outside.Settings!) { [setting] = value }));
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    static void Validate(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        ChannelOptions.Add(services);
        AlertingOptions.Add(services);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }
}
