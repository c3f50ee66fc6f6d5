using System.Text.Json.Nodes;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.Stories;

public sealed class BrokenPathway
{
    [Fact]
    public async Task A_broken_pathway_file_stops_the_start_and_names_file_element_and_reason()
    {
        var root = Directory.CreateTempSubdirectory("pathways").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(root, "dermatology")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(HubUnderTest.PathwaysFolder, "dermatology"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var path = Path.Combine(folder, "PlanDefinition.json");
        var plan = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        plan["action"]![1]!["action"]![0]!["action"]![0]!["timingDuration"]!["value"] = -4;
        await File.WriteAllTextAsync(path, plan.ToJsonString(), TestContext.Current.CancellationToken);

        using var factory = HubUnderTest.Factory("Host=unused", root);
        var stopped = Assert.ThrowsAny<Exception>(() => factory.StartServer());

        Assert.Contains("dermatology/PlanDefinition.json: PlanDefinition.action[1].action[0].action[0].timingDuration", stopped.Message, StringComparison.Ordinal);
        Directory.Delete(root, recursive: true);
    }
}
