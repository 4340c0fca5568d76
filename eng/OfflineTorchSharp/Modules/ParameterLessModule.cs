using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

public interface IParameterLessModule
{
}

/// <summary>A module of one argument without parameters and buffers, so that conversions have nothing to do.</summary>
public abstract class ParameterLessModule<T1, TResult>(string name) : Module<T1, TResult>(name), IParameterLessModule
{
    protected internal override Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refusal("buffer");

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refusal("parameter");

    /// <exception cref="InvalidOperationException">The submodule may have parameters.</exception>
    public override void register_module(string name, Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module of two arguments without parameters and buffers, so that conversions have nothing to do.</summary>
public abstract class ParameterLessModule<T1, T2, TResult>(string name) : Module<T1, T2, TResult>(name), IParameterLessModule
{
    protected internal override Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refusal("buffer");

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refusal("parameter");

    /// <exception cref="InvalidOperationException">The submodule may have parameters.</exception>
    public override void register_module(string name, Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module of three arguments without parameters and buffers, so that conversions have nothing to do.</summary>
public abstract class ParameterLessModule<T1, T2, T3, TResult>(string name) : Module<T1, T2, T3, TResult>(name), IParameterLessModule
{
    protected internal override Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refusal("buffer");

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refusal("parameter");

    /// <exception cref="InvalidOperationException">The submodule may have parameters.</exception>
    public override void register_module(string name, Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module of four arguments without parameters and buffers, so that conversions have nothing to do.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, TResult>(string name) : Module<T1, T2, T3, T4, TResult>(name), IParameterLessModule
{
    protected internal override Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refusal("buffer");

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refusal("parameter");

    /// <exception cref="InvalidOperationException">The submodule may have parameters.</exception>
    public override void register_module(string name, Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module of five arguments without parameters and buffers, so that conversions have nothing to do.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult>(string name) : Module<T1, T2, T3, T4, T5, TResult>(name), IParameterLessModule
{
    protected internal override Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refusal("buffer");

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refusal("parameter");

    /// <exception cref="InvalidOperationException">The submodule may have parameters.</exception>
    public override void register_module(string name, Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>A module of six arguments without parameters and buffers, so that conversions have nothing to do.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult>(string name) : Module<T1, T2, T3, T4, T5, T6, TResult>(name), IParameterLessModule
{
    protected internal override Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refusal("buffer");

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refusal("parameter");

    /// <exception cref="InvalidOperationException">The submodule may have parameters.</exception>
    public override void register_module(string name, Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

internal static class ParameterLess
{
    internal static InvalidOperationException Refusal(string component)
        => new($"Cannot register a {component} on a module that is declared 'parameter-less.'");

    internal static void Check(Module submodule)
    {
        if (submodule is not IParameterLessModule)
        {
            throw new InvalidOperationException("Submodules of a parameter-less module must also be parameter-less.");
        }
    }
}
