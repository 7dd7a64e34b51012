using System.Text;
using HallGrains.Silo.Commands;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>
/// A command of the command line, carried out here with what it prints kept apart: what <see cref="HallProcess.RunAsync"/> does without a process's start. Where
/// another process is the point, or its end, that one is used.
/// </summary>
internal static class CommandHere
{
    private static readonly Split Output = new(Console.Out), Error = new(Console.Error);

    static CommandHere()
    {
        Console.SetOut(Output);
        Console.SetError(Error);
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        (Output.Mine, Error.Mine) = (new(), new());
        // On a thread of its own pool: a command may block while it works.
        var exit = await Task.Run(() => CommandLine.RunAsync(arguments));
        return (exit, Output.Mine.ToString(), Error.Mine.ToString());
    }

    /// <summary>What is written goes to who runs the command, wherever its work goes on; else where it always went.</summary>
    private sealed class Split(TextWriter usual) : TextWriter
    {
        private readonly AsyncLocal<StringWriter?> _mine = new();

        public StringWriter Mine
        {
            get => _mine.Value!;
            set => _mine.Value = value;
        }

        public override Encoding Encoding => usual.Encoding;

        public override void Write(char value)
        {
            if (_mine.Value is not { } mine)
            {
                usual.Write(value);
                return;
            }

            lock (mine) mine.Write(value);
        }

        public override void Write(string? value)
        {
            if (_mine.Value is not { } mine)
            {
                usual.Write(value);
                return;
            }

            lock (mine) mine.Write(value);
        }

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));
    }
}
