using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// What the télésurveillance of a month was, patient by patient: what a claim for its forfait rests on. The hub counts; which forfait is
/// claimed is decided by who claims it.
/// </summary>
/// <param name="Month">Its first day.</param>
/// <param name="Page">From 1.</param>
public sealed record MonthRecord(DateOnly Month, IReadOnlyList<MonthLine> Lines, long Total, int Page)
{
    public const int PageSize = 50;

    public int Pages => (int)Math.Max(1, (Total + PageSize - 1) / PageSize);
}

/// <summary>One patient's month.</summary>
/// <param name="Patient">Null for a reader without a therapeutic link: the prescription stands for the patient then.</param>
/// <param name="Request">Id of the prescription.</param>
/// <param name="Nth">Which month of the prescription it is, from 1.</param>
/// <param name="Watched">Days of the month on which the patient was watched: those in a pause are none.</param>
/// <param name="Measured">Of these, days with a weight.</param>
/// <param name="Answered">Alarms of the month that somebody has answered.</param>
/// <param name="Visits">Visits of a nurse.</param>
public sealed record MonthLine(
    string PlanId, string Request, Identity? Patient, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Nth, int Watched, int Measured,
    long Messages, long Calls, long Interventions, long Answered, long Reached, long Unreached, long Visits)
{
    /// <summary>Of the Patient, whoever reads.</summary>
    public required string PatientReference { get; init; }

    public int Unmeasured => Watched - Measured;

    /// <summary>Days of the month that a pause holds from midnight to midnight: in hospital, or away.</summary>
    public required int Paused { get; init; }

    /// <summary>Visits of a nurse that were due in the month, up to yesterday.</summary>
    public required int Planned { get; init; }

    /// <summary>Of these, those that nobody made, in time or late.</summary>
    public required int Missed { get; init; }

    /// <summary>Until when it is prescribed.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Until when the majorated forfait can be claimed of this prescription, counted from its start: as granted, then as renewed. The hub does not know which forfait is.</summary>
    public IReadOnlyList<DateOnly> Majorated { get; init; } = [];
}
