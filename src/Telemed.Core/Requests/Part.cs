namespace Telemed.Core.Requests;

/// <summary>
/// The parts a caller plays in one request. A person may play several; somebody who plays none gets a 404 before any rule here.
/// </summary>
[Flags]
public enum Part
{
    /// <summary>A stranger to the request.</summary>
    None = 0,

    /// <summary>Asked the question, in person or through the requesting organisation where the pathway says so.</summary>
    Requester = 1,

    /// <summary>May take the request: a member of the pool that owns it, or the person the coordinator offered it to.</summary>
    PoolMember = 2,

    /// <summary>Has accepted the request and owes the answer.</summary>
    Holder = 4,

    /// <summary>Watches over the pathway for the territory.</summary>
    Coordinator = 8,

    /// <summary>The hub itself: deliveries, leases, incidents.</summary>
    Hub = 16,
}
