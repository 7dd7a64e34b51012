using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>Where a partition stood: its newest block, last position, chain hash, and the tree over the hashes of all its blocks.</summary>
internal sealed record CheckpointHead(int Partition, long Block, long Position, string Head, string Tree);

/// <param name="Key">Public key, SubjectPublicKeyInfo in base64: whoever has the checkpoint can check it.</param>
/// <param name="Value">r ‖ s in hex.</param>
internal sealed record CheckpointSignature(string Algorithm, string Key, string Value);

/// <summary>
/// A signed statement of where the whole ledger stood 检查点: text that a person can read and a short script can check (docs/ledger-format.md). Each names the hash
/// of the one before it, so that they are a chain of their own; kept outside the database, they show what its administrator could do to the ledger.
/// </summary>
internal sealed record Checkpoint
{
    /// <summary>Named in each signature, so that another (SM2) can follow.</summary>
    public const string Algorithm = "ecdsa-p256-sha256";

    public const string Title = "hallgrains-checkpoint 1";

    public static string NoPrevious { get; } = new('0', 64);

    public required string Ledger { get; init; }

    public required long Number { get; init; }

    public required Instant Time { get; init; }

    /// <summary>Why it was made: start, interval, stop, demand, receipt, rotation.</summary>
    public required string Reason { get; init; }

    /// <summary>Hash of the checkpoint before, in hex.</summary>
    public required string Previous { get; init; }

    public required ImmutableArray<CheckpointHead> Heads { get; init; }

    /// <summary>Only in a rotation: the key that signs from the next checkpoint on. The old key signs this, the new one beside it.</summary>
    public string? NextKey { get; init; }

    public ImmutableArray<CheckpointSignature> Signatures { get; init; } = [];

    /// <summary>What is signed, byte for byte.</summary>
    public string Body
    {
        get
        {
            var text = new StringBuilder()
                .Append(Title).Append('\n')
                .Append("ledger ").Append(Ledger).Append('\n')
                .Append(CultureInfo.InvariantCulture, $"number {Number}\n")
                .Append("time ").Append(LedgerFormat.Time(Time)).Append('\n')
                .Append("reason ").Append(Reason).Append('\n')
                .Append("previous ").Append(Previous).Append('\n');
            foreach (var h in Heads) text.Append(CultureInfo.InvariantCulture, $"partition {h.Partition} block {h.Block} position {h.Position} head {h.Head} tree {h.Tree}\n");
            if (NextKey is not null) text.Append("next-key ").Append(NextKey).Append('\n');
            return text.ToString();
        }
    }

    /// <summary>Of the body: what the next checkpoint names. Signatures are not in it, they differ each time they are made.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));

    /// <summary>The key that the next checkpoint must be signed with.</summary>
    public string KeyAfter => NextKey ?? Signatures[0].Key;

    public Checkpoint SignedBy(params ReadOnlySpan<ECDsa> signers)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var signatures = ImmutableArray.CreateBuilder<CheckpointSignature>();
        foreach (var signer in signers)
            signatures.Add(new(Algorithm, PublicKey(signer), Convert.ToHexStringLower(signer.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))));
        return this with { Signatures = signatures.ToImmutable() };
    }

    /// <summary>Null, or why its signatures do not hold. Says nothing of whose key it is.</summary>
    public string? SignatureProblem()
    {
        if (Signatures.IsEmpty) return "it is not signed";
        if (NextKey is not null && (Signatures.Length != 2 || Signatures[1].Key != NextKey)) return "the key it hands over to has not signed it";
        var body = Encoding.UTF8.GetBytes(Body);
        foreach (var s in Signatures)
        {
            if (s.Algorithm != Algorithm) return $"this program does not know the algorithm {s.Algorithm}";
            try
            {
                using var key = ECDsa.Create();
                key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(s.Key), out _);
                if (key.KeySize != 256 || !key.VerifyData(body, Convert.FromHexString(s.Value), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
                    return "its signature does not fit its text";
            }
            catch (Exception e) when (e is FormatException or CryptographicException)
            {
                return "its signature cannot be read";
            }
        }

        return null;
    }

    public static string PublicKey(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>Short name of a public key, for people: the first 16 hex digits of SHA-256 of it.</summary>
    public static string KeyId(string publicKey) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(publicKey)))[..16];

    /// <summary>The whole file: body, blank line, signatures.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Body).Append('\n');
        foreach (var s in Signatures) text.Append(s.Algorithm).Append(' ').Append(s.Key).Append(' ').Append(s.Value).Append('\n');
        return text.ToString();
    }

    /// <exception cref="FormatException">Not a checkpoint, or not written as this program writes them: two texts never mean one.</exception>
    public static Checkpoint Parse(string text)
    {
        try
        {
            var lines = new Queue<string>(text.Split('\n'));
            if (lines.Dequeue() != Title) throw new FormatException();
            var read = new Checkpoint
            {
                Ledger = Value("ledger"),
                Number = long.Parse(Value("number"), CultureInfo.InvariantCulture),
                Time = LedgerFormat.Time(Value("time")),
                Reason = Value("reason"),
                Previous = Value("previous"),
                Heads = [.. Heads()],
                NextKey = lines.Peek().Length > 0 ? Value("next-key") : null,
                Signatures = [.. Signed()],
            };
            return read.ToString() == text ? read : throw new FormatException();

            string Value(string name)
            {
                var line = lines.Dequeue();
                return line.StartsWith(name + " ", StringComparison.Ordinal) ? line[(name.Length + 1)..] : throw new FormatException();
            }

            IEnumerable<CheckpointHead> Heads()
            {
                while (lines.Peek().StartsWith("partition ", StringComparison.Ordinal))
                {
                    var w = lines.Dequeue().Split(' ');
                    yield return new(int.Parse(w[1], CultureInfo.InvariantCulture), long.Parse(w[3], CultureInfo.InvariantCulture), long.Parse(w[5], CultureInfo.InvariantCulture), w[7], w[9]);
                }
            }

            IEnumerable<CheckpointSignature> Signed()
            {
                if (lines.Dequeue().Length > 0) throw new FormatException();
                while (lines.TryDequeue(out var line) && line.Length > 0)
                    yield return line.Split(' ') is [var algorithm, var key, var value] ? new(algorithm, key, value) : throw new FormatException();
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or IndexOutOfRangeException or OverflowException or NodaTime.Text.UnparsableValueException)
        {
            throw new FormatException("This is not a checkpoint of this format.", e);
        }
    }
}
