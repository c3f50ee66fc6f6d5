using Telemed.Core;

namespace Telemed.Hub.Platform.Pages;

/// <summary>One line of what happened to a request, or of what will if nobody moves (<see cref="Mark.Expected"/>).</summary>
/// <param name="Quote">Words somebody wrote, shown under the line as they were typed.</param>
/// <param name="Each">Who was told in this step, and what came of it; many are shown when asked for.</param>
public sealed record TrailEntry(DateTimeOffset At, Mark Mark, Wording Text, string? Quote = null, IReadOnlyList<PersonTold>? Each = null);

/// <summary>A clinical photo: the preview is shown, the original is fetched when asked for.</summary>
/// <param name="Id">Id of its Binary.</param>
/// <param name="Button">The view's short name.</param>
/// <param name="OriginalSize">Bytes of the original; null while it has not arrived.</param>
/// <param name="PixelsPerMillimetre">In the preview, where the ruler was marked.</param>
public sealed record Picture(string Id, Wording View, Wording Button, DateTimeOffset TakenAt, long? OriginalSize = null, double? PixelsPerMillimetre = null);

/// <summary>Who the patient is, shown only to those with a therapeutic link.</summary>
public sealed record Identity(string Name, DateOnly BirthDate, string? Ins);

/// <summary>An expert's answer as it was signed.</summary>
/// <param name="ReadAt">When the requester read it; null while they have not.</param>
public sealed record Opinion(Wording Outcome, string Text, string By, DateTimeOffset At, DateTimeOffset? ReadAt);
