using Hl7.Fhir.Model;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;

namespace Telemed.Fhir.Rest;

/// <summary>The CapabilityStatement, made from what is registered: it cannot promise what is not there. https://hl7.org/fhir/R4/capabilitystatement.html</summary>
internal static class Capabilities
{
    public static FhirResult Of(FhirStore store, string baseUrl) => FhirResult.Of(new CapabilityStatement
    {
        Status = PublicationStatus.Active,
        Kind = CapabilityStatementKind.Instance,
        FhirVersion = FHIRVersion.N4_0_1,
        Date = "2026-11-22",
        Format = ["application/fhir+json"],
        Software = new() { Name = "Telemed", Version = typeof(Capabilities).Assembly.GetName().Version!.ToString(3) },
        Implementation = new() { Description = "Telemedicine coordination hub", Url = baseUrl },
        Rest =
        [
            new()
            {
                Mode = CapabilityStatement.RestfulCapabilityMode.Server,
                Interaction = [new() { Code = CapabilityStatement.SystemRestfulInteraction.Transaction }, new() { Code = CapabilityStatement.SystemRestfulInteraction.Batch }],
                Resource = [.. ModelInfo.SupportedResources.Order().Select(type => Resource(store, type))],
            },
        ],
    });

    static CapabilityStatement.ResourceComponent Resource(FhirStore store, string type) => new()
    {
        Type = type,
        Versioning = CapabilityStatement.ResourceVersionPolicy.Versioned,
        ReadHistory = true,
        UpdateCreate = true,
        ConditionalCreate = true,
        ConditionalRead = CapabilityStatement.ConditionalReadStatus.NotMatch,
        Interaction = [.. Interactions.Select(code => new CapabilityStatement.ResourceInteractionComponent { Code = code })],
        SearchInclude = store.Parameters.Of(type).Where(parameter => parameter.Kind == SearchKind.Reference).Select(parameter => $"{type}:{parameter.Code}").Order(StringComparer.Ordinal),
        SearchParam =
        [
            new() { Name = "_id", Definition = "http://hl7.org/fhir/SearchParameter/Resource-id", Type = SearchParamType.Token },
            new() { Name = "_lastUpdated", Definition = "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated", Type = SearchParamType.Date },
            .. store.Parameters.Of(type).OrderBy(parameter => parameter.Code, StringComparer.Ordinal).Select(parameter => new CapabilityStatement.SearchParamComponent
            {
                Name = parameter.Code,
                Definition = parameter.Url,
                Type = Enum.Parse<SearchParamType>(parameter.Kind.ToString()),
            }),
        ],
    };

    static readonly CapabilityStatement.TypeRestfulInteraction[] Interactions =
    [
        CapabilityStatement.TypeRestfulInteraction.Create, CapabilityStatement.TypeRestfulInteraction.Read,
        CapabilityStatement.TypeRestfulInteraction.Vread, CapabilityStatement.TypeRestfulInteraction.Update,
        CapabilityStatement.TypeRestfulInteraction.Delete, CapabilityStatement.TypeRestfulInteraction.HistoryInstance,
        CapabilityStatement.TypeRestfulInteraction.SearchType,
    ];
}
