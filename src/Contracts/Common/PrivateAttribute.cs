namespace HallGrains.Contracts.Common;

/// <summary>
/// On a property of a ledger entry: it is personal data or free text. The codec puts it into the entry's private part, encrypted
/// with the person's key; the public part and its chain never hold it. Reads as null after erasure, so it must be nullable.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PrivateAttribute : Attribute;

/// <summary>Names the schema version of an entry kind (default 1); old versions are upcast on reading.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntryVersionAttribute(int version) : Attribute
{
    public int Version { get; } = version;
}

/// <summary>Something that happened 台账记录: the body of one ledger entry. Its kind is its type's name (domain-rules §14).</summary>
public interface IEntry;
