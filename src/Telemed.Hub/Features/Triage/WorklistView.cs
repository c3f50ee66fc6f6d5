using Telemed.Core;

namespace Telemed.Hub.Features.Triage;

/// <summary>A worklist as one person sees it now.</summary>
/// <param name="Title">Which list: what the pool has to answer, or what this person holds.</param>
/// <param name="Show">The filter chosen: <c>all</c>, <c>free</c> or <c>due</c>.</param>
/// <param name="Epoch">The reader's inbox at the moment the list was read: live updates go on from there.</param>
public sealed record WorklistView(IReadOnlyList<WorklistItem> Items, Wording Title, string Address, string Show, string Epoch, long Cursor);
