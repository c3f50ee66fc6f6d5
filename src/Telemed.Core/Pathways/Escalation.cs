using Telemed.Core.Calendars;

namespace Telemed.Core.Pathways;

/// <summary>
/// Who is told when nobody accepts, level by level, counted from the moment a Task waits in its pool. The first level is told at
/// once; the last one ends at a person or a telephone, so that no request waits where nobody looks.
/// </summary>
/// <param name="Levels">At least one, in the order of <see cref="EscalationLevel.After"/>, which grows strictly from zero.</param>
/// <param name="InOpenHours">True counts only the hours in which the pool is open; false where night and Sunday count too.</param>
public sealed record Escalation(IReadOnlyList<EscalationLevel> Levels, bool InOpenHours = false)
{
    /// <summary>The instant a level is told; null past the last one.</summary>
    /// <param name="level">Number from 0.</param>
    /// <param name="startedAt">When the Task began to wait.</param>
    /// <param name="pool">When the pool is open; asked only where open hours count.</param>
    public DateTimeOffset? DueAt(int level, DateTimeOffset startedAt, BusinessHours pool) =>
        level >= Levels.Count ? null : InOpenHours && level > 0 ? pool.After(startedAt, Levels[level].After) : startedAt + Levels[level].After;

    /// <summary>
    /// The last level whose instant has come, at least <paramref name="level"/>. After an outage several are due at once: they are
    /// told together, and nobody is called for a level that a later one has overtaken.
    /// </summary>
    public int Reached(int level, DateTimeOffset startedAt, BusinessHours pool, DateTimeOffset now)
    {
        while (DueAt(level + 1, startedAt, pool) is { } due && due <= now) level++;
        return level;
    }
}

/// <summary>One level of an escalation.</summary>
/// <param name="After">Time since the Task waits; zero for the first level.</param>
/// <param name="Title">What this level is, as requester and expert read it.</param>
/// <param name="Targets">Who is told, all at once; at least one.</param>
/// <param name="Channels">Channels used at once, in order: console, push, sms, voice, email, or any (the person's first own channel beside the console).</param>
/// <param name="RepeatEvery">Tells the same people again as long as this level is the last one reached; null tells once.</param>
public sealed record EscalationLevel(
    TimeSpan After, Wording Title, IReadOnlyList<EscalationTarget> Targets, IReadOnlyList<string> Channels, TimeSpan? RepeatEvery = null);

/// <summary>Whom a level tells. People are told by what they are on duty for, never by name.</summary>
/// <param name="Kind">What <paramref name="Name"/> names.</param>
/// <param name="Name">Value of the identifier, or a telephone number.</param>
/// <param name="Rank">On a rota, which of those on call: 1 is the first. Otherwise 1.</param>
/// <param name="Label">Words for a telephone number; null otherwise.</param>
public sealed record EscalationTarget(EscalationTargetKind Kind, string Name, int Rank = 1, Wording? Label = null)
{
    /// <summary>The target on one line, such as <c>rota:stroke-neurology#1</c> or <c>tel:15</c>.</summary>
    public override string ToString() => Kind switch
    {
        EscalationTargetKind.Rota => $"rota:{Name}#{Rank}",
        EscalationTargetKind.Pool => $"pool:{Name}",
        EscalationTargetKind.Duty => $"duty:{Name}",
        EscalationTargetKind.Part => $"part:{Name}",
        EscalationTargetKind.CareTeam => $"care-team:{Name}",
        _ => $"tel:{Name}",
    };
}

/// <summary>What a target's name names.</summary>
public enum EscalationTargetKind
{
    /// <summary>Whoever is on call on a rota at that instant, by rank.</summary>
    Rota,

    /// <summary>Every member of a pool.</summary>
    Pool,

    /// <summary>Everybody with a duty of the hub, such as coordinator.</summary>
    Duty,

    /// <summary>Whoever plays a part in the request at that instant: <see cref="PathwayTerms.HolderPart"/> or <see cref="PathwayTerms.RequesterPart"/>.</summary>
    Part,

    /// <summary>Whoever has a role in the care team of the patient whom the request is about; nobody for a patient who has none.</summary>
    CareTeam,

    /// <summary>A number outside the hub: the requester is told to call it, and the hub calls it where it can.</summary>
    Telephone,
}

/// <summary>A further person a pathway needs at the same time, such as the radiologist of a stroke: a Task of its own, part of the living one.</summary>
/// <param name="Code">Value of Task.code of the part.</param>
/// <param name="Title">Name of the role.</param>
/// <param name="Pool">Identifier of the HealthcareService whose members take it.</param>
/// <param name="AcceptWithin">Time until somebody must hold the part.</param>
/// <param name="Escalation">Who is told when nobody does.</param>
public sealed record PathwayRole(string Code, Wording Title, Hl7.Fhir.Model.Identifier Pool, TimeSpan AcceptWithin, Escalation Escalation)
{
    /// <summary>Code of the milestone that an acceptance stamps; null for none.</summary>
    public string? AcceptStamps { get; init; }
}
