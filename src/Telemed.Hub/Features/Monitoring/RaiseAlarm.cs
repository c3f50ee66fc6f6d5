using System.Globalization;
using Dapper;
using Hl7.Fhir.Model;
using Telemed.Core.Monitoring;
using Telemed.Core.Pathways;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Escalations;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// An alarm is a request like any other, asked by the hub: its Task, levels, channels, clocks and answers are those of every pathway. Beside
/// it stands a Flag while the episode lasts. It says what was found, by which rule, and what that rule is worth; never what to give.
/// </summary>
sealed class RaiseAlarm(SubmitRequest submit, InboxEvents inbox)
{
    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <param name="level">Of the alarm: findings that were answered before may stand higher.</param>
    /// <param name="replaces">The alarm that this one takes the place of; null for none.</param>
    public async Task<OpenAlarm> Run(
        StoreTransaction transaction, Monitored monitored, Pathway pathway, AlarmLevel level, IReadOnlyList<Finding> findings, string? replaces, CancellationToken cancel)
    {
        var red = level == AlarmLevel.InterventionRapide && findings.Any(finding => finding.Rule.RedSign);
        var urgency = (red ? pathway.UrgencyClasses.FirstOrDefault(urgency => urgency.Code == RedSigns) : null)
            ?? pathway.UrgencyClasses.First(urgency => urgency.Code == AlarmRule.CodeOf(level));
        var form = await transaction.Create(await Form(transaction, monitored, pathway, findings, level, cancel), null, cancel);
        var flag = await transaction.Create(Flag(transaction, monitored, pathway, findings, level), null, cancel);
        var request = await submit.Ask(transaction, new ServiceRequest
        {
            Status = RequestStatus.Active,
            Intent = RequestIntent.ReflexOrder,
            Priority = urgency.Priority,
            InstantiatesCanonical = [pathway.Canonical],
            BasedOn = [new(monitored.Request)],
            Replaces = replaces is null ? [] : [new(replaces)],
            Code = new CodeableConcept(AlarmRule.LevelSystem, AlarmRule.CodeOf(level), urgency.Label.French, null),
            Subject = new(monitored.Patient),
            Requester = new(transaction.Caller.Agent),
            AuthoredOnElement = new FhirDateTime(transaction.Now),
            // A visit's signs are read through the care team's circle: what a request consists of could not be corrected any more.
            ReasonReference = [.. findings.SelectMany(finding => finding.Inputs).Select(input => input.Source).Distinct().Where(source => source.StartsWith("Observation/", StringComparison.Ordinal)).Select(source => new ResourceReference(source))],
            SupportingInfo = [new(form.Reference), new(monitored.Consent)],
        }, cancel);
        var task = transaction.Writes.First(write => write.Resource is FhirTask living && living.Focus?.Reference == request && living.PartOf.Count == 0);
        var team = await LetCareTeamIn.Run(transaction, monitored, request, cancel);
        // Their lists show it as it comes, whether a level calls them or not.
        inbox.Tell(transaction, team.Select(WaitingTask.Account).OfType<string>(), new InboxEvent(
            Guid.CreateVersion7(transaction.Now), SubmitRequest.Listed, urgency.Priority.ToString().ToLowerInvariant(), request, task.Reference, null, transaction.Now));
        transaction.Effect(
            "insert into hub.alarm (key, monitoring, request, task, flag, level, opened_at) values ($1, $2, $3, $4, $5, $6, $7)",
            task.Key, monitored.Key, request, task.Reference, flag.Reference, AlarmRule.CodeOf(level), transaction.Now);
        return new(task.Key, request, task.Reference, flag.Reference, AlarmRule.CodeOf(level));
    }

    /// <summary>Code of the class whose last level is the SAMU.</summary>
    const string RedSigns = "signes-graves";

    static async Task<QuestionnaireResponse> Form(
        StoreTransaction transaction, Monitored monitored, Pathway pathway, IReadOnlyList<Finding> findings, AlarmLevel level, CancellationToken cancel)
    {
        var form = new QuestionnaireResponse
        {
            Questionnaire = $"{pathway.Form.Url}|{pathway.Form.Version}",
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Subject = new(monitored.Patient),
            Author = new(transaction.Caller.Agent),
            AuthoredElement = new FhirDateTime(transaction.Now),
        };
        void Say(string linkId, DataType value) => form.Item.Add(new() { LinkId = linkId, Answer = [new() { Value = value }] });
        void Tell(string linkId, IEnumerable<string> lines, int longest)
        {
            if (string.Join('\n', lines.Distinct()) is { Length: > 0 } text) Say(linkId, new FhirString(text.Length <= longest ? text : text[..(longest - 1)] + "…"));
        }
        Say("level", new Coding(AlarmRule.LevelSystem, AlarmRule.CodeOf(level)));
        Tell("reason", findings.Select(finding => finding.Reason.French), 1000);
        Tell("figures", findings.SelectMany(finding => finding.Figures).Select(figure => $"{figure.Title.French} : {Number(figure.Value)} {figure.Unit}"), 2000);
        Tell("rule", findings.Select(finding => $"{finding.Rule.Title.French} ({finding.Rule.Code}, version {finding.Version})"), 1000);
        Tell("evidence", findings.SelectMany(finding => finding.Rule.Evidence.Select(Worth).DefaultIfEmpty("Aucun chiffre publié.")), 2000);
        Tell("record", [await Record(transaction, monitored, cancel)], 500);
        return form;
    }

    static string Worth(RuleEvidence evidence) => string.Join(", ", new[]
    {
        evidence.Text.French.TrimEnd('.'),
        evidence.Sensitivity is { } sensitivity ? $"sensibilité {Number(sensitivity)} %" : null,
        evidence.FalseAlarms is { } falseAlarms ? $"fausses alarmes {Number(falseAlarms)} {evidence.FalseAlarmsUnit}" : null,
        evidence.Source,
    }.OfType<string>());

    /// <summary>What this patient's earlier alarms were.</summary>
    static async Task<string> Record(StoreTransaction transaction, Monitored monitored, CancellationToken cancel)
    {
        var (right, wrong, unknown) = await transaction.Connection.QuerySingleAsync<(long, long, long)>(new(
            """
            select count(*) filter (where a.alarm_was = 'true'), count(*) filter (where a.alarm_was = 'false'), count(*) filter (where a.alarm_was = 'unknown')
            from hub.alarm a join hub.monitoring m on m.key = a.monitoring where m.patient = @Patient
            """, new { monitored.Patient }, cancellationToken: cancel));
        var (handRight, handWrong, handUnknown) = await transaction.Connection.QuerySingleAsync<(long, long, long)>(new(
            """
            select count(*) filter (where alarm_was = 'true'), count(*) filter (where alarm_was = 'false'), count(*) filter (where alarm_was = 'unknown')
            from hub.alarm_by_hand where patient = @Patient
            """, new { monitored.Patient }, cancellationToken: cancel));
        var byRules = right + wrong + unknown == 0 ? "Première alarme de ce patient." : $"Alarmes passées de ce patient : {right} vraies, {wrong} fausses, {unknown} indéterminées.";
        return handRight + handWrong + handUnknown == 0 ? byRules : $"{byRules} Déclenchées par une personne : {handRight} vraies, {handWrong} fausses, {handUnknown} indéterminées.";
    }

    static Flag Flag(StoreTransaction transaction, Monitored monitored, Pathway pathway, IReadOnlyList<Finding> findings, AlarmLevel level) => new()
    {
        Status = Hl7.Fhir.Model.Flag.FlagStatus.Active,
        Code = new CodeableConcept(AlarmRule.LevelSystem, AlarmRule.CodeOf(level), pathway.UrgencyClasses.First(urgency => urgency.Code == AlarmRule.CodeOf(level)).Label.French, null)
        {
            Text = string.Join(' ', findings.Select(finding => finding.Reason.French).Distinct()),
        },
        Subject = new(monitored.Patient),
        Period = new Period { StartElement = new FhirDateTime(transaction.Now) },
        Author = new(transaction.Caller.Agent),
    };

    static string Number(double value) => value.ToString("0.##", French);
}
