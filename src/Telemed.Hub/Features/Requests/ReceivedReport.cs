namespace Telemed.Hub.Features.Requests;

/// <summary>A report on one's patient that somebody else had asked for.</summary>
public sealed record ReceivedReport(string Id, string Patient, string Outcome, string Text, string By, DateTimeOffset At);
