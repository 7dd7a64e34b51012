using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Duties;

namespace HallGrains.Grains.Cases;

/// <summary>Duties that cases hold.</summary>
public sealed class CaseDutyHolder : IDutyHolder
{
    public string Kind => "case";

    public async Task<Outcome<DutyView>> DoneAsync(IGrainFactory grains, CommandMeta meta, DutyId duty, CompleteDuty command)
    {
        if (!CaseNumber.TryParse(duty.Key, out var number)) return Outcome.Refused<DutyView>(Refusal.Of(Codes.NotFound));
        var done = await grains.GetGrain<ICaseGrain>(number.Text).ExecuteAsync(meta, new CompleteCaseDuty(command.Note) { DutyId = duty.Id });
        return done.View is { } view
            ? new(view.Duties.FirstOrDefault(d => d.Id == duty.ToString()), null, done.Replayed, done.Made)
            : Outcome.Refused<DutyView>(done.Refusal!);
    }
}
