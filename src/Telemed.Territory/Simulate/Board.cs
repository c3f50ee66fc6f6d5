using Spectre.Console;
using Spectre.Console.Rendering;
using Telemed.Territory.AtHome;
using Telemed.Territory.Stroke;

namespace Telemed.Territory.Simulate;

/// <summary>The simulation as it is watched: counts and medians, and what happened last.</summary>
static class Board
{
    static readonly (string Kind, string Words)[] Counted =
    [
        ("submit", "submitted"), ("accept", "accepted"), ("request-information", "asked about"), ("decline", "declined"), ("answer", "answered"),
        ("acknowledge", "read"), ("close-out", "closed out"), (Tally.Late, "came too late"),
    ];

    public static IRenderable Live(Tally tally)
    {
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow(Summary(tally), Recent(tally));
        return grid;
    }

    /// <summary>Times are simulated time.</summary>
    public static Table Summary(Tally tally)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("requests").AddColumn(new TableColumn("").RightAligned());
        foreach (var (kind, words) in Counted) table.AddRow(words, tally.Count(kind).ToString());
        table.AddRow("to accept, median", InWords(tally.ToAccept(0.5)));
        table.AddRow("to accept, 9 of 10", InWords(tally.ToAccept(0.9)));
        table.AddRow("to answer, median", InWords(tally.ToAnswer(0.5)));
        table.AddRow("to answer, 9 of 10", InWords(tally.ToAnswer(0.9)));
        return table;
    }

    /// <summary>Who lost the network and whether anything was missed by it.</summary>
    public static string Networks(Tally tally)
    {
        var (people, caughtUp, missed) = tally.Networks;
        return $"{people} experts lost their network and caught up with {caughtUp} events; {(missed == 0 ? "nothing was missed" : $"{missed} events were missed")}.";
    }

    /// <summary>The stroke network beside the figures it was founded on, scaled to as many alerts. Times are simulated time.</summary>
    public static Table Strokes(StrokeTally tally)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("stroke alerts").AddColumn(new TableColumn("here").RightAligned()).AddColumn(new TableColumn("founding").RightAligned());
        table.AddRow("alerts", tally.Alerts.ToString(), $"{StrokeTally.FoundingAlerts} a year");
        table.AddRow("accepted / declined", $"{tally.Accepted} / {tally.Declined}", "");
        table.AddRow("to accept, median", InWords(tally.MedianToAccept), "");
        table.AddRow("acts (téléassistance to thrombolysis)", tally.Acts.ToString(), $"{tally.Alerts * (double)StrokeTally.FoundingActs / StrokeTally.FoundingAlerts:0} for as many alerts");
        table.AddRow("arrival to act, mean", InWords(tally.MeanToAct), $"< {InWords(StrokeTally.FoundingMean)}");
        table.AddRow("arrival to act, median", InWords(tally.MedianToAct), "");
        return table;
    }

    /// <summary>The patients watched at home. Times are simulated time; what an alarm was is what the model of the patient knows.</summary>
    public static Table AtHome(HomeTally tally)
    {
        var (sent, late, twice, batches, visits) = tally.Measurements;
        var (calls, notReached) = tally.Calls;
        var (ill, alarmed) = tally.Decompensations;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("patients at home").AddColumn(new TableColumn("").RightAligned());
        table.AddRow("measurements sent", sent.ToString());
        table.AddRow("mornings late / twice / with the one before", $"{late} / {twice} / {batches}");
        table.AddRow("visits of nurses", visits.ToString());
        table.AddRow("alarms: message / call / rapid intervention", $"{tally.Of("message-mt")} / {tally.Of("appel-patient")} / {tally.Of("intervention-rapide")}");
        table.AddRow("calls, of them not reached", $"{calls} / {notReached}");
        table.AddRow("alarms answered", tally.Answered.ToString());
        table.AddRow("to answer, median", InWords(tally.MedianToAnswer));
        table.AddRow("true / false / unknown", $"{tally.Of(AlarmWas.True)} / {tally.Of(AlarmWas.False)} / {tally.Of(AlarmWas.Unknown)}");
        table.AddRow("decompensations, of them alarmed", $"{ill} / {alarmed}");
        return table;
    }

    public static string Line(Happening told, TimeSpan? after) =>
        $"{told.At.ToOffset(OfficeHours.Offset):HH:mm:ss}  {told.Priority,-7}  "
        + $"{told.Kind}{(after is { } time ? $" after {InWords(time)}" : "")}  …{told.Task[^6..]}";

    static Table Recent(Tally tally)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("just now");
        foreach (var (told, after) in tally.Recent) table.AddRow(Markup.Escape(Line(told, after)));
        return table;
    }

    static string InWords(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalMinutes: < 90 } minutes => $"{minutes.TotalMinutes:0} min",
        { } hours => $"{hours.TotalHours:0.0} h",
    };
}
