using System.Globalization;
using System.Text;

namespace GradGuard.Analyzers.Tests.Fuzzing;

/// <summary>A model written at random, together with what a tracer must find in it.</summary>
/// <param name="Source">C# that compiles.</param>
/// <param name="WeightLayers">Registered names of the layers with weights, in the order of execution.</param>
internal sealed record GeneratedModel(string Source, IReadOnlyList<string> WeightLayers)
{
    public const string Name = "Generated";

    private static readonly string[] Activations =
        ["{0}.relu()", "functional.gelu({0})", "{0}.tanh()", "torch.sigmoid({0})", "functional.leaky_relu({0}, 0.1)", "{0}", "functional.dropout({0}, 0.1, true)", "{0} * 0.5"];

    /// <summary>Between 1 and 8 parts, each in one of the spellings that people use.</summary>
    public static GeneratedModel From(Random random)
    {
        var parts = Enumerable.Range(0, random.Next(1, 9)).Select(i => Part(random, $"part{i.ToString(CultureInfo.InvariantCulture)}")).ToList();
        var source = new StringBuilder()
            .AppendJoin('\n', parts.Select(part => part.Types).Where(types => types.Length > 0))
            .Append("\nclass Generated : Module<Tensor, Tensor>\n{\n")
            .AppendJoin('\n', parts.Select(part => part.Members))
            .Append("\n    public Generated() : base(\"generated\")\n    {\n")
            .AppendJoin('\n', parts.Select(part => part.Constructor))
            .Append("\n        RegisterComponents();\n    }\n    public override Tensor forward(Tensor x)\n    {\n")
            .AppendJoin('\n', parts.Select(part => part.Forward))
            .Append("\n        return x;\n    }\n}\n");
        return new GeneratedModel(source.ToString(), [.. parts.SelectMany(part => part.Layers)]);
    }

    private static ModelPart Part(Random random, string name)
    {
        var act = string.Format(CultureInfo.InvariantCulture, Activations[random.Next(Activations.Length)], "{0}");
        var count = random.Next(1, 5);
        var indices = Enumerable.Range(0, count).ToArray();
        string Activated(string tensor) => act.Replace("{0}", tensor, StringComparison.Ordinal);

        return random.Next(16) switch
        {
            0 => new($"    private readonly Linear {name} = Linear(8, 8);", "", $"        x = {Activated($"{name}.call(x)")};", [name]),
            1 => new($"    private readonly Module<Tensor, Tensor> {name};", $"        this.{name} = Linear(8, 8, hasBias: false);", $"        x = {Activated($"{name}.forward(x)")};", [name]),
            2 => new(
                $"    private readonly ModuleList<Module<Tensor, Tensor>> {name} = new();",
                $"        for (var i = 0; i < {count}; i++) {name}.Add(Linear(8, 8));",
                $"        foreach (var layer in {name}) x = {Activated("layer.call(x)")};",
                [.. indices.Select(i => $"{name}.{i}")]),
            3 => new(
                $"    private readonly Sequential {name} = Sequential((\"a\", Linear(8, 8)), (\"act\", ReLU()), (\"b\", Linear(8, 8)));", "",
                $"        x = {Activated($"{name}.call(x)")};", [$"{name}.a", $"{name}.b"]),
            4 => new(
                $"    private readonly Sequential {name} = Sequential(Enumerable.Range(0, {count}).Select(i => ($\"l{{i}}\", (Module<Tensor, Tensor>)Linear(8, 8))));", "",
                $"        x = {Activated($"{name}.call(x)")};", [.. indices.Select(i => $"{name}.l{i}")]),
            5 => new($"    private readonly Linear {name} = Linear(8, 8);", "", $"        x = x + {Activated($"{name}.call(x)")};", [name]),
            6 => new(
                $"    private readonly Block_{name} {name} = new(8);", "", $"        x = {Activated($"{name}.call(x)")};", [$"{name}.first", $"{name}.second"],
                $$"""
                class Block_{{name}} : Module<Tensor, Tensor>
                {
                    private readonly Linear first;
                    private readonly Linear second;
                    public Block_{{name}}(int width, double share = 1.0) : base("block")
                    {
                        first = Linear(width, width);
                        second = Linear(width, width);
                        RegisterComponents();
                    }
                    public override Tensor forward(Tensor input) => input + second.call(functional.relu(first.call(input)));
                }
                """),
            7 => new($"    private readonly Linear {name} = Linear(8, 8);", "", $"        Tensor Apply_{name}(Tensor t) => {Activated($"{name}.call(t)")};\n        x = Apply_{name}(x);", [name]),
            8 => new(
                $"    private readonly ModuleList<Linear> {name} = [];",
                $"        var made_{name} = 0;\n        while (made_{name} < {count}) {{ {name}.Add(Linear(8, 8)); made_{name}++; }}",
                $"        for (var i = 0; i < {name}.Count; i++) {{ var hidden = {name}[i].call(x); x = {Activated("hidden")}; }}",
                [.. indices.Select(i => $"{name}.{i}")]),
            9 => new($"    private readonly Linear {name} = Linear(8, 8);", "", $"        x = 2 > 1 ? {Activated($"{name}.call(x)")} : x;", [name]),
            10 => new($"    private readonly Linear {name} = Linear(8, 8);\n    private Tensor Run_{name}(Tensor t) => {Activated($"{name}.call(t)")};", "", $"        x = Run_{name}(x);", [name]),
            11 => new(
                $"    private readonly Module<Tensor, Tensor> {name} = Make_{name}(\"linear\");\n"
                    + $"    private static Module<Tensor, Tensor> Make_{name}(string kind) => kind switch {{ \"linear\" => Linear(8, 8), _ => Identity() }};", "",
                $"        x = {Activated($"{name}.call(x)")};", [name]),
            12 => new(
                $"    private readonly Sequential {name};",
                $"        var list_{name} = new List<Module<Tensor, Tensor>>();\n        foreach (var width in new[] {{ {string.Join(", ", indices.Select(_ => "8"))} }}) {{ list_{name}.Add(Linear(8, width)); list_{name}.Add(Tanh()); }}\n        {name} = Sequential(list_{name});",
                $"        x = {Activated($"{name}.call(x)")};", [.. indices.Select(i => $"{name}.{2 * i}")]),
            13 => new($"    private readonly (Linear A, Linear B) {name} = (Linear(8, 8), Linear(8, 8));", $"        register_module(\"{name}_a\", {name}.A);\n        register_module(\"{name}_b\", {name}.B);",
                $"        x = {Activated($"{name}.A.call({name}.B.call(x))")};", [$"{name}_b", $"{name}_a"]),
            14 => new(
                $"    private readonly LayerNorm {name}_norm = LayerNorm(8);\n    private readonly Linear {name} = Linear(8, 8);", "",
                $"        {{ using var scope = torch.NewDisposeScope(); var skip = x; x = {name}_norm.call(x); x = {Activated($"{name}.call(x)")}; x += skip; x = x.MoveToOuterDisposeScope(); }}", [name]),
            _ => new(
                $"    private readonly Func<Module<Tensor, Tensor>> make_{name} = () => Linear(8, 8);\n    private readonly Module<Tensor, Tensor> {name};", $"        {name} = make_{name}();",
                $"        x = {Activated($"{name}.call(x)")};", [name]),
        };
    }

    private sealed record ModelPart(string Members, string Constructor, string Forward, IReadOnlyList<string> Layers, string Types = "");
}
