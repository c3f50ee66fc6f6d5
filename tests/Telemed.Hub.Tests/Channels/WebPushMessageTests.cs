using System.Buffers.Text;
using System.Security.Cryptography;
using Telemed.Hub.Features.Channels;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Channels;

public sealed class WebPushMessageTests
{
    /// <summary>https://www.rfc-editor.org/rfc/rfc8291#section-5</summary>
    [Fact]
    public void The_example_of_RFC_8291_comes_out_to_the_byte()
    {
        var point = Base64Url.DecodeFromChars("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        using var sender = ECDiffieHellman.Create(WebPushMessage.Key(point) with { D = Base64Url.DecodeFromChars("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw") });
        var body = WebPushMessage.Encrypt(
            "When I grow up, I want to be a watermelon"u8.ToArray(),
            Base64Url.DecodeFromChars("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"), sender, Base64Url.DecodeFromChars("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(body));
    }

    [Fact]
    public void Only_the_subscribed_browser_reads_it()
    {
        using var browser = new Subscription();
        using var other = new Subscription();
        var body = WebPushMessage.Encrypt("""{"kind":"alert"}"""u8.ToArray(), browser.P256dh, browser.Secret);
        Assert.Equal("alert", browser.Decrypt(body)["kind"]!.GetValue<string>());
        Assert.Throws<AuthenticationTagMismatchException>(() => other.Decrypt(body));
    }

    [Fact]
    public void What_is_no_key_is_told_from_what_is()
    {
        using var browser = new Subscription();
        Assert.True(WebPushMessage.AreKeys(browser.P256dh, browser.Secret));
        Assert.False(WebPushMessage.AreKeys(browser.P256dh, browser.Secret[1..]));
        Assert.False(WebPushMessage.AreKeys(browser.P256dh[..64], browser.Secret));
        Assert.False(WebPushMessage.AreKeys([4, .. new byte[64]], browser.Secret));
        Assert.False(WebPushMessage.AreKeys([], []));
    }
}
