using Telemed.Core.Pathways;

namespace Telemed.Hub.Features.Requests;

/// <summary>The empty form of one pathway, for one requester.</summary>
/// <param name="Requester">Reference of the requester's role, as the ServiceRequest will name it.</param>
public sealed record AskView(Pathway Pathway, string Requester);
