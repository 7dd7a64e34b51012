using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Duties;

/// <summary>Kinds of duty 待办事项: what a stream asks of one person besides its ordinary commands.</summary>
public static class DutyKinds
{
    /// <summary>指派: offers came to nothing, so a head or the supervisor names the owner (§4 e). Over when somebody has it.</summary>
    public const string Assign = "assign";

    /// <summary>告知: to be taken note of.</summary>
    public const string Notice = "notice";

    /// <summary>更正告知: a guide text was withdrawn as wrong; the person who was answered from it must be told (2.2b).</summary>
    public const string TellPerson = "tell-person";

    /// <summary>异议: an assignee objects; the assigner's superior decides (§4).</summary>
    public const string Objection = "objection";

    /// <summary>诉求: a reasonable request nobody has answered yet (2.5b).</summary>
    public const string Request = "request";

    /// <summary>重点服务: a watched case wants its note of the day (5.4j).</summary>
    public const string Watch = "watch";

    /// <summary>突发情况: something happened in the hall; the duty leader sees to it (2.4b).</summary>
    public const string Incident = "incident";

    /// <summary>争吵: the duty leader takes the session over as helper (3.3d).</summary>
    public const string Dispute = "dispute";

    /// <summary>上门服务: a visit at the person's home was granted (5.6l).</summary>
    public const string Visit = "visit";
}

/// <summary>Names a duty in the whole hall: the stream that holds it and its id there, <c>case:YXCS-20261124-000017-K:d1</c>.</summary>
/// <param name="Kind">Kind of the stream: <c>case</c>, <c>finding</c> …</param>
public readonly record struct DutyId(string Kind, string Key, string Id)
{
    public static DutyId Of(string stream, string id)
    {
        var slash = stream.IndexOf('/', StringComparison.Ordinal);
        // An id stands in a path: what is under a hall and a date is named with dots.
        return new(stream[..slash], stream[(slash + 1)..].Replace('/', '.'), id);
    }

    public static bool TryParse(string text, out DutyId id)
    {
        var (first, last) = (text.IndexOf(':', StringComparison.Ordinal), text.LastIndexOf(':'));
        id = first > 0 && last > first + 1 && last + 1 < text.Length ? new(text[..first], text[(first + 1)..last], text[(last + 1)..]) : default;
        return id != default;
    }

    public override string ToString() => $"{Kind}:{Key}:{Id}";
}

/// <summary>A duty arose in this stream.</summary>
/// <param name="DutyId">Unique within the stream: <c>d1</c> …</param>
/// <param name="For">Staff number; null: whoever owns the matter, so that it moves with it (§4 h).</param>
/// <param name="About">What it is about, as a code or an id, never personal data.</param>
public sealed record DutyRaised(string DutyId, string Kind, string? For, Instant? DueAt, string? About = null) : IEntry;

/// <summary>Somebody did it.</summary>
public sealed record DutyDone(string DutyId, string By, [property: Private] string? Note = null) : IEntry;

/// <summary>Reports a duty as done.</summary>
[GenerateSerializer, Immutable, Alias("hg.CompleteDuty")]
public sealed record CompleteDuty([property: Id(0)] string? Note = null);

[GenerateSerializer, Immutable, Alias("hg.DutyView")]
public sealed record DutyView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] string? For,
    [property: Id(3)] string? About,
    [property: Id(4)] Instant Since,
    [property: Id(5)] Instant? DueAt,
    [property: Id(6)] Instant? DoneAt,
    [property: Id(7)] string? DoneBy,
    [property: Id(8)] int Version,
    [property: Id(9)] Instant AsOf) : IVersionedView;

/// <summary>Finds whoever holds a duty. Key: <c>duties</c> (stateless).</summary>
[Alias("hg.IDutiesGrain")]
public interface IDutiesGrain : IGrainWithStringKey
{
    [Alias("Done"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<DutyView>> DoneAsync(CommandMeta meta, string duty, CompleteDuty command);
}
