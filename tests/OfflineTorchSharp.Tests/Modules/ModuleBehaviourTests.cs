using GradGuard.OfflineTorchSharp.Tests.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules;

public class ModuleBehaviourTests
{
    public static TheoryData<string, string> Names => new()
    {
        { nameof(Linear), "Linear" },
        { nameof(Sequential), "torch::nn::SequentialImpl" },
        { nameof(LSTM), "torch::nn::LSTMImpl" },
        { nameof(Embedding), "torch::nn::EmbeddingImpl" },
        { nameof(MultiheadAttention), "torch::nn::MultiheadAttention" },
        { nameof(TransformerEncoderLayer), "torch::nn::TransformerEncoderLayerImpl" },
        { nameof(BatchNorm2d), "BatchNorm1d" },
        { nameof(BatchNorm3d), "BatchNorm1d" },
        { nameof(InstanceNorm2d), "InstanceNorm1d" },
        { nameof(AlphaDropout), "Dropout1d" },
        { nameof(Tanh), "Tanh" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_calls_itself_as_TorchSharp_does(string type, string name)
    {
        using Module layer = type switch
        {
            nameof(Linear) => Linear(1, 1),
            nameof(Sequential) => Sequential(),
            nameof(LSTM) => LSTM(1, 1),
            nameof(Embedding) => Embedding(1, 1),
            nameof(MultiheadAttention) => MultiheadAttention(2, 1),
            nameof(TransformerEncoderLayer) => TransformerEncoderLayer(2, 1, 2),
            nameof(BatchNorm2d) => BatchNorm2d(1),
            nameof(BatchNorm3d) => BatchNorm3d(1),
            nameof(InstanceNorm2d) => InstanceNorm2d(1),
            nameof(AlphaDropout) => AlphaDropout(),
            _ => Tanh(),
        };
        Assert.Equal(name, layer.GetName());
    }

    [Fact]
    public void Native_layers_have_dotted_parameters_and_no_children()
    {
        using var encoder = TransformerEncoder(TransformerEncoderLayer(4, 2, 8), 2);
        Assert.False(encoder.named_children().Any()); // TorchSharp's own collection cannot be enumerated without its element type
        Assert.Equal("layers.0.self_attn.in_proj_weight", encoder.named_parameters().First().name);
        Assert.Equal(24, encoder.parameters().Count());
    }

    [Fact]
    public void Layers_of_an_encoder_start_as_copies_of_the_given_one()
    {
        using var layer = TransformerEncoderLayer(4, 2, 8);
        using var encoder = TransformerEncoder(layer, 2);
        var expected = Elements.Of(layer.get_parameter("linear1.weight")!);
        Assert.Equal(expected, Elements.Of(encoder.get_parameter("layers.0.linear1.weight")!));
        Assert.Equal(expected, Elements.Of(encoder.get_parameter("layers.1.linear1.weight")!));
    }

    [Fact]
    public void The_weight_of_a_native_layer_is_a_new_wrapper_on_each_reading()
    {
        using var layer = Embedding(3, 2);
        Assert.NotSame(layer.weight, layer.weight);
        Assert.Equal(Elements.Of(layer.weight!), Elements.Of(layer.parameters().Single()));
    }

    [Fact]
    public void Attention_without_weights_gives_an_empty_second_tensor()
    {
        using var layer = MultiheadAttention(2, 1);
        using var x = ones(3, 1, 2);
        Assert.True(layer.call(x, x, x, need_weights: false).Item2.IsInvalid);
    }

    [Fact]
    public void A_conversion_replaces_the_parameters_of_managed_layers_and_converts_their_gradients()
    {
        using var layer = Linear(2, 2);
        var before = layer.weight;
        layer.call(ones(1, 2)).sum().backward();
        layer.to(ScalarType.Float64);
        Assert.True(before.IsInvalid);
        Assert.NotSame(before, layer.weight);
        Assert.Equal(ScalarType.Float64, layer.weight.dtype);
        Assert.True(layer.weight.requires_grad);
        Assert.Equal(ScalarType.Float64, layer.weight.grad!.dtype);
        Assert.Same(layer.weight, layer.parameters().First());
    }

    [Fact]
    public void A_conversion_to_the_same_type_keeps_the_parameters()
    {
        using var layer = Linear(2, 2);
        var before = layer.weight;
        layer.to(ScalarType.Float32).to(DeviceType.CPU);
        Assert.Same(before, layer.weight);
    }

    [Fact]
    public void A_conversion_keeps_the_parameter_objects_of_native_layers()
    {
        using var layer = LSTM(2, 2);
        var before = layer.parameters().First();
        layer.to(ScalarType.Float64);
        Assert.Same(before, layer.parameters().First());
        Assert.Equal(ScalarType.Float64, before.dtype);
    }

    [Fact]
    public void A_conversion_reaches_a_users_own_parameters_and_buffers()
    {
        using var model = new Scaled();
        model.to(ScalarType.Float64);
        using var result = model.call(ones(2, dtype: ScalarType.Float64));
        Assert.Equal(ScalarType.Float64, result.dtype);
        Assert.Equal(ScalarType.Float64, model.get_buffer("_offset")!.dtype);
    }

    [Fact]
    public void A_module_converts_to_floating_point_and_complex_types_only()
    {
        using var layer = Sequential(Linear(2, 2));
        using var model = new Scaled();
        Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int64));
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error()
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has a GPU.");
        using var model = new Scaled();
        Assert.Throws<InvalidOperationException>(() => model.cuda());
    }

    [Fact]
    public void Zero_grad_of_a_module_drops_the_gradients_or_zeroes_them()
    {
        using var layer = Linear(2, 1);
        layer.call(ones(1, 2)).backward();
        layer.zero_grad(set_to_none: false);
        Assert.Equal([0.0, 0], Elements.Of(layer.weight.grad!));
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    [Fact]
    public void Disposing_a_module_disposes_the_tree_below_it()
    {
        var model = new Scaled();
        var (inner, offset) = (model.parameters().ToList(), model.get_buffer("_offset")!);
        model.Dispose();
        Assert.All(inner, parameter => Assert.True(parameter.IsInvalid));
        Assert.True(offset.IsInvalid);
    }

    [Fact]
    public void A_layer_made_in_a_dispose_scope_survives_it()
    {
        Linear layer;
        using (NewDisposeScope())
            layer = Linear(2, 2);

        Assert.False(layer.weight.IsInvalid);
    }

    [Fact]
    public void A_state_is_loaded_by_name()
    {
        using var source = new Scaled();
        using var target = new Scaled();
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.Equal(Elements.Of(source.get_parameter("_fc.weight")!), Elements.Of(target.get_parameter("_fc.weight")!));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_an_error_unless_it_may_differ()
    {
        using var source = Linear(2, 2, hasBias: false);
        using var target = Linear(2, 2);
        Assert.Throws<InvalidOperationException>(() => target.load_state_dict(source.state_dict()));
        var (missing, unexpected) = target.load_state_dict(source.state_dict(), strict: false);
        Assert.Equal(["bias"], missing);
        Assert.Empty(unexpected);
    }

    [Fact]
    public void What_is_saved_can_be_loaded()
    {
        using var source = new Scaled();
        using var target = new Scaled();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        source.save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        target.load(reader);
        Assert.Equal(Elements.Of(source.get_parameter("_fc.weight")!), Elements.Of(target.get_parameter("_fc.weight")!));
        Assert.Equal(Elements.Of(source.get_buffer("_offset")!), Elements.Of(target.get_buffer("_offset")!));
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_does_nothing_in_evaluation()
    {
        using var layer = Dropout(0.25);
        using var input = ones(2000);
        var kept = Elements.Of(layer.call(input));
        Assert.All(kept, element => Assert.True(element is 0 || Math.Abs(element - (4.0 / 3)) < 1e-6));
        Assert.InRange(kept.Count(element => element == 0), 350, 650);
        layer.eval();
        Assert.Equal(Elements.Of(input), Elements.Of(layer.call(input)));
    }

    [Fact]
    public void An_activation_in_place_changes_its_input()
    {
        using var input = tensor(new[] { -1f, 2 });
        using var output = ReLU(inplace: true).call(input);
        Assert.Equal([0.0, 2], Elements.Of(input));
    }

    [Fact]
    public void A_packed_sequence_runs_through_a_recurrent_layer_as_the_padded_one()
    {
        using var layer = GRU(2, 3);
        using var sequences = randn(4, 2, 2);
        using var packed = nn.utils.rnn.pack_padded_sequence(sequences, tensor(new[] { 4L, 4 }));
        var (output, last) = layer.call(packed);
        var (padded, _) = nn.utils.rnn.pad_packed_sequence(output);
        var (expected, expectedLast) = layer.call(sequences);
        Assert.True(expected.allclose(padded));
        Assert.True(expectedLast.allclose(last));
    }

    private sealed class Scaled : Module<Tensor, Tensor>
    {
        private readonly Linear _fc = Linear(2, 2);
        private readonly Parameter _scale = Parameter(randn(2));
        private readonly Tensor _offset = randn(2);

        public Scaled()
            : base(nameof(Scaled)) => RegisterComponents();

        public override Tensor forward(Tensor input) => (_fc.call(input) * _scale) + _offset;
    }
}
