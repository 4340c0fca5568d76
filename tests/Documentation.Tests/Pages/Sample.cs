using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>
/// A block of C# on a page, with as much around it as it takes to compile: types stand for themselves, members become a model's,
/// statements stand in a method that has what every training loop has.
/// </summary>
internal sealed partial record Sample(string Code)
{
    private const string Constructor = """public Net() : base("net") => RegisterComponents();""";

    private static readonly string[] Names =
    [
        "Module<Tensor, Tensor> model", "Module<Tensor, Tensor> encoder", "Linear fc1", "Linear fc2", "optim.Optimizer optimizer", "optim.lr_scheduler.LRScheduler scheduler",
        "IEnumerable<(Tensor x, Tensor y)> batches", "Tensor x", "Tensor y", "Tensor batch", "Tensor loss", "Device device", "int epochs", "GradientGuard guard",
    ];

    public static IEnumerable<Sample> On(string text) => CSharp().Matches(text).Select(block => new Sample(block.Groups["code"].Value));

    /// <summary>The first JSON of a text: the report of a run that its samples are shown with; null where there is none.</summary>
    public static string? ReportIn(string text) => Json().Match(text) is { Success: true } block ? block.Groups["text"].Value : null;

    /// <summary>The first .editorconfig of a text: the settings that its samples are shown with; null where there is none.</summary>
    public static string? SettingsIn(string text) => Ini().Match(text) is { Success: true } block ? block.Groups["text"].Value : null;

    /// <summary>The block as a file; its lines keep their order, and what stands around it adds none before it.</summary>
    public string AsFile()
    {
        var root = SyntaxFactory.ParseCompilationUnit(Code);
        if (root.Members.Any(member => member is BaseTypeDeclarationSyntax))
            return Code;

        if (Member().IsMatch(Code))
            return $"class Net : Module<Tensor, Tensor> {{ {Code}{(Code.Contains("public Net(", StringComparison.Ordinal) ? "" : Constructor)} }}";

        // Statements declare their own names freely: those of the method give way.
        var declared = root.DescendantNodes().Select(Declared).ToHashSet();
        var names = Names.Where(name => !declared.Contains(name.Split(' ')[^1]));
        return $"{root.Usings} static class Page {{ static void Run({string.Join(", ", names)}) {{ {root.Members} }} }}";
    }

    /// <summary>Lines, from 0, whose comment names the rule.</summary>
    public IEnumerable<int> LinesThatName(string rule) =>
        Code.Split('\n').Select((line, i) => (line, i)).Where(pair => pair.line.Contains("// " + rule, StringComparison.Ordinal)).Select(pair => pair.i);

    private static string? Declared(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        SingleVariableDesignationSyntax variable => variable.Identifier.Text,
        ForEachStatementSyntax loop => loop.Identifier.Text,
        ParameterSyntax parameter => parameter.Identifier.Text,
        _ => null,
    };

    [GeneratedRegex(@"^(public|private) ", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex("```json\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("```ini\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Ini();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
