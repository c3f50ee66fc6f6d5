using System.Globalization;
using Hl7.Fhir.Model;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// The record of a month as FHIR: a MeasureReport for each patient, a group for each count. Without a therapeutic link it has no subject;
/// the prescription stands for the patient then. https://hl7.org/fhir/R4/measurereport.html
/// </summary>
static class MonthReport
{
    const string Measure = "https://telemed.example/fhir/Measure/monitoring-month", Counts = "https://telemed.example/fhir/CodeSystem/monitoring-month";

    /// <param name="now">A month that is not over is reported as pending.</param>
    public static Bundle Of(DateOnly month, IEnumerable<MonthLine> lines, DateTimeOffset now) => new()
    {
        Type = Bundle.BundleType.Collection,
        TimestampElement = new(now),
        Entry = [.. lines.Select(line => new Bundle.EntryComponent { FullUrl = $"urn:uuid:{Guid.CreateVersion7(now)}", Resource = Report(month, line, now) })],
    };

    static MeasureReport Report(DateOnly month, MonthLine line, DateTimeOffset now) => new()
    {
        Status = now < Language.StartOf(month.AddMonths(1)) ? MeasureReport.MeasureReportStatus.Pending : MeasureReport.MeasureReportStatus.Complete,
        Type = MeasureReport.MeasureReportType.Individual,
        Measure = Measure,
        Subject = line.Patient is null ? null : new(line.PatientReference),
        DateElement = new(now),
        Period = new() { Start = Day(month), End = Day(month.AddMonths(1).AddDays(-1)) },
        Group = [.. Figures(line).Select(figure => new MeasureReport.GroupComponent
        {
            Code = new CodeableConcept(Counts, figure.Code), MeasureScore = new Quantity(figure.Count, "1"),
        })],
        EvaluatedResource = [new($"ServiceRequest/{line.Request}"), new($"CarePlan/{line.PlanId}")],
    };

    static IEnumerable<(string Code, long Count)> Figures(MonthLine line) =>
    [
        ("prescription-month", line.Nth), ("days-watched", line.Watched), ("days-with-weight", line.Measured), ("days-without-weight", line.Unmeasured), ("days-paused", line.Paused),
        ("messages", line.Messages), ("alarms-call", line.Calls), ("alarms-intervention", line.Interventions), ("alarms-answered", line.Answered),
        ("calls-reached", line.Reached), ("calls-not-reached", line.Unreached), ("visits", line.Visits), ("visits-planned", line.Planned), ("visits-missed", line.Missed),
    ];

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
