using System.Text;
using Hl7.Fhir.Utility;
using Telemed.Core.Requests;
using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Tests.Requests;

/// <summary>Writes docs/request-lifecycle.md from the transition table, so that the picture cannot lie.</summary>
static class LifecycleDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.AppendLine("# The life of a request");
        text.AppendLine();
        text.AppendLine("Generated from `RequestLifecycle.Table` in `src/Telemed.Core/Requests/RequestLifecycle.cs`; a test fails when the two differ.");
        text.AppendLine("To write it again: `TELEMED_WRITE_DOCS=1 dotnet run --project tests/Telemed.Core.Tests`.");
        text.AppendLine();
        text.AppendLine("```mermaid");
        text.AppendLine("stateDiagram-v2");
        Arrows(text);
        text.AppendLine("```");
        text.AppendLine();
        text.AppendLine("| from | event | by | to | businessStatus | clocks | needs in the record |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var t in RequestLifecycle.Table)
        {
            text.AppendLine($"| {Code(t.From)} | {Act(t.Event)} | {Words(t.By)} | {(t.OnlyRecords ? "unchanged, recorded" : Code(t.To))} "
                + $"| {t.Business?.Code} | {Words(t.Clocks)} | {Words(t.Needs)} |");
        }

        return text.ToString();
    }

    // What every open status allows is drawn once, from the box around them.
    static void Arrows(StringBuilder text)
    {
        var ends = RequestLifecycle.Table.Where(t => RequestLifecycle.IsOpen(t.From) && !RequestLifecycle.IsOpen(t.To))
            .GroupBy(t => (t.Event, t.To)).Where(g => g.Count() == 5).Select(g => g.Key).ToHashSet();
        var arrows = RequestLifecycle.Table.Where(t => !ends.Contains((t.Event, t.To)))
            .GroupBy(t => (t.From, t.To)).ToLookup(g => RequestLifecycle.IsOpen(g.Key.From) && RequestLifecycle.IsOpen(g.Key.To));

        text.AppendLine("    state open {");
        foreach (var arrow in arrows[true]) text.AppendLine($"        {Arrow(arrow.Key.From, arrow.Key.To, arrow)}");
        text.AppendLine("    }");
        foreach (var arrow in arrows[false]) text.AppendLine($"    {Arrow(arrow.Key.From, arrow.Key.To, arrow)}");
        foreach (var (e, to) in ends) text.AppendLine($"    open --> {Node(to)}: {Act(e)}");
        foreach (var end in RequestLifecycle.Table.Select(t => t.To).Distinct().Where(s => !RequestLifecycle.IsOpen(s)))
        {
            text.AppendLine($"    {Node(end)} --> [*]");
        }
    }

    static string Arrow(TaskStatus? from, TaskStatus to, IEnumerable<Transition> rows) =>
        $"{Node(from)} --> {Node(to)}: {string.Join(", ", rows.Select(t => Act(t.Event)))}";

    static string Node(TaskStatus? status) => status is null ? "[*]" : Code(status).Replace('-', '_');

    static string Code(TaskStatus? status) => status?.GetLiteral() ?? "(none)";

    static string Act(RequestEvent e) => RequestOperations.Name(e) ?? Spaced(e.ToString());

    static string Words<T>(T flags)
        where T : struct, Enum => flags.Equals(default(T)) ? "" : Spaced(flags.ToString());

    static string Spaced(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 && name[i - 1] != ' ' ? " " : "") + char.ToLowerInvariant(c) : $"{c}"));
}
