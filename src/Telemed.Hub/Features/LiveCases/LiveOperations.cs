using System.Text;
using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.LiveCases;

/// <summary>POST /fhir/Task/[id]/$stamp and $assist.</summary>
static class LiveOperations
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapPost("/Task/{id}/$stamp", async (string id, Caller caller, StampMilestone stamp, HttpContext http) =>
        {
            var (parameters, refusal) = await Read(http);
            if (refusal is not null || parameters is null) return FhirResult.Of(refusal!);
            if (parameters.Text("at") is { } said && !FhirDateTime.IsValidValue(said))
                return FhirResult.Of(Refusal.Invalid($"'{said}' is no dateTime.", "Parameters.parameter.where(name='at')"));
            var (milestone, refused) = await stamp.Run(
                caller, id,
                new Stamp(
                    parameters.Text("milestone") ?? "", parameters.Text("at") is { } at ? new FhirDateTime(at).ToDateTimeOffset(TimeSpan.Zero) : null,
                    parameters.Text("reason"), (parameters.GetSingle("withdraw")?.Value as FhirBoolean)?.Value == true),
                http.RequestAborted);
            return refused is not null ? FhirResult.Of(refused) : FhirResult.Of(milestone!);
        });
        fhir.MapPost("/Task/{id}/$assist", async (string id, Caller caller, AssistTreatment assist, HttpContext http) =>
        {
            var (parameters, refusal) = await Read(http);
            if (refusal is not null) return FhirResult.Of(refusal);
            var (task, refused) = await assist.Run(caller, id, (parameters!.GetSingle("stop")?.Value as FhirBoolean)?.Value == true, parameters.Text("reason"), http.RequestAborted);
            return refused is not null ? FhirResult.Of(refused) : FhirResult.Of(task!);
        });
    }

    static async Task<(Parameters? Parameters, Refusal? Refusal)> Read(HttpContext http)
    {
        if (http.Request.ContentLength is null or 0 && http.Request.Headers.TransferEncoding.Count == 0) return (new Parameters(), null);
        var (json, refusal) = await FhirEndpoints.Body(http, "Parameters");
        if (refusal is not null) return (null, refusal);
        using (json) return (ResourceBody.Read<Parameters>(Encoding.UTF8.GetBytes(json!.RootElement.GetRawText())), null);
    }
}
