using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using CsCheck;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Unit.Ledger;

/// <summary>Every kind of entry there is, with anything in it: read as it was written, its private part nowhere in the public one, its bytes always the same.</summary>
public class EveryEntryProperties
{
    private const string Secret = "秘密";
    private static readonly Type[] Kinds = [.. typeof(IEntry).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IEntry))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    private static readonly JsonSerializerOptions Whole = new JsonSerializerOptions(JsonSerializerDefaults.Web).ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);

    // It keeps what it has read and is not for several threads; samples are taken on several.
    [ThreadStatic]
    private static NullabilityInfoContext? _nullability;

    public static TheoryData<string> Names => [.. Kinds.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_entry_is_read_as_it_was_written_and_its_secrets_stay_in_its_private_part(string kind) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var entry = (IEntry)Make(Kinds.Single(k => k.Name == kind), new Random(seed), secret: false, 0)!;
        var written = EntryCodec.Standard.Encode(entry, Instant.FromUnixTimeSeconds(seed), "YXCS019", "p");
        written.Data.Should().NotContain(Secret);

        var read = EntryCodec.Standard.Decode(written.Kind, written.Schema, written.Data, written.Private?.Json);

        // Compared by a writer of its own that knows nothing of public and private: what the codec dropped on both ways would not show in its own words.
        JsonSerializer.Serialize(read, read.GetType(), Whole).Should().Be(JsonSerializer.Serialize(entry, entry.GetType(), Whole));

        var again = EntryCodec.Standard.Encode(read, Instant.FromUnixTimeSeconds(seed), "YXCS019", "p");
        again.Data.Should().Be(written.Data);
        again.Private?.Json.Should().Be(written.Private?.Json);
        (again.Private is null).Should().Be(written.Private is null);

        // Forgotten: what is public is still read, and is the same.
        var forgotten = EntryCodec.Standard.Encode(EntryCodec.Standard.Decode(written.Kind, written.Schema, written.Data, null), Instant.FromUnixTimeSeconds(seed), "YXCS019", "p");
        forgotten.Data.Should().Be(written.Data);
        forgotten.Private?.Json.Should().NotContain(Secret);
    }, iter: 20);

    private static object? Make(Type type, Random random, bool secret, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return random.Next(3) == 0 ? null : Make(value, random, secret, depth);
        if (type == typeof(string)) return (secret ? Secret : "") + new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => (char)random.Next('一', '鿿'))]) + (random.Next(3) == 0 ? "\"\\<&\t" : "");
        if (type == typeof(int)) return random.Next(1, 10_000);
        if (type == typeof(long)) return random.NextInt64(1, 1_000_000_000);
        if (type == typeof(decimal)) return random.Next(-1_000_000, 1_000_000) / 100m;
        if (type == typeof(double)) return random.Next(1000) / 8.0;
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(Instant)) return Instant.FromUnixTimeSeconds(random.Next()).PlusNanoseconds(random.Next(1_000_000_000));
        if (type == typeof(LocalDate)) return new LocalDate(random.Next(1990, 2099), random.Next(1, 13), random.Next(1, 29));
        if (type == typeof(LocalTime)) return new LocalTime(random.Next(24), random.Next(60));
        if (type.IsEnum) return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return Many(nameof(Items), type, random, secret, depth);
        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>) || type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>))) return Many(type.Name.StartsWith("ImmutableSorted", StringComparison.Ordinal) ? nameof(Sorted) : nameof(Hashed), type, random, secret, depth);
        return depth > 6 ? null : Record(type, random, secret, depth);
    }

    private static object Record(Type type, Random random, bool secret, int depth)
    {
        var properties = type.GetProperties().ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length) ?? throw new InvalidOperationException($"{type.Name} has no constructor.");
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, (_nullability ??= new()).Create(p), properties.GetValueOrDefault(p.Name!)))]);
        foreach (var p in properties.Values.Where(p => p.CanWrite && !constructor.GetParameters().Any(c => string.Equals(c.Name, p.Name, StringComparison.OrdinalIgnoreCase)))) p.SetValue(made, Value(p.PropertyType, (_nullability ??= new()).Create(p), p));
        return made;

        object? Value(Type wanted, NullabilityInfo nullability, PropertyInfo? property) =>
            !wanted.IsValueType && nullability.WriteState == NullabilityState.Nullable && random.Next(3) == 0 ? null : Make(wanted, random, secret || property?.IsDefined(typeof(PrivateAttribute)) == true, depth + 1);
    }

    private static object Many(string how, Type type, Random random, bool secret, int depth) =>
        typeof(EveryEntryProperties).GetMethod(how, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type.GetGenericArguments()[^1]).Invoke(null, [random, secret, depth])!;

    private static ImmutableArray<T> Items<T>(Random random, bool secret, int depth) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => (T)Make(typeof(T), random, secret, depth + 1)!)];

    private static ImmutableSortedDictionary<string, T> Sorted<T>(Random random, bool secret, int depth) =>
        Enumerable.Range(0, random.Next(3)).ToImmutableSortedDictionary(i => $"key-{i}", _ => (T)Make(typeof(T), random, secret, depth + 1)!, StringComparer.Ordinal);

    private static ImmutableDictionary<string, T> Hashed<T>(Random random, bool secret, int depth) =>
        Enumerable.Range(0, random.Next(2)).ToImmutableDictionary(i => $"key-{i}", _ => (T)Make(typeof(T), random, secret, depth + 1)!);
}
