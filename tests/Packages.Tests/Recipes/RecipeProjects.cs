namespace GradGuard.Packages.Tests.Recipes;

/// <summary>What the recipes take for granted: models in a library, and a program that trains them, with the packages as one adds them.</summary>
public sealed class RecipeProjects(PackageFeed feed) : IAsyncLifetime
{
    private const string Sick = "Linear(2, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 2)";
    private const string Sound = "Linear(2, 16), ReLU(), Linear(16, 2)";

    private const string Training = """
        using System.Globalization;
        using GradGuard;
        using Models;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        manual_seed(1);
        using var x = rand(128, 2);
        using var y = (x.square().sum(1) < 0.6).to(ScalarType.Int64);
        using var model = new Net();
        var rate = double.Parse(Environment.GetEnvironmentVariable("LEARNING_RATE") ?? "1e-2", CultureInfo.InvariantCulture);
        using var optimizer = optim.SGD(model.parameters(), rate);
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = "smoke.gradguard.jsonl" });
        for (var step = 0; step < int.Parse(args[1]); step++)
        {
            optimizer.zero_grad();
            var loss = functional.cross_entropy(model.call(x), y);
            loss.backward();
            optimizer.step();
            guard.Step(loss);
        }
        """;

    private readonly Commands _user = feed.NewFolder("Recipes");

    /// <summary>The folder of the sources, where the recipes begin.</summary>
    public string Folder => _user.Folder;

    /// <summary>An agent in that folder.</summary>
    internal BuildAgent Agent => new(_user);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (var command in new[]
        {
            "dotnet new classlib -o src/Models --no-restore",
            "dotnet new console -o src/Train --no-restore",
            $"dotnet add src/Models package {feed.TorchSharp.Id} --version {feed.TorchSharp.Version}",
            "dotnet add src/Models package GradGuard.Analyzers",
            "dotnet add src/Train package GradGuard",
            "dotnet add src/Train reference src/Models",
        })
            Assert.True(await _user.Run("bash", "-c", command) is { ExitCode: 0 }, command);

        Assert.Contains("<PrivateAssets>all</PrivateAssets>", await File.ReadAllTextAsync(Path.Combine(Folder, "src/Models/Models.csproj")));
        File.Delete(Path.Combine(Folder, "src/Models/Class1.cs"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "src/Train/Program.cs"), Training);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The sources as they are checked out, nothing left of an earlier build but what compilers keep.</summary>
    /// <param name="healthy">Whether the model is one that learns.</param>
    public void CheckOut(bool healthy)
    {
        foreach (var left in Directory.EnumerateFiles(Folder))
            File.Delete(left);

        File.WriteAllText(Path.Combine(Folder, "src/Models/Net.cs"), $$"""
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            namespace Models;

            public sealed class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential layers = Sequential({{(healthy ? Sound : Sick)}});

                public Net() : base("net") => RegisterComponents();

                public override Tensor forward(Tensor x) => layers.call(x);
            }
            """);
    }
}
