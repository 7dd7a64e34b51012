namespace HallGrains.Grains.Timekeeping;

/// <summary>Finds the grain behind a stream that fell due and wakes it. One for each kind of stream that has a next due instant.</summary>
public interface IWaker
{
    /// <summary>First segment of the stream name: <c>case</c>, <c>staff</c> …</summary>
    string Kind { get; }

    Task WakeAsync(IGrainFactory grains, string stream);
}
