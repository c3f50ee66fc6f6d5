using Telemed.Core.Pathways;

namespace Telemed.Core.Tests.Pathways;

public sealed class BrokenFolderTests : BrokenCopy
{
    [Fact]
    public void The_copy_itself_is_whole() => Assert.Empty(PathwayFolder.Read(Folder).Faults);

    [Fact]
    public void Broken_json_is_named_by_line()
    {
        File.AppendAllText(At(Form), "}");
        var lines = File.ReadAllLines(At(Form)).Length;

        OneFault(Form, "(file)", $"cannot be read at line {lines}");
    }

    [Fact]
    public void An_empty_file_is_not_json()
    {
        File.WriteAllText(At(Views), "");
        OneFault(Views, "(file)", "cannot be read at line 1");
    }

    [Fact]
    public void AFolder_without_plan_is_not_a_pathway()
    {
        File.Delete(At(Plan));
        OneFault(Plan, "PlanDefinition", "missing");
    }

    [Fact]
    public void A_plan_whose_form_is_not_there_names_the_form_it_wants()
    {
        File.Delete(At(Form));
        OneFault(Plan, "PlanDefinition.action[0].definitionCanonical", "no Questionnaire in this folder is named 'https://telemed.example/fhir/Questionnaire/dermatology-request|1.0.0'");
    }

    [Fact]
    public void A_plan_that_wants_another_version_of_its_form_is_refused()
    {
        Edit(Form, q => q["version"] = "2.0.0");
        OneFault(Plan, "PlanDefinition.action[0].definitionCanonical", "dermatology-request|1.0.0'");
    }

    [Fact]
    public void A_resource_of_another_type_does_not_belong_in_a_pathway()
    {
        File.WriteAllText(At("Patient.json"), """{ "resourceType": "Patient", "active": true }""");
        OneFault("Patient.json", "resourceType", "'Patient' does not belong here");
    }

    [Fact]
    public void Json_that_is_no_resource_does_not_belong_in_a_pathway()
    {
        File.WriteAllText(At("notes.json"), "[1, 2]");
        OneFault("notes.json", "resourceType", "does not belong here");
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        Edit(Plan, p => Clock(p, 0, 1)["value"] = -48);
        Edit(Plan, p => p["id"] = "dermato");
        Edit(Form, q => q["item"]![5]!["linkId"] = "question");
        Edit(Outcomes, c => c["concept"]![4]!["code"] = "routine-consult");

        var reading = PathwayFolder.ReadAll(Root);

        Assert.Empty(reading.Pathways);
        Assert.Equal(
            [$"dermatology/{Outcomes}", $"dermatology/{Plan}", $"dermatology/{Plan}", $"dermatology/{Form}"],
            reading.Faults.Select(f => f.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Broken_files_are_told_at_once_too()
    {
        File.WriteAllText(At(Views), "{");
        Edit(Form, q => q["item"]![5]!["type"] = "choices");
        Edit(Outcomes, c => c.Remove("content"));

        Assert.Equal([$"dermatology/{Outcomes}", $"dermatology/{Views}", $"dermatology/{Form}"], PathwayFolder.Read(Folder).Faults.Select(f => f.File));
    }

    [Fact]
    public void TwoFolders_may_not_share_a_url()
    {
        var copy = Directory.CreateDirectory(Path.Combine(Root, "wounds")).FullName;
        foreach (var file in Directory.GetFiles(Folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var path = Path.Combine(copy, Plan);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"id\": \"dermatology\"", "\"id\": \"wounds\"", StringComparison.Ordinal));

        var fault = Assert.Single(PathwayFolder.ReadAll(Root).Faults);

        Assert.Equal(("wounds/PlanDefinition.json", "PlanDefinition.url"), (fault.File, fault.Element));
    }

    [Fact]
    public void A_place_without_pathways_is_a_fault()
    {
        Assert.Single(PathwayFolder.ReadAll(Path.Combine(Root, "nowhere")).Faults);
        Assert.Single(PathwayFolder.Read(Path.Combine(Root, "nowhere")).Faults);
    }
}
