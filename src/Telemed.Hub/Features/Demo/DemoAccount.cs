using Telemed.Core;

namespace Telemed.Hub.Features.Demo;

/// <summary>A demo account as the sign-in page offers it.</summary>
/// <param name="Account">Posted back as <c>account</c>.</param>
/// <param name="Does">What one can do as this person, in one line.</param>
public sealed record DemoAccount(string Account, string Name, Wording Profession, string Place, Wording Does);
