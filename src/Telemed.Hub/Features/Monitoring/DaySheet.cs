using Telemed.Core;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>What the cell does today, to be read on paper: whom to call and why, and who did not transmit.</summary>
/// <param name="MoreToCall">Open alarms beyond those listed.</param>
/// <param name="MoreSilent">Silent patients beyond those listed.</param>
public sealed record DaySheet(
    DateTimeOffset Now, IReadOnlyList<ToCall> ToCall, long MoreToCall, IReadOnlyList<WatchedPatient> Silent, long MoreSilent, IReadOnlyList<Colleague> Colleagues)
{
    /// <summary>Alarms the reader holds: they hand them over before they leave.</summary>
    public IEnumerable<ToCall> Mine => ToCall.Where(call => call.Mine);
}

/// <summary>A patient to call.</summary>
/// <param name="Reasons">What was found, one sentence each.</param>
/// <param name="LastCall">When somebody last tried, and whether they got through.</param>
public sealed record ToCall(string PlanId, string TaskId, Identity? Patient, string? Phone, string Level, DateTimeOffset Since, string? Holder, bool Mine, IReadOnlyList<Wording> Reasons, (DateTimeOffset At, bool Reached)? LastCall);

/// <summary>Somebody of the cell to whom alarms are handed over.</summary>
public sealed record Colleague(string Account, string Name);
