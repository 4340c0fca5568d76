using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>Puts back what a forward pass changes besides its result: buffers such as running means, and the state of the CPU's random numbers.</summary>
internal sealed class UndisturbedModel : IDisposable
{
    private readonly List<(Tensor Buffer, Tensor Copy)> _buffers = [];
    private readonly Tensor _randomState = get_rng_state().DetachFromDisposeScope();

    public UndisturbedModel(nn.Module model)
    {
        using var _ = no_grad();
        foreach (var (_, buffer) in model.named_buffers())
            if (buffer is not null && !buffer.IsInvalid)
                _buffers.Add((buffer, buffer.clone().DetachFromDisposeScope()));
    }

    public void Dispose()
    {
        using var _ = no_grad();
        foreach (var (buffer, copy) in _buffers)
        {
            buffer.copy_(copy).DetachFromDisposeScope();
            copy.Dispose();
        }

        set_rng_state(_randomState);
        _randomState.Dispose();
    }
}
