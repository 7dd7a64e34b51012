using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Logs;

/// <summary>Where imported history goes: the grains of the hall.</summary>
internal interface IHistorySink
{
    Task<Outcome<EventLogView>> OpenAsync(CommandMeta meta, LogOpening opening);

    Task<Outcome<HistoryReceipt>> RecordAsync(CommandMeta meta, HistoryPart part);

    Task<Outcome<EventLogView>> CloseAsync(CommandMeta meta, string log, LogClosing closing);
}

/// <summary>Every trace to the case grain of its number.</summary>
internal sealed class GrainHistorySink(IGrainFactory grains) : IHistorySink
{
    public Task<Outcome<EventLogView>> OpenAsync(CommandMeta meta, LogOpening opening) => grains.GetGrain<IEventLogGrain>(opening.Log).OpenAsync(meta, opening);

    public Task<Outcome<HistoryReceipt>> RecordAsync(CommandMeta meta, HistoryPart part) =>
        grains.Ref<ICaseGrain>(ImportedHistory.NumberOf(part.Log, part.Trace).Text).RecordHistoryAsync(meta, part);

    public Task<Outcome<EventLogView>> CloseAsync(CommandMeta meta, string log, LogClosing closing) => grains.GetGrain<IEventLogGrain>(log).CloseAsync(meta, closing);
}
