using GradGuard.Layers;

namespace GradGuard.Runtime.Tests.Layers;

public class StackedLevelTests
{
    [Theory]
    [InlineData("memory.weight_ih_l0", 0)]
    [InlineData("weight_hh_l12", 12)]
    [InlineData("memory.bias_hh_l2_reverse", 2)]
    [InlineData("fc.weight", null)]
    [InlineData("memory.weight_ih", null)]
    [InlineData("weight_large", null)]
    [InlineData("fc_l0.weight", null)]
    public void The_level_is_what_the_parameter_is_named_after(string name, int? level) => Assert.Equal(level, StackedLevel.Of(name));

    [Fact]
    public void The_stages_of_a_stack_are_its_lowest_and_its_highest_level()
    {
        var catalog = LayerCatalog.Build(Stack("memory.", 3), "Net", 512);

        Assert.Equal(["memory.weight_ih_l0", "memory.weight_hh_l0"], catalog.FirstStage.Select(i => catalog.Parameters[i].Name));
        Assert.Equal(["memory.weight_ih_l2", "memory.weight_hh_l2", "memory.bias_ih_l2"], catalog.LastStage.Select(i => catalog.Parameters[i].Name));
        Assert.True(catalog.HasStages);
        Assert.False(catalog.HasDepth);
    }

    [Fact]
    public void Other_layers_are_stages_as_they_are()
    {
        var catalog = LayerCatalog.Build([new("a.weight", 4, 2, "Linear"), new("a.bias", 2, 1, "Linear"), new("b.weight", 4, 2, "Linear"), new("b.bias", 2, 1, "Linear")], "Net", 512);

        Assert.Equal(["a.weight"], catalog.FirstStage.Select(i => catalog.Parameters[i].Name));
        Assert.Equal(["b.weight", "b.bias"], catalog.LastStage.Select(i => catalog.Parameters[i].Name));
    }

    [Fact]
    public void One_level_alone_has_no_stages()
    {
        Assert.False(LayerCatalog.Build(Stack("memory.", 1), "Net", 512).HasStages);
        Assert.False(LayerCatalog.Build([new("a.bias", 2, 1, "Linear")], "Net", 512).HasStages);
    }

    [Fact]
    public void Stacks_that_the_budget_put_into_one_block_are_not_taken_apart()
    {
        var catalog = LayerCatalog.Build([.. Stack("block.a.", 2), .. Stack("block.b.", 2)], "Net", 1);

        Assert.Equal(8, catalog.FirstStage.Length);
    }

    private static ParameterEntry[] Stack(string prefix, int levels) =>
    [
        .. Enumerable.Range(0, levels).SelectMany(level => new ParameterEntry[]
        {
            new($"{prefix}weight_ih_l{level}", 4, 2, "LSTM"), new($"{prefix}weight_hh_l{level}", 4, 2, "LSTM"), new($"{prefix}bias_ih_l{level}", 2, 1, "LSTM"),
        }),
    ];
}
