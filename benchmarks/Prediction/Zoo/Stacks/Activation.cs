namespace GradGuard.Prediction.Zoo.Stacks;

internal enum Activation
{
    Sigmoid,
    Tanh,
    Relu,
    Gelu,
}
