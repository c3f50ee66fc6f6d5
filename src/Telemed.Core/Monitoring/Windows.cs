namespace Telemed.Core.Monitoring;

/// <summary>How far back each rule looks: no rule looks further, so an evaluation costs the same after a week and after three years.</summary>
static class Windows
{
    public static TimeSpan LookBack(AlarmRule rule) => throw new NotImplementedException();
}
