namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Softmax over n positions of one score each: the weights of attention that pools a sequence (Bahdanau et al. 2015, equation 6; Ilse et al.
/// 2018, equation 8). They sum to 1, so only in what scores differ from each other they matter, and the gradient by a score is
/// p (δ - Σ p δ).
/// </summary>
internal sealed class PositionSoftmaxTransfer : Transfer
{
    private double _positions;
    private double _own;
    private double _far;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        _positions = input.Positions;
        double variance = Math.Max(input.Products.Same - input.Products.Near, 0);
        double shared = Math.Max(Math.Min(input.Products.Far - input.Products.FarNear, variance), -variance);
        _own = Softmax.Overlap(variance, variance, _positions);
        _far = Softmax.Overlap(shared, variance, _positions);
        return input with
        {
            Mean = 1 / _positions,
            Products = new(_own / _positions, Rest(_own) / _positions, _far / _positions, Rest(_far) / _positions),
            Kurtosis = 3,
            Tangent = default,
        };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Products products = gradient.Products;
        double same = _own / _positions * Softmax.Undecided(_own, _positions) * Math.Max(products.Same - products.Near, 0);
        double far = _far / _positions * (1 - _far) * (products.Far - products.FarNear);
        double others = Math.Max(_positions - 1, 1);
        byInput[0] = new(new(same, -same / others, far, -far / others), Field: gradient.Field);
    }

    // What is left for another position.
    private double Rest(double overlap) => (1 - overlap) / Math.Max(_positions - 1, 1);
}
