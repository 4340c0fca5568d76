using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules;

public class RegistrationTests
{
    [Fact]
    public void A_field_is_registered_under_its_name()
    {
        using var model = new FieldModel();
        Assert.Equal(["fc.weight", "fc.bias"], Names(model));
    }

    [Fact]
    public void Without_RegisterComponents_the_root_has_no_parameters()
    {
        using var model = new UnregisteredModel();
        Assert.Empty(model.named_parameters());
    }

    [Fact]
    public void A_parent_that_registers_finds_what_a_child_did_not_register_itself()
    {
        using var model = new ParentModel();
        Assert.Equal(["inner.fc.weight", "inner.fc.bias"], Names(model));
    }

    [Fact]
    public void A_field_assigned_after_RegisterComponents_is_missing_even_after_a_second_call()
    {
        using var model = new LateModel();
        Assert.Empty(model.named_parameters());
        model.RegisterAgain();
        Assert.Empty(model.named_parameters());
    }

    [Fact]
    public void Modules_in_a_list_an_array_or_a_dictionary_are_missing()
    {
        using var model = new CollectionModel();
        Assert.Empty(model.named_parameters());
        Assert.False(model.named_children().Any()); // TorchSharp's own collection cannot be enumerated without its element type
    }

    [Fact]
    public void An_auto_property_is_registered_under_the_name_of_its_backing_field()
    {
        using var model = new PropertyModel();
        Assert.Equal(["<Fc>k__BackingField.weight", "<Fc>k__BackingField.bias"], Names(model));
    }

    [Fact]
    public void An_underscore_stays_in_the_name()
    {
        using var model = new UnderscoreModel();
        Assert.Equal(["_fc.weight", "_fc.bias"], Names(model));
    }

    [Fact]
    public void Private_fields_of_a_base_class_come_after_those_of_the_derived_class()
    {
        using var model = new DerivedModel();
        Assert.Equal(["_last.weight", "_last.bias", "_first.weight", "_first.bias"], Names(model));
    }

    [Fact]
    public void A_component_name_replaces_the_name_of_the_field()
    {
        using var model = new RenamedModel();
        Assert.Equal(["head.weight", "head.bias"], Names(model));
    }

    [Fact]
    public void Items_of_a_module_list_in_a_field_carry_their_index()
    {
        using var model = new ModuleListModel();
        Assert.Equal(["list.0.weight", "list.0.bias", "list.1.weight", "list.1.bias"], Names(model));
    }

    [Fact]
    public void Items_of_a_module_dictionary_in_a_field_carry_their_key()
    {
        using var model = new ModuleDictModel();
        Assert.Equal(["dict.first.weight", "dict.first.bias"], Names(model));
    }

    [Fact]
    public void A_module_list_that_nobody_registers_has_no_parameters()
    {
        using var list = ModuleList(Linear(2, 3));
        Assert.Empty(list.named_parameters());
    }

    [Fact]
    public void An_item_added_to_a_registered_module_list_is_missing()
    {
        using var model = new ModuleListModel();
        using var late = Linear(2, 2);
        model.list.Add(late);
        Assert.Equal(4, model.named_parameters().Count());
    }

    [Fact]
    public void A_module_in_two_fields_has_its_parameters_once_and_itself_twice()
    {
        using var model = new SharedModel();
        Assert.Equal(["a.weight", "a.bias"], Names(model));
        Assert.Equal(["a", "b"], model.named_modules().Select(entry => entry.name));
    }

    [Fact]
    public void A_tied_weight_is_listed_under_its_first_name_only()
    {
        using var model = new TiedModel();
        Assert.Equal(["a.weight", "a.bias", "b.bias"], Names(model));
        Assert.Same(model.a.weight, model.b.weight);
    }

    [Fact]
    public void A_tensor_in_a_field_is_a_buffer_and_a_parameter_in_a_field_a_parameter()
    {
        using var model = new TensorModel();
        Assert.Equal(["scale"], Names(model));
        Assert.Equal(["offset"], model.named_buffers().Select(entry => entry.name));
        Assert.True(model.has_parameter("scale"));
        Assert.True(model.has_buffer("offset"));
    }

    [Fact]
    public void A_name_is_registered_once()
    {
        using var model = new OpenModel();
        using var layer = Linear(2, 2);
        Assert.Throws<InvalidOperationException>(() => model.register_module("fc", layer));
    }

    [Fact]
    public void The_name_of_a_module_has_no_dot()
    {
        using var model = new OpenModel();
        using var layer = Linear(2, 2);
        Assert.Throws<ArgumentException>(() => model.register_module("a.b", layer));
    }

    [Fact]
    public void Registering_null_removes_a_module()
    {
        using var model = new OpenModel();
        model.register_module("fc", null!);
        Assert.False(model.named_children().Any()); // TorchSharp's own collection cannot be enumerated without its element type
    }

    [Fact]
    public void A_parameter_less_module_takes_no_parameter_and_no_buffer()
    {
        using var model = new ParameterLessModel();
        using var layer = Linear(2, 2);
        using var buffer = zeros(1);
        Assert.Throws<InvalidOperationException>(() => model.register_parameter("weight", layer.weight));
        Assert.Throws<InvalidOperationException>(() => model.register_buffer("mean", buffer));
        Assert.Throws<InvalidOperationException>(() => model.register_module("fc", layer));
    }

    [Fact]
    public void Named_modules_lists_the_children_first_and_never_the_module_itself()
    {
        using var model = new BlockModel();
        Assert.Equal(["blk", "output", "blk.fc", "blk.act"], model.named_modules().Select(entry => entry.name));
        Assert.Equal(["blk", "output"], model.named_children().Select(entry => entry.name));
    }

    [Fact]
    public void The_same_parameter_objects_come_back_on_each_reading()
    {
        using var model = new FieldModel();
        Assert.Same(model.parameters().First(), model.parameters().First());
    }

    [Fact]
    public void A_parameter_is_found_by_its_dotted_name()
    {
        using var model = new BlockModel();
        Assert.Equal([3L, 2], model.get_parameter("blk.fc.weight")!.shape);
        Assert.Null(model.get_parameter("blk.fc.missing"));
    }

    private static IEnumerable<string> Names(Module module) => module.named_parameters().Select(entry => entry.name);

    private abstract class Model(string name) : Module<Tensor, Tensor>(name)
    {
        public override Tensor forward(Tensor input) => input.alias();
    }

    private sealed class FieldModel : Model
    {
        private readonly Linear fc = Linear(2, 3);

        public FieldModel()
            : base(nameof(FieldModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => fc.call(input);
    }

    private sealed class UnregisteredModel() : Model(nameof(UnregisteredModel))
    {
        private readonly Linear fc = Linear(2, 3);

        public override Tensor forward(Tensor input) => fc.call(input);
    }

    private sealed class ParentModel : Model
    {
        private readonly UnregisteredModel inner = new();

        public ParentModel()
            : base(nameof(ParentModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => inner.call(input);
    }

    private sealed class LateModel : Model
    {
        private readonly Linear fc;

        public LateModel()
            : base(nameof(LateModel))
        {
            RegisterComponents();
            fc = Linear(2, 3);
        }

        public void RegisterAgain() => RegisterComponents();

        public override Tensor forward(Tensor input) => fc.call(input);
    }

    private sealed class CollectionModel : Model
    {
        private readonly List<Module> list = [Linear(2, 2)];
        private readonly Module[] array = [Linear(2, 2)];
        private readonly Dictionary<string, Module> dictionary = new() { ["fc"] = Linear(2, 2) };

        public CollectionModel()
            : base(nameof(CollectionModel)) => RegisterComponents();

        public int Total => list.Count + array.Length + dictionary.Count;
    }

    private sealed class PropertyModel : Model
    {
        public PropertyModel()
            : base(nameof(PropertyModel)) => RegisterComponents();

        public Linear Fc { get; } = Linear(2, 3);
    }

    private sealed class UnderscoreModel : Model
    {
        private readonly Linear _fc = Linear(2, 3);

        public UnderscoreModel()
            : base(nameof(UnderscoreModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _fc.call(input);
    }

    private abstract class BaseModel(string name) : Model(name)
    {
        private readonly Linear _first = Linear(2, 3);

        public override Tensor forward(Tensor input) => _first.call(input);
    }

    private sealed class DerivedModel : BaseModel
    {
        private readonly Linear _last = Linear(3, 1);

        public DerivedModel()
            : base(nameof(DerivedModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _last.call(base.forward(input));
    }

    private sealed class RenamedModel : Model
    {
        [ComponentName(Name = "head")]
        private readonly Linear _output = Linear(2, 3);

        public RenamedModel()
            : base(nameof(RenamedModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _output.call(input);
    }

    private sealed class ModuleListModel : Model
    {
        public readonly ModuleList<Linear> list = ModuleList(Linear(2, 3), Linear(3, 4));

        public ModuleListModel()
            : base(nameof(ModuleListModel)) => RegisterComponents();
    }

    private sealed class ModuleDictModel : Model
    {
        public readonly ModuleDict<Linear> dict = ModuleDict(("first", Linear(2, 3)));

        public ModuleDictModel()
            : base(nameof(ModuleDictModel)) => RegisterComponents();
    }

    private sealed class SharedModel : Model
    {
        public readonly Linear a = Linear(2, 2);
        public readonly Linear b;

        public SharedModel()
            : base(nameof(SharedModel))
        {
            b = a;
            RegisterComponents();
        }
    }

    private sealed class TiedModel : Model
    {
        public readonly Linear a = Linear(2, 2);
        public readonly Linear b = Linear(2, 2);

        public TiedModel()
            : base(nameof(TiedModel))
        {
            b.weight = a.weight;
            RegisterComponents();
        }
    }

    private sealed class TensorModel : Model
    {
        public readonly Parameter scale = Parameter(ones(3));
        public readonly Tensor offset = zeros(3);

        public TensorModel()
            : base(nameof(TensorModel)) => RegisterComponents();
    }

    private sealed class OpenModel : Model
    {
        public readonly Linear fc = Linear(2, 3);

        public OpenModel()
            : base(nameof(OpenModel)) => RegisterComponents();
    }

    private sealed class ParameterLessModel() : ParameterLessModule<Tensor, Tensor>(nameof(ParameterLessModel))
    {
        public override Tensor forward(Tensor input) => input.alias();
    }

    private sealed class BlockModel : Model
    {
        private readonly Block blk = new();
        private readonly Linear output = Linear(3, 1);

        public BlockModel()
            : base(nameof(BlockModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => output.call(blk.call(input));
    }

    private sealed class Block : Model
    {
        private readonly Linear fc = Linear(2, 3);
        private readonly ReLU act = ReLU();

        public Block()
            : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor input) => act.call(fc.call(input));
    }
}
