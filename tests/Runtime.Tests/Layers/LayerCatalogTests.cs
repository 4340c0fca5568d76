using GradGuard.Layers;

namespace GradGuard.Runtime.Tests.Layers;

public class LayerCatalogTests
{
    [Fact]
    public void Parameters_group_by_module_path_in_order_of_registration()
    {
        var catalog = Build("net.fc1.weight", "net.fc1.bias", "head.weight");

        Assert.Equal(["net.fc1", "head"], Paths(catalog));
        Assert.Equal([0, 0, 1], catalog.LayerOfParameter.ToArray());
        Assert.Equal(["net.fc1.weight", "net.fc1.bias"], catalog.Layers[0].ParameterNames);
    }

    [Fact]
    public void Dotted_parameters_of_native_modules_become_layers_of_their_own()
    {
        var catalog = Build("encoder.layers.0.self_attn.in_proj_weight", "encoder.layers.0.linear1.weight", "encoder.layers.0.linear1.bias");

        Assert.Equal(["encoder.layers.0.self_attn", "encoder.layers.0.linear1"], Paths(catalog));
    }

    [Fact]
    public void Parameters_of_the_model_itself_are_a_layer_named_after_its_type()
    {
        Assert.Equal(["LSTM"], Paths(Build("weight_ih_l0", "weight_hh_l0")));
    }

    [Fact]
    public void Two_entries_of_one_name_in_a_Sequential_stay_apart()
    {
        var catalog = Build("fc.weight", "fc.bias", "fc.weight", "fc.bias");

        Assert.Equal(["fc", "fc#2"], Paths(catalog));
        Assert.Equal([0, 0, 1, 1], catalog.LayerOfParameter.ToArray());
    }

    [Fact]
    public void Auto_properties_lose_the_compilers_decoration()
    {
        Assert.Equal(["block.Fc"], Paths(Build("block.<Fc>k__BackingField.weight")));
    }

    [Fact]
    public void Order_of_execution_wins_over_order_of_registration()
    {
        var catalog = Build(["head.weight", "stem.weight", "body.weight"], executionOrder: ["stem", "body", "head"]);

        Assert.Equal(["stem", "body", "head"], Paths(catalog));
        Assert.Equal([2, 0, 1], catalog.LayerOfParameter.ToArray());
    }

    [Fact]
    public void A_layer_never_seen_to_run_stays_behind_its_registered_neighbour()
    {
        var catalog = Build(["b.weight", "b2.weight", "a.weight"], executionOrder: ["a", "b"]);

        Assert.Equal(["a", "b", "b2"], Paths(catalog));
    }

    [Fact]
    public void First_and_last_weight_layers_skip_those_that_only_scale()
    {
        ParameterEntry[] parameters =
        [
            new("norm0.weight", 4, 1, "BatchNorm1d"), new("fc1.weight", 16, 2, "Linear"), new("fc2.weight", 16, 2, "Linear"), new("norm1.weight", 4, 1, "LayerNorm"),
        ];

        var catalog = LayerCatalog.Build(parameters, "Net", 512);

        Assert.Equal((1, 2, true), (catalog.FirstWeightLayer, catalog.LastWeightLayer, catalog.HasDepth));
    }

    [Fact]
    public void One_weight_layer_has_no_depth_and_none_has_none()
    {
        Assert.False(Build("fc.weight").HasDepth);
        Assert.False(LayerCatalog.Build([new("norm.weight", 4, 1, "LayerNorm")], "Net", 512).HasDepth);
    }

    [Fact]
    public void Beyond_the_budget_the_deepest_paths_are_grouped_by_block_and_the_dropped_are_counted()
    {
        var names = Enumerable.Range(0, 10).SelectMany(block => new[] { $"blocks.{block}.attn.q.weight", $"blocks.{block}.attn.k.weight", $"blocks.{block}.mlp.weight" }).Append("head.weight").ToArray();

        var catalog = Build(names, budget: 21);

        Assert.Equal(21, catalog.Layers.Length);
        Assert.Equal("blocks.0.attn", catalog.Layers[0].Path);
        Assert.Equal(10, catalog.DroppedLayers);
    }

    [Fact]
    public void A_flat_model_beyond_the_budget_groups_neighbours()
    {
        var catalog = Build([.. Enumerable.Range(0, 1000).Select(i => $"fc{i}.weight")], budget: 100);

        Assert.Equal(100, catalog.Layers.Length);
        Assert.Equal("fc0..fc9", catalog.Layers[0].Path);
        Assert.Equal(900, catalog.DroppedLayers);
        Assert.Equal(99, catalog.LayerOfParameter[999]);
    }

    [Fact]
    public void A_model_without_parameters_has_no_layers()
    {
        var catalog = LayerCatalog.Build([], "Net", 512);

        Assert.Empty(catalog.Layers);
        Assert.False(catalog.HasDepth);
    }

    private static LayerCatalog Build(params string[] names) => Build(names, budget: 512);

    private static LayerCatalog Build(string[] names, int budget = 512, string[]? executionOrder = null) =>
        LayerCatalog.Build([.. names.Select(name => new ParameterEntry(name, 4, 2, "Linear"))], "LSTM", budget, executionOrder);

    private static IEnumerable<string> Paths(LayerCatalog catalog) => catalog.Layers.Select(layer => layer.Path);
}
