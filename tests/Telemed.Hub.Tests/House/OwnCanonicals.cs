using System.Reflection;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Hub.Features.Photos;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.House;

/// <summary>Whoever meets one of our urls in a resource finds its definition in fhir-profiles.</summary>
public sealed partial class OwnCanonicals
{
    const string Base = "https://telemed.example/fhir";

    static readonly string Profiles = Path.Combine(HubUnderTest.RepositoryRoot, "fhir-profiles");

    static readonly IReadOnlyList<(string File, DomainResource Resource)> Definitions =
        [.. Directory.GetFiles(Profiles, "*.json", SearchOption.AllDirectories).Select(file => (file, FhirJsonDeserializer.STRICT.DeserializeResource(File.ReadAllText(file)) as DomainResource ?? throw new InvalidDataException(file)))];

    [Fact]
    public void Every_one_that_is_used_has_its_file()
    {
        var used = Sources().SelectMany(file => OurUrl().Matches(File.ReadAllText(file)).Select(match => $"{Base}/{match.Groups[1].Value}")).Distinct().ToList();
        Assert.Contains($"{Base}/StructureDefinition/preparation-time", used);
        Assert.Contains($"{Base}/CodeSystem/tag", used);

        Assert.Empty(used.Except(Definitions.Select(definition => UrlOf(definition.Resource))));
    }

    [Fact]
    public void Every_definition_lies_under_its_own_name()
    {
        foreach (var (file, resource) in Definitions)
        {
            Assert.Equal($"{Base}/{resource.TypeName}/{resource.Id}", UrlOf(resource));
            if (!file.Contains("/pathways/", StringComparison.Ordinal)) Assert.Equal($"{resource.Id}.json", Path.GetFileName(file));
        }
    }

    [Fact]
    public void The_codes_of_the_hub_are_those_it_publishes()
    {
        Assert.Equal(BusinessStatus.All.Select(status => (status.Code, status.Display)), Concepts(BusinessStatus.System).Select(Said));
        Assert.Equal(Enum.GetValues<RequestEvent>().Select(Transitions.CodeOf).Order(), Codes(Transitions.EventSystem).Order());
        Assert.Equal(PathwayTerms.LegalActs, Codes(PathwayTerms.LegalAct));
        Assert.Equal(
            typeof(PhotoRefusal).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ((PhotoRefusal)field.GetValue(null)!).Code).Append(PhotoRefusal.TooLong(1).Code).Order(),
            Codes($"{Base}/CodeSystem/photo-refusal").Order());
        Assert.Equal(["admin", "auditor", "coordinator", "emergency"], Codes(Caller.DutySystem).Order());
    }

    [Fact]
    public void A_coded_answer_of_a_form_reads_as_its_code_system_says()
    {
        var answers = Definitions.Select(definition => definition.Resource).OfType<Questionnaire>()
            .SelectMany(form => QuestionnaireForm.Flatten(form.Item)).SelectMany(item => item.AnswerOption).Select(option => option.Value).OfType<Coding>()
            .Where(answer => Definitions.Any(definition => UrlOf(definition.Resource) == answer.System)).ToList();
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Contains((answer.Code!, answer.DisplayElement.ToWording()!), Concepts(answer.System!).Select(Said)));
    }

    static List<CodeSystem.ConceptDefinitionComponent> Concepts(string system) =>
        Assert.Single(Definitions.Select(definition => definition.Resource).OfType<CodeSystem>(), codes => codes.Url == system).Concept;

    static IEnumerable<string> Codes(string system) => Concepts(system).Select(concept => concept.Code!);

    static (string Code, Wording Display) Said(CodeSystem.ConceptDefinitionComponent concept) => (concept.Code!, concept.DisplayElement.ToWording()!);

    static string? UrlOf(DomainResource resource) => resource switch
    {
        NamingSystem naming => naming.UniqueId[0].Value,
        PlanDefinition plan => plan.Url,
        Measure measure => measure.Url,
        _ => (resource as IConformanceResource)?.Url,
    };

    static IEnumerable<string> Sources() =>
        from file in Directory.GetFiles(Path.Combine(HubUnderTest.RepositoryRoot, "src"), "*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".cs" or ".ts" or ".razor" or ".json" or ".sql"
        where !file.EndsWith(".test.ts", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
        select file;

    /// <summary>Type and id, written out or after a constant called Base, with or without a version.</summary>
    [GeneratedRegex(@"(?:https://telemed\.example/fhir|Base\})/([A-Z]\w+/[a-z0-9]+(?:-[a-z0-9]+)*)(?=[""|])")]
    private static partial Regex OurUrl();
}
