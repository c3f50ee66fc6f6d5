using Hl7.Fhir.Model;
using Telemed.Core.OnCall;
using Telemed.Fhir;

namespace Telemed.Hub.Features.Rotas;

/// <summary>Whether a Schedule that names itself a rota is one.</summary>
static class RotaCheck
{
    /// <summary>Null when all is well, or when the Schedule is no rota.</summary>
    public static Refusal? Of(Schedule schedule)
    {
        if (RotaSchedule.NameOf(schedule) is null) return null;
        var (rota, faults) = RotaSchedule.Read(schedule);
        if (rota is null) return RotaRefusals.Of(faults);
        return rota.NeverEmpty && rota.People.Count() < rota.Needed ? RotaRefusals.TooFew(rota) : null;
    }
}
