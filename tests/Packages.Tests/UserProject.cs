namespace GradGuard.Packages.Tests;

/// <summary>A project as a newcomer makes it: dotnet new, packages, and a network with ten sigmoids in a row.</summary>
internal static class UserProject
{
    private const string Training = """
        using GradGuard;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        manual_seed(1);
        using var x = rand(128, 2);
        using var y = (x.square().sum(1) < 0.6).to(ScalarType.Int64);
        using var model = new Net();
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = "train.gradguard.jsonl" });
        for (var step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.cross_entropy(model.call(x), y);
            loss.backward();
            optimizer.step();
            foreach (var finding in guard.Step(loss))
                Console.WriteLine(finding);
        }

        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();
            private readonly Linear head = Linear(16, 2);

            public Net() : base("net")
            {
                for (var i = 0; i < 10; i++)
                    layers.Add(Linear(i == 0 ? 2 : 16, 16));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers)
                    x = layer.call(x).sigmoid();
                return head.call(x);
            }
        }
        """;

    /// <summary>Makes the project and installs the packages; nothing is built yet.</summary>
    public static async Task<Commands> Create(PackageFeed feed, string name, string framework = "net10.0", string properties = "", string? program = null)
    {
        var user = feed.NewFolder(name);
        var made = await user.Run("dotnet", "new", "console", "--no-restore");
        Assert.True(made.ExitCode == 0, made.Output);
        await File.WriteAllTextAsync(Path.Combine(user.Folder, "Program.cs"), program ?? Training);
        var project = Path.Combine(user.Folder, $"{name}.csproj");
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project)).Replace(">net10.0<", $">{framework}<", StringComparison.Ordinal).Replace("</PropertyGroup>", $$"""
              {{properties}}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{{feed.TorchSharp.Id}}" Version="{{feed.TorchSharp.Version}}" />
                <PackageReference Include="GradGuard" Version="{{BuildSettings.Version}}" />
                <PackageReference Include="GradGuard.Analyzers" Version="{{BuildSettings.Version}}" PrivateAssets="all" />
              </ItemGroup>
            """, StringComparison.Ordinal));
        return user;
    }
}
