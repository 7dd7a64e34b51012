using System.Collections.Concurrent;
using System.Reflection;

namespace HallGrains.Gateway.Protocol;

/// <summary>Grains that answer as a test says; a call nobody expected fails by name.</summary>
public sealed class FakeGrains
{
    private readonly ConcurrentDictionary<(Type, string), Func<string, object?[], object?>> _answers = new();

    public ConcurrentQueue<(Type Grain, string Key, string Method, object?[] Arguments)> Calls { get; } = new();

    public IClusterClient Client => ClientProxy.Of(this);

    /// <summary>What a grain's method answers: a task.</summary>
    public FakeGrains On<TGrain>(string method, Func<string, object?[], object?> answer)
    {
        _answers[(typeof(TGrain), method)] = answer;
        return this;
    }

    internal object? Answer(Type grain, string key, MethodInfo method, object?[] arguments)
    {
        Calls.Enqueue((grain, key, method.Name, arguments));
        return _answers.TryGetValue((grain, method.Name), out var answer)
            ? answer(key, arguments)
            : throw new InvalidOperationException($"No answer for {grain.Name}.{method.Name}");
    }

    public class ClientProxy : DispatchProxy
    {
        private FakeGrains _fakes = null!;

        public static IClusterClient Of(FakeGrains fakes)
        {
            var proxy = Create<IClusterClient, ClientProxy>();
            ((ClientProxy)(object)proxy)._fakes = fakes;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod is not { Name: "GetGrain", IsGenericMethod: true } || args![0] is not string key) throw new NotSupportedException(targetMethod?.Name);
            return GrainProxy.Of(targetMethod.GetGenericArguments()[0], key, _fakes);
        }
    }

    public class GrainProxy : DispatchProxy
    {
        private Type _type = null!;
        private string _key = "";
        private FakeGrains _fakes = null!;

        public static object Of(Type type, string key, FakeGrains fakes)
        {
            var proxy = Create(type, typeof(GrainProxy));
            var grain = (GrainProxy)proxy;
            (grain._type, grain._key, grain._fakes) = (type, key, fakes);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _fakes.Answer(_type, _key, targetMethod!, args ?? []);
    }
}
