using System.Text.Json;
using Spectre.Console;

namespace Telemed.Bench;

/// <summary>One figure of the hub beside the floor's of the same run.</summary>
sealed record Result(string Case, string Unit, double Hub, double Floor, bool SmallerIsBetter)
{
    /// <summary>How many times the floor's cost the hub takes; 1 would be the floor.</summary>
    public double Ratio => SmallerIsBetter ? Hub / Floor : Floor / Hub;

    public static double Percentile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }
}

/// <summary>One figure of a run; the floor's, where there is one to compare with.</summary>
sealed record Figure(string Case, string Unit, double Hub, double? Floor = null);

static class Report
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Figures that have a floor are printed beside it; the others stand alone.</summary>
    public static void Print(string name, IReadOnlyList<Figure> figures)
    {
        var table = new Table().AddColumns("case", "hub", "floor", "ratio");
        foreach (var figure in figures)
            table.AddRow(figure.Case, $"{figure.Hub:0.##} {figure.Unit}", figure.Floor is { } floor ? $"{floor:0.##} {figure.Unit}" : "", figure.Floor is > 0 ? $"{figure.Hub / figure.Floor:0.0}x" : "");
        AnsiConsole.Write(table);
        Keep(name, figures);
    }

    /// <param name="rows">What one submission leaves, hub and floor alike; null when nothing is submitted.</param>
    public static void Print(string name, IReadOnlyList<Result> results, RowCounts? rows = null)
    {
        var table = new Table().AddColumns("case", "hub", "floor", "ratio");
        foreach (var result in results) table.AddRow(result.Case, $"{result.Hub:0.00} {result.Unit}", $"{result.Floor:0.00} {result.Unit}", $"{result.Ratio:0.0}x");
        AnsiConsole.Write(table);
        if (rows is not null)
            Console.WriteLine($"Rows of each, hub and floor alike: {rows.Resources} resources, {rows.Index} search, {rows.Access} access, {rows.Inbox} inbox, {rows.Deadlines} deadlines and escalations, {rows.Traces} traces, {rows.Notifications} notifications.");
        Keep(name, new { rows, results });
    }

    /// <param name="heading">What the figures are of, and are not.</param>
    public static void Print(string name, string heading, IReadOnlyList<RuleFigures> figures)
    {
        Console.WriteLine(heading);
        var table = new Table();
        foreach (var column in new[] { "rule", "mode", "found", "true/false", "false/month", "lead" }) table.AddColumn(new TableColumn(column).NoWrap());
        foreach (var one in figures)
        {
            table.AddRow(
                one.Rule, one.Mode, one.Sensitivity is { } share ? $"{share:0} %" : "", $"{one.TrueAlarms}/{one.FalseAlarms}", $"{one.FalseAlarmsPerPatientMonth:0.00}", one.MedianLeadDays is { } days ? $"{days:0.#} d" : "");
        }
        AnsiConsole.Write(table);
        Keep(name, new { heading, figures });
    }

    static void Keep(string name, object figures)
    {
        var folder = Directory.CreateDirectory(Path.Combine("artifacts", "bench"));
        File.WriteAllText(Path.Combine(folder.FullName, $"{name}.json"), JsonSerializer.Serialize(figures, Indented));
    }
}
