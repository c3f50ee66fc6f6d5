using System.Net.Mime;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Telemed.Hub.Features.Channels;

namespace Telemed.Hub.Features.Demo;

/// <summary>A text message or a call, as a telephone of the demo got it.</summary>
/// <param name="Key">The idempotency key: the same is taken once.</param>
/// <param name="Arrived">False while the telephone is off: the provider has it, nobody was told.</param>
public sealed record PhoneMessage(string Key, string Channel, string Text, bool Urgent, DateTimeOffset At, bool Arrived);

/// <summary>
/// The telephones of the demo: a provider of text messages and calls (docs/channels.md) that rings nowhere. Kept in the memory of this
/// process, the last few of each number.
/// </summary>
sealed class DemoPhones(HttpClient http, IOptionsMonitor<ProviderOptions> providers, TimeProvider clock, IHostApplicationLifetime host, ILogger<DemoPhones> log)
{
    const int MessagesOfOne = 20, MostNumbers = 1000;

    // Kept for fiction by the French regulator: the demo answers for no number that somebody could have. Décision 2018-0881
    static readonly string[] Fiction = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"];
    static readonly TimeSpan TextTakes = TimeSpan.FromSeconds(1), RingingTakes = TimeSpan.FromSeconds(3);

    readonly Lock gate = new();
    readonly Dictionary<string, List<PhoneMessage>> numbers = [];
    readonly HashSet<string> off = [];

    public static bool IsFiction(string number) => Fiction.Any(range => number.StartsWith(range, StringComparison.Ordinal)) && number.Length == 12;

    /// <summary>Each number that got something, newest first, and those that are off.</summary>
    public (IReadOnlyDictionary<string, IReadOnlyList<PhoneMessage>> Messages, IReadOnlySet<string> Off) Now()
    {
        lock (gate) return (numbers.ToDictionary(one => one.Key, one => (IReadOnlyList<PhoneMessage>)[.. one.Value]), off.ToHashSet());
    }

    public void Switch(string number, bool on)
    {
        lock (gate)
        {
            if (on) off.Remove(number);
            else if (off.Count < MostNumbers) off.Add(number);
        }
    }

    /// <summary>Takes a message, once for its key, and says later that it arrived, unless the telephone is off.</summary>
    public void Take(string channel, string key, string number, string text, bool urgent, string receipts)
    {
        lock (gate)
        {
            if (!numbers.TryGetValue(number, out var messages))
            {
                if (numbers.Count >= MostNumbers) numbers.Remove(numbers.MinBy(one => one.Value[0].At).Key);
                numbers[number] = messages = [];
            }
            if (messages.Exists(known => known.Key == key)) return;
            var isOn = !off.Contains(number);
            messages.Insert(0, new(key, channel, text, urgent, clock.GetUtcNow(), isOn));
            if (messages.Count > MessagesOfOne) messages.RemoveAt(MessagesOfOne);
            if (!isOn) return;
        }
        _ = Confirm(channel, key, receipts, host.ApplicationStopping);
    }

    async Task Confirm(string channel, string key, string receipts, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(channel == "sms" ? TextTakes : RingingTakes, cancel);
            var now = clock.GetUtcNow();
            var body = JsonSerializer.SerializeToUtf8Bytes(new { @event = $"demo/{key}", delivery = key, status = "delivered", at = now });
            using var receipt = new HttpRequestMessage(HttpMethod.Post, receipts) { Content = new ByteArrayContent(body) };
            receipt.Content.Headers.ContentType = new(MediaTypeNames.Application.Json);
            receipt.Headers.Add("Telemed-Signature", $"t={now.ToUnixTimeSeconds()},v1={TakeReceipt.Signature(now.ToUnixTimeSeconds(), body, providers.Get(channel).Secret!)}");
            using var answer = await http.SendAsync(receipt, cancel);
            if (!answer.IsSuccessStatusCode) log.ReceiptNotTaken(channel, (int)answer.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            log.ReceiptNotSent(channel, e);
        }
    }
}

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A receipt of the demo's {Channel} was answered with {Status}")]
    public static partial void ReceiptNotTaken(this ILogger log, string channel, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A receipt of the demo's {Channel} could not be sent")]
    public static partial void ReceiptNotSent(this ILogger log, string channel, Exception e);
}
