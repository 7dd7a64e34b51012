using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HallGrains.Client.Http;

/// <summary>What a body of a type may hold: field names, whether a field must be there, and how to fill in what is missing.</summary>
internal sealed class BodyShape
{
    private static readonly ConcurrentDictionary<Type, BodyShape> Shapes = new();

    private readonly Dictionary<string, Field> _fields;

    private BodyShape(Type type) => _fields = Fields(type).ToDictionary(f => f.Name, StringComparer.Ordinal);

    public static BodyShape Of(Type type) => Shapes.GetOrAdd(type, static t => new(t));

    public IEnumerable<Field> All => _fields.Values;

    public Field? Find(string name) => _fields.GetValueOrDefault(name);

    /// <summary>
    /// Fills in what was not sent and must not be null: empty text, an empty list, an object with nothing in it. No rule can then fail on a
    /// null it was promised never to see; that the field is wanted it says itself.
    /// </summary>
    public static void Complete(object body)
    {
        foreach (var field in Of(body.GetType()).All)
        {
            var value = field.Property.GetValue(body);
            if (field.IsList)
            {
                if (field.Property.PropertyType == field.ListType && IsDefault(value!)) field.Property.SetValue(body, Empty(field.Element!));
                else if (value is not null && IsRecord(field.Element!)) foreach (var item in (System.Collections.IEnumerable)value) Complete(item);
                continue;
            }

            if (value is null && !field.MayBeNull)
            {
                if (field.Type == typeof(string)) value = "";
                else if (IsRecord(field.Type)) value = RuntimeHelpers.GetUninitializedObject(field.Type);
                if (value is not null) field.Property.SetValue(body, value);
            }

            if (value is not null && IsRecord(field.Type)) Complete(value);
        }
    }

    /// <summary>An object of ours with fields of its own (a value of one text, such as an instant, is none).</summary>
    public static bool IsRecord(Type type) => type.IsClass && type != typeof(string) && type.Namespace?.StartsWith("HallGrains", StringComparison.Ordinal) == true;

    private static bool IsDefault(object immutableArray) => (bool)immutableArray.GetType().GetProperty(nameof(ImmutableArray<int>.IsDefault))!.GetValue(immutableArray)!;

    private static object Empty(Type element) => typeof(ImmutableArray<>).MakeGenericType(element).GetField(nameof(ImmutableArray<int>.Empty))!.GetValue(null)!;

    private static IEnumerable<Field> Fields(Type type)
    {
        var nullability = new NullabilityInfoContext();
        var parameters = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is null || property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always }) continue;
            var parameter = parameters.FirstOrDefault(p => p.Name == property.Name);
            var mayBeNull = Nullable.GetUnderlyingType(property.PropertyType) is not null
                || (!property.PropertyType.IsValueType && nullability.Create(property).ReadState == NullabilityState.Nullable);
            var type1 = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var element = type1.IsGenericType && type1.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? type1.GetGenericArguments()[0] : null;
            // A number, a truth or an instant that was not sent would silently be 0, false or 1970: only these the gateway asks for itself.
            var mustBeSent = parameter is { HasDefaultValue: false } && type1.IsValueType && element is null && !mayBeNull;
            yield return new(JsonNamingPolicy.CamelCase.ConvertName(property.Name), property, type1, element, mayBeNull, mustBeSent, parameter is { HasDefaultValue: false } && !mayBeNull);
        }
    }

    /// <param name="Type">Without <see cref="Nullable{T}"/>.</param>
    /// <param name="Element">Of a list; else null.</param>
    /// <param name="MustBeSent">Missing is refused here, since a default would be taken for an answer.</param>
    /// <param name="Wanted">Missing is wrong; said here only when something must be said here anyhow.</param>
    public sealed record Field(string Name, PropertyInfo Property, Type Type, Type? Element, bool MayBeNull, bool MustBeSent, bool Wanted)
    {
        public bool IsList => Element is not null;

        public Type ListType => Type;
    }
}
