using System.Text.Json.Nodes;
using Telemed.Territory.Dermatology;

namespace Telemed.Territory.History;

/// <summary>Somebody does something to a request: submits it, or runs one of the operations on its Task.</summary>
/// <param name="Photo">The view that was taken again for it.</param>
sealed record Moment(DateTimeOffset At, string Account, string Act, JsonObject? Parameters = null, string? Photo = null)
{
    public const string Submit = "submit";
}

/// <summary>What happens to one request, from its submission to as far as it has come.</summary>
/// <param name="Moments">In the order of time, the submission first.</param>
sealed record Story(Case Case, IReadOnlyList<Moment> Moments);
