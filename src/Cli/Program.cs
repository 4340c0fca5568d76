using System.CommandLine;
using GradGuard.Cli.Commands;

var root = new RootCommand("Keeps gradients healthy in TorchSharp models: predicts their flow from the code, and judges recorded runs.")
{
    AnalyzeCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"gradguard: {error.Message}");
    Console.Error.WriteLine("gradguard: try 'gradguard --help'");
    return ExitCode.UsageOrLoadError;
}

return await parsed.InvokeAsync();
