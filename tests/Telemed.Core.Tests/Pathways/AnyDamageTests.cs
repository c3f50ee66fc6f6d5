using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public class AnyDamageTests
{
    static readonly Dictionary<string, string> Files = Directory
        .GetFiles(Repository.Path("fhir-profiles", "pathways", "dermatology"), "*.json")
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

    static readonly Func<JsonNode?>[] Replacements =
    [
        () => null, () => 7, () => -1.5, () => true, () => "", () => "damaged", () => new JsonArray(), () => new JsonObject(),
        () => new JsonArray(1, "two"), () => new JsonObject { ["damaged"] = true }, () => new JsonArray((JsonNode?)null),
    ];

    [Property(MaxTest = 300)]
    public void A_damaged_file_gives_a_pathway_or_faults_that_can_be_found(
        DoNotSize<int> file, DoNotSize<int> place, DoNotSize<int> replacement)
    {
        var name = Pick(Files.Keys.Order().ToList(), file);
        var damaged = Damage(Files[name], place, replacement);

        var reading = PathwayReader.Read("dermatology", new Dictionary<string, string>(Files) { [name] = damaged });

        Assert.Equal(reading.Faults.Count == 0, reading.Pathways.Count == 1);
        Assert.All(reading.Faults, fault => Assert.True(
            fault.File.StartsWith("dermatology/", StringComparison.Ordinal) && fault.Element.Length > 0 && fault.Reason.Length > 0, fault.ToString()));
    }

    [Property(MaxTest = 300)]
    public void A_damaged_answer_is_judged_and_never_breaks_the_judge(DoNotSize<int> place, DoNotSize<int> replacement)
    {
        var damaged = Damage(FilledForm.Valid().ToJson(), place, replacement);
        if (Lenient(damaged) is not { } response) return;

        var issues = QuestionnaireForm.Check(FilledForm.Dermatology.Form, response);
        Assert.All(issues, issue => Assert.StartsWith("QuestionnaireResponse", issue.Expression, StringComparison.Ordinal));
        if (issues.Count == 0) Assert.InRange(QuestionnaireForm.Read(FilledForm.Dermatology.Form, response).Count, 5, 6);
    }

    static string Damage(string json, DoNotSize<int> place, DoNotSize<int> replacement)
    {
        var root = JsonNode.Parse(json)!;
        Pick(Places(root).ToList(), place)(Pick(Replacements, replacement)());
        return root.ToJsonString();
    }

    static T Pick<T>(IReadOnlyList<T> from, DoNotSize<int> at) => from[(at.Item & int.MaxValue) % from.Count];

    static QuestionnaireResponse? Lenient(string json)
    {
        try
        {
            FhirJsonDeserializer.OSTRICH.TryDeserializeResource(json, out var resource, out _);
            return resource as QuestionnaireResponse;
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    static IEnumerable<Action<JsonNode?>> Places(JsonNode? node) => node switch
    {
        JsonObject children => children.ToList().SelectMany(child => Places(child.Value).Prepend(value => children[child.Key] = value)),
        JsonArray children => children.ToList().SelectMany((child, i) => Places(child).Prepend(value => children[i] = value)),
        _ => [],
    };
}
