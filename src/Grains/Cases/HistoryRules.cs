using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <param name="Events">Events recorded so far.</param>
/// <param name="LastAt">Time of the newest event that has one.</param>
public sealed record HistoryHeld(string Log, int Trace, int Events, bool Complete, Instant? LastAt);

/// <summary>
/// Imported history 历史导入 (decisions 19): what happened elsewhere is written down as it was, not decided again. The first resource named is the first
/// owner; at each change of resource the case is offered and accepted at that instant; an event by nobody stays with the last one named.
/// </summary>
public static class HistoryRules
{
    /// <summary>Entries for one part of a trace; refused unless it follows exactly what is recorded.</summary>
    public static Decision Decide(CaseState state, HistoryPart part, Caller caller)
    {
        if (!caller.IsSystem) return Decision.Refuse(Codes.NotPermitted);
        var held = state.History;
        if (held is null ? state.Exists || part.FirstEvent != 1 : held.Complete || held.Log != part.Log || held.Trace != part.Trace || part.FirstEvent != held.Events + 1)
            return Decision.Refuse(Codes.StageOrder, "The part does not follow what is recorded.");
        var content = new Validation()
            .If(part.Events.Length > HistoryPart.MaxEvents, "events", "too-many")
            .If(part.Events.IsEmpty && !part.Last, "events", "required")
            .If(part.Trace < 1, "trace", "out-of-range")
            .If(!ImportedHistory.IsImported(part.Hall), "hall", "not-an-imported-hall");
        if (content.Refusal is { } refusal) return Decision.Refuse(refusal);

        var entries = ImmutableArray.CreateBuilder<EntryDraft>();
        var at = held?.LastAt ?? part.Events.Select(e => e.At).FirstOrDefault(t => t is not null);
        var owner = state.Owner;
        if (held is null)
        {
            owner = part.Events.IsEmpty ? ImportedHistory.UnknownStaff : part.Events[0].Worker ?? ImportedHistory.UnknownStaff;
            entries.Add(new(new HistoryBegan(part.Log, part.Hall, part.Trace, owner, part.Attributes), part.Events.IsEmpty ? at : part.Events[0].At ?? at, owner));
        }

        var handoffs = state.Handoffs;
        for (var i = 0; i < part.Events.Length; i++)
        {
            var e = part.Events[i];
            at = e.At ?? at;
            if (e.Worker is { } worker && worker != owner)
            {
                // The first one named after events by nobody takes over from no one: it is the first owner, not a handoff.
                if (owner != ImportedHistory.UnknownStaff)
                {
                    var id = FormattableString.Invariant($"h{++handoffs}");
                    entries.Add(new(new HandoffOffered(id, HandoffKinds.History, owner, new(worker), null, false, null), at, owner));
                    entries.Add(new(new HandoffAccepted(id, owner, worker, HandoffKinds.History, null, part.Hall), at, worker));
                }

                owner = worker;
            }

            entries.Add(new(new HistoryRecorded(part.FirstEvent + i, e.Activity, e.Time, owner, e.Attributes), at, owner));
        }

        if (part.Last)
            entries.Add(new(new HistoryEnded(part.FirstEvent + part.Events.Length - 1, part.Late.IsDefaultOrEmpty ? null : part.Late), at, owner));
        return Decision.Append(entries.ToImmutable());
    }

    /// <summary>An imported case stands as archived: read-only, without clocks.</summary>
    public static CaseState Evolve(CaseState s, Recorded r) => r.Body switch
    {
        HistoryBegan e => s with
        {
            Status = CaseStates.Archived, Imported = true, Hall = e.Hall, OpeningHall = e.Hall, Channel = ImportedHistory.Channel, OpenedAt = r.OccurredAt,
            Owner = e.Owner, Owners = [new(r.OccurredAt, e.Owner)], History = new(e.Log, e.Trace, 0, false, null),
        },
        HistoryRecorded e => s with
        {
            Owner = e.Owner, Owners = e.Owner == s.Owner ? s.Owners : s.Owners.Add(new(r.OccurredAt, e.Owner)), EndedAt = r.OccurredAt,
            History = s.History! with { Events = e.Event, LastAt = e.Time is null ? s.History.LastAt : r.OccurredAt },
        },
        HistoryEnded => s with { History = s.History! with { Complete = true } },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of imported history."),
    };

    public static HistoryReceipt Receipt(string caseNumber, CaseState state) => new(caseNumber, state.History?.Events ?? 0, state.History?.Complete ?? false, state.Version);
}
