using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Examples;

/// <summary>A model of the zoo.</summary>
internal sealed class Example
{
    private readonly MemberInfo _member;

    private Example(MemberInfo member, ExampleAttribute about)
    {
        _member = member;
        Features = about.Features;
        InputShape = [.. about.InputShape];
        Vocabulary = about.Vocabulary;
        Objective = about.Objective;
        IsSeen = about.IsSeen;
        var home = member as Type ?? member.DeclaringType!;
        Family = home.Namespace!.Split('.')[^1];
        Digest = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(member.Name)));
    }

    public string Name => _member.Name;

    /// <summary>The folder it lies in.</summary>
    public string Family { get; }

    public string Features { get; }

    public long[] InputShape { get; }

    public long Vocabulary { get; }

    public Objective Objective { get; }

    /// <summary>Whether it was looked at while tracer and theory were worked on.</summary>
    public bool IsSeen { get; }

    /// <summary>A number that only its name decides.</summary>
    public uint Digest { get; }

    /// <summary>Whether it belongs to the third that nobody looks at while the theory is worked on.</summary>
    public bool IsHeldOut => Digest % 3 == 0 && !IsSeen;

    /// <summary>The full metadata name of the class or of the method's class.</summary>
    public string TypeName => (_member as Type ?? _member.DeclaringType!).FullName!;

    /// <summary>The method that makes the model; null where it is a class.</summary>
    public string? MethodName => (_member as MethodInfo)?.Name;

    public static IReadOnlyList<Example> All { get; } = Find();

    /// <summary>A new model with fresh weights.</summary>
    public nn.Module Create() => _member switch
    {
        MethodInfo method => (nn.Module)method.Invoke(null, null)!,
        Type type => (nn.Module)LongestConstructor(type).Invoke([.. LongestConstructor(type).GetParameters().Select(parameter => parameter.DefaultValue)]),
        _ => throw new InvalidOperationException($"{_member} makes no model."),
    };

    // The tracer reads this one too.
    private static ConstructorInfo LongestConstructor(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).MaxBy(constructor => constructor.GetParameters().Length)!;

    private static Example[] Find()
    {
        var types = typeof(Example).Assembly.GetTypes();
        var members = types.Cast<MemberInfo>().Concat(types.SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)));
        var examples = members
            .Select(member => (member, about: member.GetCustomAttribute<ExampleAttribute>()))
            .Where(found => found.about is not null)
            .Select(found => new Example(found.member, found.about!))
            .OrderBy(example => example.Family, StringComparer.Ordinal).ThenBy(example => example.Name, StringComparer.Ordinal)
            .ToArray();
        var twice = examples.GroupBy(example => example.Name).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? examples : throw new InvalidOperationException($"Two models of the zoo are named {twice.Key}; give one another name.");
    }
}
