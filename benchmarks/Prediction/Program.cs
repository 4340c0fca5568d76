using System.CommandLine;
using GradGuard.Prediction.Accuracy;
using GradGuard.Prediction.Examples;
using GradGuard.Prediction.Measuring;
using GradGuard.Prediction.Predicting;
using GradGuard.Prediction.Reporting;

var only = new Option<string[]>("--only") { Description = "Only models whose name or family contains one of these.", AllowMultipleArgumentsPerToken = true };
var seeds = new Option<int>("--seeds") { Description = "Draws of weights, inputs and targets for each model.", DefaultValueFactory = _ => 9 };
var layers = new Option<bool>("--layers") { Description = "Print every layer." };
var write = new Option<FileInfo?>("--write") { Description = "Also write the page, such as docs/accuracy.md." };
var command = new RootCommand("Holds what the analyzers predict of a zoo of models against what the models measure. Exit code 1 where a target is missed.") { only, seeds, layers, write };
command.SetAction(options =>
{
    var names = options.GetValue(only) ?? [];
    var examples = Example.All.Where(example => names.Length == 0 || names.Any(name => example.Name.Contains(name, StringComparison.OrdinalIgnoreCase) || example.Family.Contains(name, StringComparison.OrdinalIgnoreCase))).ToList();
    if (examples.Count == 0)
    {
        Console.Error.WriteLine($"No model of the zoo has a name like {string.Join(" or ", names)}.");
        return 2;
    }

    var predictor = new Predictor();
    var models = examples.ConvertAll(example =>
    {
        Progress(example.Name);
        return ModelAccuracy.Of(example, predictor.Predict(example), Measurer.Measure(example, options.GetValue(seeds)));
    });
    Progress("");
    TextReport.Write(Console.Out, models, options.GetValue(layers));
    if (options.GetValue(write) is { } page)
        File.WriteAllText(page.FullName, AccuracyPage.Render(models, options.GetValue(seeds)));

    return ZooAccuracy.Parts(models)[0].MeetsTargets ? 0 : 1;
});
return command.Parse(args).Invoke();

static void Progress(string text)
{
    if (!Console.IsErrorRedirected)
        Console.Error.Write($"\r{text,-40}\r");
}
