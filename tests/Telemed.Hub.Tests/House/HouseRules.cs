using System.Reflection;
using System.Text.RegularExpressions;
using Telemed.Core.Requests;
using Telemed.Fhir.Store;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.House;

/// <summary>The rules of the house that a compiler does not keep.</summary>
public sealed partial class HouseRules
{
    static readonly Assembly Core = typeof(RequestLifecycle).Assembly, Fhir = typeof(FhirStore).Assembly, Hub = typeof(Program).Assembly;

    [Fact]
    public void Core_and_Fhir_use_nothing_of_ours()
    {
        Assert.DoesNotContain(Core.GetReferencedAssemblies(), name => name.Name!.StartsWith("Telemed", StringComparison.Ordinal));
        Assert.DoesNotContain(Fhir.GetReferencedAssemblies(), name => name.Name!.StartsWith("Telemed", StringComparison.Ordinal));
        Assert.DoesNotContain(Core.GetReferencedAssemblies(), name => name.Name is "Npgsql" or "Microsoft.AspNetCore.Http.Abstractions");
    }

    [Fact]
    public void The_platform_uses_no_feature()
    {
        var platform = Files("src/Telemed.Hub/Platform");
        Assert.NotEmpty(platform);
        Assert.DoesNotContain(platform, file => UsesAFeature().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void No_interface_is_lonely() =>
        Assert.Empty(
            from assembly in new[] { Core, Fhir, Hub }
            from contract in assembly.GetTypes().Where(type => type.IsInterface)
            where new[] { Core, Fhir, Hub }.SelectMany(one => one.GetTypes()).Count(type => type.IsClass && contract.IsAssignableFrom(type)) < 2
            select $"{contract.FullName}: one implementation needs no interface");

    [Fact]
    public void No_source_file_passes_250_lines() =>
        Assert.DoesNotContain(Files("src"), file => File.ReadLines(file).Count() > 250);

    [Fact]
    public void No_name_is_vague() =>
        Assert.Empty(
            from assembly in new[] { Core, Fhir, Hub }
            from type in assembly.GetTypes()
            where !type.Name.Contains('<', StringComparison.Ordinal) && Vague().IsMatch(type.Name)
            select type.FullName);

    [Fact]
    public void Time_is_asked_of_the_hub_alone() =>
        Assert.DoesNotContain(
            Files("src").Concat(Directory.GetFiles(Path.Combine(HubUnderTest.RepositoryRoot, "src"), "*.sql", SearchOption.AllDirectories)),
            file => !file.Contains("Telemed.Territory", StringComparison.Ordinal) && ForeignTime().IsMatch(File.ReadAllText(file)));

    /// <summary>No checklist permits a treatment: the hub keeps what was recorded and what is unknown (domain 3.9).</summary>
    [Fact]
    public void Nothing_in_the_product_calls_a_patient_eligible() =>
        Assert.DoesNotContain(
            new[] { "src", "fhir-profiles" }.SelectMany(folder => Directory.GetFiles(Path.Combine(HubUnderTest.RepositoryRoot, folder), "*", SearchOption.AllDirectories))
                .Where(file => !Built().IsMatch(file) && ProductFile().IsMatch(file)),
            file => Permission().IsMatch(File.ReadAllText(file)));

    static List<string> Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(HubUnderTest.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))];

    [GeneratedRegex(@"Telemed\.Hub\.Features|using static Telemed\.Hub\.Features")]
    private static partial Regex UsesAFeature();

    [GeneratedRegex("[eé]ligib", RegexOptions.IgnoreCase)]
    private static partial Regex Permission();

    [GeneratedRegex("/(obj|bin|wwwroot/js)/")]
    private static partial Regex Built();

    [GeneratedRegex(@"\.(cs|razor|ts|sql|json|css|md|webmanifest)$")]
    private static partial Regex ProductFile();

    [GeneratedRegex("(Manager|Helper|Utils?|Common|Processor|Wrapper|Impl)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"clock_timestamp\(\)|(?<!hub)\.?\bcurrent_timestamp\b|(?<![.\w])now\(\)")]
    private static partial Regex ForeignTime();
}
