using Telemed.Core;

namespace Telemed.Hub.Platform.Pages;

/// <summary>One person told once: on each channel with its result, and what they answered. Never a number or an address of theirs.</summary>
/// <param name="Who">Name of the person, or the words for a telephone number of the pathway.</param>
/// <param name="Mark">How far the best channel has come, or what they answered.</param>
/// <param name="Response">Null while they may still answer.</param>
/// <param name="RespondedAt">Null unless they answered themselves.</param>
public sealed record PersonTold(Wording Who, Mark Mark, IReadOnlyList<ChannelTold> Channels, Wording? Response, DateTimeOffset? RespondedAt);

/// <summary>How far word has come on one channel.</summary>
/// <param name="At">When it came that far; null when that is no later than the telling itself.</param>
public sealed record ChannelTold(Wording Channel, Mark Mark, Wording Result, DateTimeOffset? At);

/// <summary>A telephone number of the pathway that the requester is to call now, because everybody before it was told in vain.</summary>
/// <param name="Who">Who answers there.</param>
/// <param name="Number">As it is dialled.</param>
public sealed record CallOutside(Wording Who, string Number)
{
    const string France = "+33";

    /// <summary>As people in France read it: "03 53 01 01 15", "15".</summary>
    public string Shown => Number.StartsWith(France, StringComparison.Ordinal) && Number.Length == France.Length + 9
        ? string.Join('\u00a0', $"0{Number[France.Length..]}".Chunk(2).Select(pair => new string(pair)))
        : Number;
}
