using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules;

public class ContainerTests
{
    [Fact]
    public void Children_of_a_sequential_are_numbered_or_bear_their_names()
    {
        using var numbered = Sequential(Linear(2, 3), ReLU());
        using var named = Sequential(("fc", Linear(2, 3)), ("act", ReLU()));
        Assert.Equal(["0", "1"], numbered.named_children().Select(child => child.name));
        Assert.Equal(["fc.weight", "fc.bias"], named.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void Every_way_to_make_a_sequential_gives_the_same_layers()
    {
        Module<Tensor, Tensor>[] layers = [Linear(2, 2), ReLU()];
        (string, Module<Tensor, Tensor>)[] named = [("fc", Linear(2, 2)), ("act", ReLU())];
        var tuples = named.Select(entry => Tuple.Create(entry.Item1, entry.Item2));
        Sequential[] models =
        [
            Sequential(layers), Sequential(layers.AsEnumerable()), Sequential(named), Sequential(named.AsEnumerable()),
            Sequential(tuples.ToArray()), Sequential(tuples), Sequential().append("fc", Linear(2, 2)).append(ReLU()),
        ];
        Assert.All(models, model => Assert.Equal(2, model.Count));
        Assert.All(models, model => Assert.IsType<ReLU>(model[1]));
    }

    [Fact]
    public void An_appended_layer_is_named_by_its_position()
    {
        using var model = Sequential(Linear(2, 2)).append(ReLU()).append("last", Linear(2, 2));
        Assert.Equal(["0", "1", "last"], model.named_children().Select(child => child.name));
    }

    [Fact]
    public void Two_layers_of_the_same_name_both_stay()
    {
        using var model = Sequential(("fc", Linear(2, 2)), ("fc", Linear(2, 2)));
        Assert.Equal(["fc.weight", "fc.bias", "fc.weight", "fc.bias"], model.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void A_part_of_a_sequential_shares_its_layers()
    {
        using var model = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        var part = model[(1, null)];
        Assert.Equal(2, part.Count);
        Assert.Same(model[2], part[1]);
        Assert.Throws<IndexOutOfRangeException>(() => model[(0, 4)]);
    }

    [Fact]
    public void A_sequential_disposes_what_passes_between_its_layers()
    {
        using var model = Sequential(Linear(2, 2), ReLU(), Linear(2, 1));
        var seen = new List<Tensor>();
        foreach (var layer in model.children().Cast<Module<Tensor, Tensor>>())
        {
            layer.register_forward_hook((_, _, result) =>
            {
                seen.Add(result);
                return null!;
            });
        }

        using var input = ones(1, 2);
        using var output = model.call(input);
        Assert.Equal([true, true, false], seen.Select(result => result.IsInvalid));
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void An_alias_of_an_intermediate_result_survives_and_takes_its_gradient()
    {
        using var model = Sequential(Linear(2, 2), Tanh(), Linear(2, 1));
        Tensor? kept = null;
        ((Module<Tensor, Tensor>)model[1]).register_forward_hook((_, _, result) =>
        {
            kept = result.alias().DetachFromDisposeScope();
            kept.retain_grad();
            return null!;
        });
        using var output = model.call(ones(1, 2));
        output.backward();
        Assert.Equal([1L, 2], kept!.shape);
        Assert.NotNull(kept.grad);
    }

    [Fact]
    public void An_empty_sequential_gives_another_handle_to_its_input()
    {
        using var model = Sequential();
        using var input = ones(2);
        using var output = model.call(input);
        Assert.NotSame(input, output);
        Assert.True(input.allclose(output));
    }

    [Fact]
    public void Train_and_eval_reach_a_sequential_and_its_layers()
    {
        using var model = Sequential(Linear(2, 2), Dropout());
        Assert.True(model.training);
        model.eval();
        Assert.False(model.training);
        Assert.All(model.children(), child => Assert.False(child.training));
        model.train();
        Assert.All(model.children(), child => Assert.True(child.training));
    }

    [Fact]
    public void Apply_reaches_the_layers_before_their_container()
    {
        using var model = Sequential(("a", Linear(2, 2)), ("b", ReLU()));
        var seen = new List<string>();
        model.apply(module => seen.Add(module.GetType().Name));
        Assert.Equal(["Linear", "ReLU", "Sequential"], seen);
    }

    [Fact]
    public void A_module_list_is_a_list_and_has_no_forward()
    {
        using var list = ModuleList(Linear(2, 2), Linear(2, 3));
        list.append(Linear(3, 4));
        list.Insert(0, Linear(1, 2));
        Assert.Equal([1L, 2, 2, 3], list.Select(layer => layer.in_features));
        Assert.IsNotType<Module<Tensor, Tensor>>(list, exactMatch: false);
    }

    [Fact]
    public void A_module_dictionary_keeps_its_order_and_replaces_only_what_it_has()
    {
        using var dictionary = ModuleDict(("b", (Module)ReLU()), ("a", Tanh()));
        Assert.Equal(["b", "a"], dictionary.Keys);
        dictionary["b"] = Sigmoid();
        Assert.IsType<Sigmoid>(dictionary["b"]);
        Assert.Throws<ArgumentException>(() => dictionary.Add("a", ReLU()));
    }

    [Fact]
    public void A_parameter_list_and_a_parameter_dictionary_name_their_parameters()
    {
        using var list = ParameterList(Parameter(ones(2)), Parameter(ones(3)));
        using var dictionary = ParameterDict(("w", Parameter(ones(2))));
        Assert.Equal(["0", "1"], list.named_parameters().Select(entry => entry.name));
        Assert.Equal(["w"], dictionary.named_parameters(true).Select(entry => entry.name));
    }

    [Fact]
    public void A_generic_sequential_runs_as_its_class_says()
    {
        using var model = new Sum(Linear(2, 3), Linear(2, 3));
        using var result = model.call(ones(1, 2), zeros(1, 2));
        Assert.Equal([1L, 3], result.shape);
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], model.named_parameters().Select(entry => entry.name));
    }

    private sealed class Sum(params Module[] modules) : Sequential<Tensor, Tensor, Tensor>(modules)
    {
        public override Tensor forward(Tensor input1, Tensor input2)
            => ((Linear)this[0]).call(input1) + ((Linear)this[1]).call(input2);
    }
}
