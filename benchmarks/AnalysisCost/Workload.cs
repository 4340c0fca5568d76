using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GradGuard.AnalysisCost;

/// <summary>Projects of kinds that users have.</summary>
public enum Workload
{
    /// <summary>Plain C# that does not reference TorchSharp.</summary>
    WithoutTorchSharp,

    /// <summary>An application of four hundred plain classes with the zoo's models in it.</summary>
    Application,

    /// <summary>The zoo of the accuracy measurement: over a hundred small models in as many spellings.</summary>
    Zoo,

    /// <summary>One file with a model of several hundred layers, each a field and a line of forward.</summary>
    LargeModel,
}

internal static class Workloads
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        """;

    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    private static readonly MetadataReference TorchSharp = MetadataReference.CreateFromFile(typeof(global::TorchSharp.torch).Assembly.Location);

    public static IReadOnlyList<string> SourcesOf(Workload workload) => workload switch
    {
        Workload.WithoutTorchSharp => [Usings, .. Enumerable.Range(0, 100).Select(PlainClass)],
        Workload.Application => [Usings, .. Enumerable.Range(0, 400).Select(PlainClass), .. ZooSources()],
        Workload.Zoo => [Usings, .. ZooSources()],
        _ => [Usings, LargeModel(400)],
    };

    /// <summary>A compilation that has bound nothing yet.</summary>
    /// <exception cref="InvalidOperationException">The sources do not compile.</exception>
    public static CSharpCompilation Compile(IReadOnlyList<string> sources, bool withTorchSharp)
    {
        var trees = sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, path: $"File{i.ToString(CultureInfo.InvariantCulture)}.cs"));
        MetadataReference[] references = withTorchSharp ? [.. Platform, TorchSharp] : Platform;
        return CSharpCompilation.Create("Workload", trees, references, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>A perceptron whose layers are a field each.</summary>
    public static string LargeModel(int depth)
    {
        var code = new StringBuilder("using static TorchSharp.torch; using static TorchSharp.torch.nn; using TorchSharp.Modules;\nclass Large : Module<Tensor, Tensor>\n{\n");
        for (var i = 0; i < depth; i++)
            code.AppendLine(CultureInfo.InvariantCulture, $"    private readonly Linear fc{i} = Linear(64, 64);");
        code.AppendLine("    public Large() : base(\"large\") { RegisterComponents(); }\n    public override Tensor forward(Tensor x)\n    {");
        for (var i = 0; i < depth; i++)
            code.AppendLine(CultureInfo.InvariantCulture, $"        x = functional.relu(fc{i}.call(x));");
        return code.Append("        return x;\n    }\n}\n").ToString();
    }

    private static string PlainClass(int number) => string.Create(CultureInfo.InvariantCulture, $$"""
        class Ledger{{number}}
        {
            private readonly List<(string Name, decimal Amount)> _entries = [];
            public void Add(string name, decimal amount) => _entries.Add((name, amount));
            public decimal Total => _entries.Sum(entry => entry.Amount);
            public IEnumerable<string> Debtors()
            {
                foreach (var group in _entries.GroupBy(entry => entry.Name).OrderBy(group => group.Key))
                    if (group.Sum(entry => entry.Amount) is < 0 and var debt)
                        yield return $"{group.Key}: {debt:0.00}";
            }
            public static Ledger{{number}} Parse(TextReader reader)
            {
                var ledger = new Ledger{{number}}();
                while (reader.ReadLine() is { } line)
                {
                    var parts = line.Split(';');
                    if (parts.Length == 2 && decimal.TryParse(parts[1], out var amount))
                        ledger.Add(parts[0].Trim(), amount);
                }
                return ledger;
            }
        }
        """);

    private static IEnumerable<string> ZooSources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Zoo/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
