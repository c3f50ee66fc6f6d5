namespace Telemed.Territory.Simulate;

/// <summary>How far a user's inbox goes: which log, and the number of its last event.</summary>
sealed record Head(Guid Epoch, long Seq);

/// <summary>An event with its place in one user's log.</summary>
sealed record Told(Guid Epoch, long Seq, long Prev, Happening Event);

/// <summary>What the hub tells: ids, priority, times; nothing of the patient.</summary>
/// <param name="Kind">submit, or the name of an operation, or a reminder.</param>
/// <param name="At">Time of the hub.</param>
sealed record Happening(Guid Id, string Kind, string Priority, string Request, string Task, DateTimeOffset? DueAt, DateTimeOffset At)
{
    public bool IsUrgent => Priority != "routine";
}
