using YamlDotNet.RepresentationModel;

namespace GradGuard.Packages.Tests.Recipes;

/// <summary>The recipes of docs/ci.md over installed packages, run as their services run them.</summary>
public sealed class RecipeTests(RecipeProjects projects) : IClassFixture<RecipeProjects>
{
    // Far above what the network bears: it diverges within a few steps.
    private const string RuinousRate = "1e6";

    public static TheoryData<string> Services => [.. Recipe.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_sound_model_passes_and_all_that_is_published_is_there(string service)
    {
        projects.CheckOut(healthy: true);
        var recipe = Recipe.Of(service);

        var built = await projects.Agent.Build(recipe);

        Assert.True(built.ExitCode == 0, built.Output);
        AssertPublished(recipe);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_sick_model_is_stopped_before_it_trains(string service)
    {
        projects.CheckOut(healthy: false);

        var built = await projects.Agent.Build(Recipe.Of(service));

        Assert.Equal(1, built.ExitCode);
        Assert.Contains("Net.cs(9,", Assert.Single(built.Of("GG0101"), line => line.Contains("error", StringComparison.Ordinal)));
        Assert.False(File.Exists(Path.Combine(projects.Folder, "smoke.gradguard.jsonl")));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_sick_training_is_stopped_by_the_gate_and_published_all_the_same(string service)
    {
        projects.CheckOut(healthy: true);
        var recipe = Recipe.Of(service);

        var built = await projects.Agent.Build(recipe, RuinousRate);

        Assert.Equal(1, built.ExitCode);
        Assert.Contains("at or above warning", built.Output);
        AssertPublished(recipe);
    }

    [Fact]
    public async Task The_commands_for_people_succeed_on_a_sound_model()
    {
        projects.CheckOut(healthy: true);

        var built = await projects.Agent.Build(Recipe.ByHand());

        Assert.True(built.ExitCode == 0, built.Output);
        Assert.True(File.Exists(Path.Combine(projects.Folder, "prediction.json")));
    }

    [Fact]
    public void GitHub_is_given_steps_that_it_knows_and_the_right_to_take_the_findings()
    {
        var recipe = Recipe.Read("GitHub Actions");

        Assert.Equal("write", recipe["permissions"]["security-events"].ToString());
        Assert.StartsWith("ubuntu-", recipe["jobs"]["gradients"]["runs-on"].ToString());
        Assert.All(Recipe.StepsOf(recipe), step =>
        {
            Assert.Single(step.Children.Keys, key => key.ToString() is "run" or "uses");
            Assert.Matches(@"^[\w-]+(/[\w-]+)+@v\d+$", Recipe.Find(step, "uses")?.ToString() ?? "some/action@v1");
        });
    }

    [Fact]
    public void Azure_is_given_steps_that_it_knows_and_publishes_what_failed()
    {
        var steps = Recipe.StepsOf(Recipe.Read("Azure Pipelines"));

        Assert.All(steps, step => Assert.Single(step.Children.Keys, key => key.ToString() is "script" or "task" or "publish"));
        var tests = Assert.Single(steps, step => Recipe.Find(step, "task")?.ToString() == "PublishTestResults@2");
        Assert.Equal("succeededOrFailed()", tests["condition"].ToString());
        Assert.Equal("JUnit", tests["inputs"]["testResultsFormat"].ToString());
    }

    [Fact]
    public void GitLab_is_given_a_job_that_keeps_what_failed()
    {
        var job = (YamlMappingNode)Recipe.Read("GitLab")["gradients"];

        Assert.Equal(["image", "before_script", "script", "artifacts"], job.Children.Keys.Select(key => key.ToString()));
        Assert.Equal("always", job["artifacts"]["when"].ToString());
    }

    private void AssertPublished(Recipe recipe)
    {
        Assert.NotEmpty(recipe.Published);
        Assert.All(recipe.Published, file => Assert.True(File.Exists(Path.Combine(projects.Folder, file)), file));
    }
}
