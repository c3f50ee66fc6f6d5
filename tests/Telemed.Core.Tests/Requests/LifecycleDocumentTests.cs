namespace Telemed.Core.Tests.Requests;

public class LifecycleDocumentTests
{
    [Fact]
    public void The_state_diagram_in_docs_is_the_transition_table()
    {
        var file = Repository.Path("docs", "request-lifecycle.md");
        if (Environment.GetEnvironmentVariable("TELEMED_WRITE_DOCS") == "1") File.WriteAllText(file, LifecycleDocument.Write());

        Assert.Equal(LifecycleDocument.Write(), File.ReadAllText(file));
    }
}
