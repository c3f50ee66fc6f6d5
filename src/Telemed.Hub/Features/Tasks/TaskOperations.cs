using Hl7.Fhir.Model;
using Telemed.Fhir;
using Telemed.Fhir.Rest;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Features.Tasks;

/// <summary>POST /fhir/Task/[id]/$name: every act on a request, as a FHIR operation. https://hl7.org/fhir/R4/operations.html</summary>
static class TaskOperations
{
    public static IReadOnlyDictionary<string, TaskOperation> All { get; } = new Dictionary<string, TaskOperation>
    {
        ["accept"] = AcceptTask.Operation,
        ["start"] = AcceptTask.Start,
        ["decline"] = ReturnTask.Decline,
        ["release"] = ReturnTask.Release,
        ["reassign"] = ReturnTask.Reassign,
        ["request-information"] = ExchangeInformation.Request,
        ["provide-information"] = ExchangeInformation.Provide,
        ["answer"] = AnswerTask.Operation,
        ["acknowledge"] = CloseTask.Acknowledge,
        ["close-out"] = CloseTask.CloseOut,
        ["reject"] = EndTask.Reject,
        ["cancel"] = EndTask.Cancel,
        ["fail"] = EndTask.Fail,
    };

    public static void Map(IEndpointRouteBuilder fhir)
    {
        foreach (var (name, operation) in All)
            fhir.MapPost($"/Task/{{id}}/${name}", (string id, Caller caller, MoveTask move, HttpContext http) => Handle(id, operation, caller, move, http));
    }

    static async Task<IResult> Handle(string id, TaskOperation operation, Caller caller, MoveTask move, HttpContext http)
    {
        var parameters = new Parameters();
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            var (json, refusal) = await FhirEndpoints.Body(http, "Parameters");
            if (refusal is not null) return FhirResult.Of(refusal);
            using (json) parameters = ResourceBody.Read<Parameters>(System.Text.Encoding.UTF8.GetBytes(json!.RootElement.GetRawText()));
        }
        var ifMatch = TransactionDrafts.Version(http.Request.Headers.IfMatch);
        var (task, refused) = await move.Run(caller, id, operation, parameters, ifMatch, http.RequestAborted);
        return refused is not null ? FhirResult.Of(refused) : FhirResult.Of(task!);
    }
}
