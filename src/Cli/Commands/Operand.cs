using System.CommandLine;

namespace GradGuard.Cli.Commands;

/// <summary>What a command is about: a path.</summary>
internal static class Operand
{
    public static Argument<string> Of(string name, string description)
    {
        var operand = new Argument<string>(name) { Description = description };
        // A mistyped option would otherwise be looked for as a file.
        operand.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] and var given }])
                result.AddError($"There is no option '{given}'; a file of that name is './{given}'.");
        });
        return operand;
    }
}
