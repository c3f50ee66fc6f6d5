using System.Text.RegularExpressions;
using Telemed.Hub.Tests.Support;

namespace Telemed.Hub.Tests.House;

/// <summary>A hazard is controlled by a test that exists.</summary>
public sealed partial class HazardLog
{
    [Fact]
    public void Every_test_it_names_exists()
    {
        var log = File.ReadAllText(Path.Combine(HubUnderTest.RepositoryRoot, "docs", "hazard-log.md"));
        var sources = Directory.GetFiles(Path.Combine(HubUnderTest.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(Path.GetFileNameWithoutExtension).ToDictionary(files => files.Key!, files => string.Concat(files.Select(File.ReadAllText)));

        var named = Named().Matches(log).Select(test => (Class: test.Groups[1].Value, Method: test.Groups[2].Value)).ToList();

        Assert.True(named.Count > 15);
        Assert.DoesNotContain(named, test => !sources.TryGetValue(test.Class, out var source) || !source.Contains($" {test.Method}(", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex Named();
}
