namespace Telemed.Core.Pathways;

/// <summary>Which rotas a pathway calls in the same moment: their first ranks should be two people.</summary>
public static class PagedTogether
{
    /// <summary>Names of rotas, two and two, whose first ranks levels of equal delay call; none where one expert is enough.</summary>
    public static IReadOnlyList<(string One, string Other)> FirstRanks(Pathway pathway) =>
    [
        .. from urgency in pathway.UrgencyClasses
           from called in pathway.Roles.Select(role => role.Escalation).Prepend(urgency.Escalation).SelectMany(escalation => escalation.Levels).GroupBy(level => level.After)
           let rotas = called.SelectMany(level => level.Targets).Where(target => target is { Kind: EscalationTargetKind.Rota, Rank: 1 })
               .Select(target => target.Name).Distinct().Order(StringComparer.Ordinal).ToList()
           from one in rotas
           from other in rotas
           where string.CompareOrdinal(one, other) < 0
           select (one, other) into pair
           group pair by pair into once
           select once.Key,
    ];
}
