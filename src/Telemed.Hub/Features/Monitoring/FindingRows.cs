using System.Text.Encodings.Web;
using System.Text.Json;
using Telemed.Core.Monitoring;
using Telemed.Fhir.Store;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>
/// What rules found, kept with the measurements it was concluded from and the version of the rule: of an alarm, so that it can be explained
/// for ever; of a rule in shadow, so that somebody can judge what it would have done.
/// </summary>
static class FindingRows
{
    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Those of an alarm: each once, and again when it got worse.</summary>
    public static void Keep(StoreTransaction transaction, long monitoring, long alarm, IEnumerable<Finding> findings)
    {
        foreach (var finding in findings) transaction.Effect(InsertLive, [.. Values(transaction, monitoring, finding), alarm]);
    }

    /// <summary>Those in shadow that stand now: each is one row from when it came to when it went.</summary>
    public static void KeepShadow(StoreTransaction transaction, long monitoring, IEnumerable<Finding> findings)
    {
        var standing = findings.ToList();
        transaction.Effect(
            Clear, monitoring, transaction.Now, standing.Select(finding => finding.Rule.Code).ToArray(), standing.Select(finding => Limit(finding) ?? "null").ToArray());
        foreach (var finding in standing) transaction.Effect(InsertShadow, Values(transaction, monitoring, finding));
    }

    static object?[] Values(StoreTransaction transaction, long monitoring, Finding finding) =>
    [
        Guid.CreateVersion7(transaction.Now), monitoring, transaction.Now, finding.Rule.Code, finding.Version, AlarmRule.CodeOf(finding.Level), finding.Size, Limit(finding) ?? "null",
        JsonSerializer.Serialize(finding.Inputs.Select(input => new { measure = input.Measure.Code, value = input.Value, unit = input.Measure.Unit, at = input.At, source = input.Source }), Json),
        JsonSerializer.Serialize(finding.Figures.Select(figure => new { french = figure.Title.French, english = figure.Title.English, value = figure.Value, unit = figure.Unit }), Json),
        JsonSerializer.Serialize(new { french = finding.Reason.French, english = finding.Reason.English }, Json),
    ];

    static string? Limit(Finding finding) => finding.Limit is { } limit ? JsonSerializer.Serialize(new { parameter = limit.Parameter, value = limit.Value, from = limit.From }, Json) : null;

    const string InsertLive = """
        insert into hub.finding (id, monitoring, at, rule, version, level, mode, size, personal, inputs, figures, reason, alarm)
        select $1, $2, $3, $4, $5, $6, 'live', $7, nullif($8::text::jsonb, 'null'), $9::text::jsonb, $10::text::jsonb, $11::text::jsonb, $12
        where not exists (select from hub.finding f where f.alarm = $12 and f.rule = $4 and f.size >= $7)
        """;

    const string InsertShadow = """
        insert into hub.finding (id, monitoring, at, rule, version, level, mode, size, personal, inputs, figures, reason)
        values ($1, $2, $3, $4, $5, $6, 'shadow', $7, nullif($8::text::jsonb, 'null'), $9::text::jsonb, $10::text::jsonb, $11::text::jsonb)
        on conflict (monitoring, rule, coalesce(personal, 'null')) where mode = 'shadow' and cleared_at is null do nothing
        """;

    const string Clear = """
        update hub.finding f set cleared_at = $2
        where f.monitoring = $1 and f.mode = 'shadow' and f.cleared_at is null
          and not exists (select from unnest($3::text[], $4::text[]) as s (rule, personal) where s.rule = f.rule and s.personal::jsonb = coalesce(f.personal, 'null'))
        """;
}
