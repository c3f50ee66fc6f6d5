namespace Telemed.Core.Tests;

/// <summary>Files of the repository this was built from.</summary>
static class Repository
{
    static readonly string Root = Above(AppContext.BaseDirectory);

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    static string Above(string directory) =>
        File.Exists(System.IO.Path.Combine(directory, "Telemed.sln")) ? directory : Above(Directory.GetParent(directory)!.FullName);
}
