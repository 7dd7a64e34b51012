using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Bundles;

/// <summary>一条龙, 一件事: several items asked for at once; each becomes a case of its own under one bundle number (5.4k).</summary>
/// <param name="Items">2-8 items, each once.</param>
[GenerateSerializer, Immutable, Alias("hg.OpenBundle")]
public sealed record OpenBundle(
    [property: Id(0)] string Hall,
    [property: Id(1)] string Channel,
    [property: Id(2)] ImmutableArray<string>? Items,
    [property: Id(3)] Contact? Contact = null,
    [property: Id(4)] string? Question = null,
    [property: Id(5)] string? Window = null,
    [property: Id(6)] string? Session = null);

/// <summary>The bundle exists; its members are opened one after another, each under a command id made from the bundle's number.</summary>
/// <param name="Agent">Whoever recorded it: the one the person deals with.</param>
/// <param name="Account">Under whose account the members are opened, also when another process goes on with it.</param>
public sealed record BundleOpened(
    string Hall, string Channel, ImmutableArray<string> Items, string Agent, string Account, string? Window = null, string? Session = null,
    [property: Private] Contact? Contact = null, [property: Private] string? Question = null) : IEntry;

public sealed record BundleMemberOpened(string Item, string CaseNumber) : IEntry;

/// <summary>A member received papers: what others need too counts there.</summary>
public sealed record BundleMaterialsReceived(string CaseNumber, ImmutableArray<MaterialHandedIn> Materials) : IEntry;

/// <summary>The members were asked to count what the entry of this stream version brought.</summary>
public sealed record BundleMaterialsCounted(int AtVersion) : IEntry;

/// <summary>The person rated one member: that is the bundle's evaluation.</summary>
public sealed record BundleEvaluated(string CaseNumber) : IEntry;

/// <param name="RetrievalCode">Only in the answer that opened it; never stored.</param>
[GenerateSerializer, Immutable, Alias("hg.BundleMemberView")]
public sealed record BundleMemberView(
    [property: Id(0)] string Item,
    [property: Id(1)] string? CaseNumber,
    [property: Id(2)] string? State,
    [property: Id(3)] string? Stage,
    [property: Id(4)] string? Owner,
    [property: Id(5)] Instant? PromisedDueAt,
    [property: Id(6)] ImmutableArray<string> Missing,
    [property: Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RetrievalCode = null);

/// <param name="PromisedDueAt">The latest of its cases (§4); null while none is accepted.</param>
/// <param name="Complete">Every member is opened.</param>
/// <param name="Materials">What arrived once and counts wherever it is listed.</param>
[GenerateSerializer, Immutable, Alias("hg.BundleView")]
public sealed record BundleView(
    [property: Id(0)] string BundleNumber,
    [property: Id(1)] string Hall,
    [property: Id(2)] string Agent,
    [property: Id(3)] bool Complete,
    [property: Id(4)] ImmutableArray<BundleMemberView> Members,
    [property: Id(5)] Instant? PromisedDueAt,
    [property: Id(6)] ImmutableArray<string> Materials,
    [property: Id(7)] string? EvaluatedBy,
    [property: Id(8)] int Version,
    [property: Id(9)] Instant AsOf,
    [property: Id(10), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RetrievalCode = null) : IVersionedView;

/// <summary>What a member tells its bundle after a commit, at least once: everything it received itself, and whether it was rated.</summary>
[GenerateSerializer, Immutable, Alias("hg.MemberTold")]
public sealed record MemberTold([property: Id(0)] string CaseNumber, [property: Id(1)] int Version, [property: Id(2)] ImmutableArray<MaterialHandedIn> Materials, [property: Id(3)] bool Evaluated);

/// <summary>Bundle 一条龙. Key: bundle number. Stream <c>bundle/{number}</c>: a saga over its member cases.</summary>
[Alias("hg.IBundleGrain")]
public interface IBundleGrain : IGrainWithStringKey
{
    /// <summary>The number of the bundle that this command of this account makes: a retry finds the same one.</summary>
    public static string NumberOf(string hall, string account, string commandId)
    {
        const string letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{hall}\n{account}\n{commandId}"));
        return $"BND-{hall}-{string.Create(12, hash, static (text, h) => { for (var i = 0; i < text.Length; i++) text[i] = letters[h[i] & 31]; })}";
    }

    [Alias("Open"), Anyone] Task<Outcome<BundleView>> OpenAsync(CommandMeta meta, OpenBundle command);

    [ReadOnly, Alias("Get"), Anyone] Task<CaseRead<BundleView>> GetAsync(Caller caller);

    /// <summary>Told by a member after its commit.</summary>
    [Alias("MemberChanged"), Inside] Task MemberChangedAsync(MemberTold told);

    /// <summary>The member by which the bundle was rated; null when it was not.</summary>
    [AlwaysInterleave, Alias("EvaluatedBy"), Inside] Task<string?> EvaluatedByAsync();

    /// <summary>Goes on where a process that died left off. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();
}
