using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>An imported event log as its two entries fold.</summary>
public sealed record EventLogState(string Log, string Hall, string Format, EventLogClosed? Closed, Instant AsOf)
{
    public static EventLogState None { get; } = new("", "", "", null, Instant.MinValue);
}

/// <summary>Opening and closing an import; both may be repeated at will.</summary>
public static class EventLogRules
{
    public static Decision Decide(EventLogState state, LogOpening opening, Caller caller) =>
        !caller.IsSystem ? Decision.Refuse(Codes.NotPermitted)
        : state.Log.Length > 0 ? Decision.Nothing
        : Decision.Append(new EventLogOpened(opening.Log, ImportedHistory.HallOf(opening.Log), opening.Format, opening.Declarations));

    public static Decision Decide(EventLogState state, LogClosing closing, Caller caller) =>
        !caller.IsSystem ? Decision.Refuse(Codes.NotPermitted)
        : state.Log.Length == 0 ? Decision.Refuse(Codes.StageOrder, "The log was not opened.")
        : state.Closed is not null ? Decision.Nothing
        : Decision.Append(new EventLogClosed(closing.Cases, closing.Events, closing.Refused, closing.Broken, closing.Declarations.IsDefaultOrEmpty ? null : closing.Declarations));

    public static EventLogState Evolve(EventLogState s, Recorded r) => r.Body switch
    {
        EventLogOpened e => new(e.Log, e.Hall, e.Format, null, r.RecordedAt),
        EventLogClosed e => s with { Closed = e, AsOf = r.RecordedAt },
        _ => throw new UnreadableEntryException($"{r.Body.GetType().Name} is no entry of an event log."),
    };

    /// <summary>The stream of a log. One key encrypts what its header says.</summary>
    public static StreamModel<EventLogState> Model(string log) => new(
        StreamOf(log),
        EventLogState.None,
        Evolve,
        s => new() { Stream = StreamOf(log), State = s.Closed is null ? "importing" : "imported", Hall = s.Hall, Extra = Counts(s) },
        s => s.Hall,
        _ => "log-" + log) { FoldsRecordedTime = true };

    public static string StreamOf(string log) => "log/" + log;

    private static string Counts(EventLogState s) => s.Closed is { } c
        ? string.Create(CultureInfo.InvariantCulture, $"{{\"cases\":{c.Cases},\"events\":{c.Events},\"refused\":{c.Refused}}}")
        : "{}";
}

/// <summary>An imported event log 事件日志: the shell around <see cref="EventLogRules"/>.</summary>
[GrainType("eventlog")]
internal sealed class EventLogGrain(StreamServices services) : StreamGrain<EventLogState>(services), IEventLogGrain
{
    protected override StreamModel<EventLogState> Model() => EventLogRules.Model(Key);

    public Task<Outcome<EventLogView>> OpenAsync(CommandMeta meta, LogOpening opening) => ExecuteAsync(meta, (s, _) => EventLogRules.Decide(s, opening, meta.Caller), View);

    public Task<Outcome<EventLogView>> CloseAsync(CommandMeta meta, LogClosing closing) => ExecuteAsync(meta, (s, _) => EventLogRules.Decide(s, closing, meta.Caller), View);

    public Task<EventLogView?> GetAsync(Caller caller) => Task.FromResult(
        Exists && (caller.IsSystem || caller.Is(Roles.Admin) || caller.Is(Roles.Auditor) || caller.Is(Roles.Supervisor)) ? View() : null);

    private EventLogView View()
    {
        var s = State;
        return new(s.Log, s.Hall, s.Format, s.Closed is null ? "importing" : "imported", s.Closed?.Cases ?? 0, s.Closed?.Events ?? 0, s.Closed?.Refused ?? 0, s.Closed?.Broken, Version, s.AsOf);
    }
}
