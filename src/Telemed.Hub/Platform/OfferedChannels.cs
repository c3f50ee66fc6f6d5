namespace Telemed.Hub.Platform;

/// <summary>The channels outside the console that this hub has a provider for: push, sms, voice, email.</summary>
sealed record OfferedChannels(IReadOnlyList<string> Codes);
