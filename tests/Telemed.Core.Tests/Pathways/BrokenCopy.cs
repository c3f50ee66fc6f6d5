using System.Text.Json.Nodes;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

/// <summary>A copy of the real dermatology folder, in which each test breaks one thing.</summary>
public abstract class BrokenCopy : IDisposable
{
    protected const string Plan = "PlanDefinition.json";
    protected const string Form = "Questionnaire.json";
    protected const string Views = "PhotoViews.json";
    protected const string Outcomes = "Outcomes.json";
    protected const string CloseOut = "CloseOut.json";

    protected BrokenCopy()
    {
        Folder = Directory.CreateDirectory(Path.Combine(Root, "dermatology")).FullName;
        foreach (var file in Directory.GetFiles(Repository.Path("fhir-profiles", "pathways", "dermatology")))
        {
            File.Copy(file, At(Path.GetFileName(file)));
        }
    }

    protected string Root { get; } = Directory.CreateTempSubdirectory("pathways").FullName;

    protected string Folder { get; }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected void OneFault(string file, string element, string reason)
    {
        var reading = PathwayFolder.Read(Folder);

        Assert.Empty(reading.Pathways);
        var fault = Assert.Single(reading.Faults);
        Assert.Equal(($"dermatology/{file}", element), (fault.File, fault.Element));
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    protected void Edit(string file, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(At(file)))!.AsObject();
        change(json);
        File.WriteAllText(At(file), json.ToJsonString());
    }

    protected string At(string file) => Path.Combine(Folder, file);

    protected static JsonObject Urgency(JsonObject plan, int i) => plan["action"]![1]!["action"]![i]!.AsObject();

    protected static JsonObject Clock(JsonObject plan, int urgency, int step) =>
        Urgency(plan, urgency)["action"]![step]!["timingDuration"]!.AsObject();
}
