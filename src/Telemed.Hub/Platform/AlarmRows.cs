using Dapper;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Platform;

/// <summary>What an alarm of a patient at home came to, written in the transaction that ends its Task: the rules look again at once.</summary>
static class AlarmRows
{
    /// <param name="key">Of the Task.</param>
    /// <param name="outcome">Code of the answer; null when it ended another way.</param>
    /// <param name="was">true, false or unknown; null when nobody said.</param>
    public static void Ended(StoreTransaction transaction, long key, string? outcome, string? was)
    {
        transaction.Effect(EndAndLook, key, transaction.Now, outcome, was);
        if (was is not null) transaction.Effect(CountByHand, key, transaction.Now, outcome, was);
    }

    // One that no rule raised.
    const string CountByHand = """
        insert into hub.alarm_by_hand (key, patient, ended_at, outcome, alarm_was)
        select e.key, e.patient, $2, $3, $4 from hub.escalation e
        where e.key = $1 and e.patient is not null and not exists (select from hub.alarm a where a.key = e.key)
        on conflict (key) do nothing
        """;

    /// <summary>The accounts of the care team of the patient whom an alarm is about; none for what is no alarm.</summary>
    public static async Task<IReadOnlyList<string>> CareTeam(StoreTransaction transaction, long key, CancellationToken cancel) => [.. await transaction.Connection.QueryAsync<string>(new(
        OfTheTeam, new { key }, cancellationToken: cancel))];

    const string OfTheTeam = """
        select distinct substr(c.principal, length('PractitionerRole/') + 1) from hub.alarm a join hub.monitoring m on m.key = a.monitoring join hub.care_team_member c on c.team = m.team
        where a.key = @key and c.principal like 'PractitionerRole/%'
        """;

    const string EndAndLook = """
        with ended as (
            update hub.alarm set ended_at = $2, outcome = $3, alarm_was = $4 where key = $1 and ended_at is null returning monitoring
        )
        insert into hub.deadline (key, kind, priority, due_at, created_at)
        select m.key, 'evaluate', -1, $2, $2 from ended e join hub.monitoring m on m.key = e.monitoring where m.ended_at is null
        on conflict on constraint one_deadline_of_a_step do update set due_at = least(hub.deadline.due_at, excluded.due_at), attempt = 0
        """;
}
