namespace HallGrains.Silo.Logs;

/// <summary>
/// Reads on only within the limits: total size, and for XML the distance from one <c>&lt;</c> to the next. That character may stand in no
/// attribute value, so the distance bounds every value before the XML reader has to keep it.
/// </summary>
internal sealed class BoundedStream(Stream inner, long maxBytes, int maxTagBytes) : Stream
{
    private long _total;
    private long _sinceTag;

    /// <summary>Bytes handed out so far.</summary>
    public long Total => _total;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _total; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new LogUnreadableException("The packed data is damaged.", 0, e);
        }

        _total += read;
        if (_total > maxBytes) throw new LogUnreadableException($"The log unpacks to more than {maxBytes} bytes.");
        if (maxTagBytes > 0) Measure(buffer[..read]);
        return read;
    }

    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Measure(ReadOnlySpan<byte> read)
    {
        while (true)
        {
            var next = read.IndexOf((byte)'<');
            _sinceTag += next < 0 ? read.Length : next;
            if (_sinceTag > maxTagBytes) throw new LogUnreadableException($"One tag is longer than {maxTagBytes} bytes.");
            if (next < 0) return;
            _sinceTag = 0;
            read = read[(next + 1)..];
        }
    }
}
