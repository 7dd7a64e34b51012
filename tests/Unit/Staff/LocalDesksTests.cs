using System.Reflection;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Staff;

namespace HallGrains.Unit.Staff;

/// <summary>Words are laid on the desks that stand in this process; everybody else is called.</summary>
public class LocalDesksTests
{
    private const string Staff = "YXCS015";
    private readonly LocalDesks _desks = new();
    private readonly List<DeskTold> _called = [];
    private readonly IGrainFactory _grains;

    public LocalDesksTests() => _grains = Stub<IGrainFactory>.Make((method, args) =>
    {
        (method.Name, args[0]).Should().Be((nameof(IGrainFactory.GetGrain), Staff));
        return Stub<IStaffGrain>.Make((told, word) =>
        {
            told.Name.Should().Be(nameof(IStaffGrain.TellAsync));
            _called.Add((DeskTold)word[0]!);
            return Task.CompletedTask;
        });
    });

    [Fact]
    public async Task Who_stands_here_is_told_without_a_call()
    {
        var desk = new Desk(Staff);
        _desks.Add(Staff, desk);
        await _desks.TellAsync(_grains, Staff, Word(2));
        desk.Owned.Should().Equal("A");
        _called.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_never_stood_here_or_has_left_is_called()
    {
        await _desks.TellAsync(_grains, Staff, Word(2));
        var desk = new Desk(Staff);
        _desks.Add(Staff, desk);
        _desks.Remove(Staff, desk);
        await _desks.TellAsync(_grains, Staff, Word(3));
        desk.Owned.Should().BeEmpty();
        _called.Select(t => t.Version).Should().Equal(2, 3);
    }

    [Fact]
    public async Task An_activation_that_ends_does_not_take_away_the_desk_of_the_one_that_came_after_it()
    {
        var (before, after) = (new Desk(Staff), new Desk(Staff));
        _desks.Add(Staff, before);
        _desks.Add(Staff, after);
        _desks.Remove(Staff, before);
        await _desks.TellAsync(_grains, Staff, Word(2));
        (before.Owned.Count(), after.Owned.Count(), _called.Count).Should().Be((0, 1, 0));
    }

    private static DeskTold Word(int version) => new("case/A", version, true, new("A", "received", null, null, "none", null, version), []);

    /// <summary>An interface of which the test answers each call.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
    private class Stub<T> : DispatchProxy where T : class
    {
        private Func<MethodInfo, object?[], object?> _answer = null!;

        public static T Make(Func<MethodInfo, object?[], object?> answer)
        {
            var made = Create<T, Stub<T>>();
            ((Stub<T>)(object)made)._answer = answer;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args!);
    }
}
