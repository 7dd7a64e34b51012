using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>All checkpoints at hand, those kept outside the database before those in it, checked as a chain of their own.</summary>
/// <param name="Chain">In order; the ledger must agree with each.</param>
/// <param name="Problem">The first fault of the chain itself; null when there is none.</param>
internal sealed record SavedCheckpoints(IReadOnlyList<Checkpoint> Chain, string? Problem)
{
    public static SavedCheckpoints None { get; } = new([], null);

    /// <param name="stored">Texts of the database.</param>
    /// <param name="publicKey">The key the hall publishes, if the verifier knows it: the newest checkpoint must be signed with it.</param>
    public static SavedCheckpoints Of(IReadOnlyList<string> stored, CheckpointFiles? files = null, string? publicKey = null)
    {
        var (kept, unreadable) = files?.Load() ?? ([], []);
        var problem = unreadable is [var file, ..] ? $"{file} is not a checkpoint" : null;
        var chain = kept.ToDictionary(c => c.Number);
        foreach (var text in stored)
        {
            try
            {
                var inside = Checkpoint.Parse(text);
                if (!chain.TryAdd(inside.Number, inside) && chain[inside.Number].Body != inside.Body) problem ??= $"checkpoint {inside.Number} of the directory is not the one of the database";
            }
            catch (FormatException)
            {
                problem ??= "the database holds a checkpoint that cannot be read";
            }
        }

        var ordered = chain.Values.OrderBy(c => c.Number).ToList();
        for (var i = 0; i < ordered.Count; i++) problem ??= Fault(i == 0 ? null : ordered[i - 1], ordered[i]);
        if (publicKey is not null && problem is null)
        {
            if (ordered.Count == 0) problem = "there is no checkpoint that the public key could have signed";
            else if (ordered[^1].Signatures.All(s => s.Key != publicKey)) problem = $"checkpoint {ordered[^1].Number} is not signed with the public key {Checkpoint.KeyId(publicKey)}";
        }

        return new(ordered, problem);
    }

    private static string? Fault(Checkpoint? before, Checkpoint c)
    {
        var name = $"checkpoint {c.Number}";
        if (c.SignatureProblem() is { } signature) return $"{name}: {signature}";
        if (c.Heads.Where((h, p) => h.Partition != p).Any()) return $"{name} does not name every partition";
        if (before is null) return c.Number == 1 && c.Previous != Checkpoint.NoPrevious ? $"{name} is the first and names one before it" : null;
        if (c.Number != before.Number + 1) return $"checkpoint {before.Number + 1} is missing";
        if (c.Previous != before.Hash) return $"{name} does not follow from the one before";
        if (c.Signatures[0].Key != before.KeyAfter) return $"{name} is signed with a key that the one before does not name";
        if (c.Ledger != before.Ledger || c.Heads.Length != before.Heads.Length) return $"{name} is of another ledger";
        return c.Time < before.Time || c.Heads.Where((h, p) => h.Block < before.Heads[p].Block || h.Position < before.Heads[p].Position).Any() ? $"{name} goes back" : null;
    }
}
