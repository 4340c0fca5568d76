// A variational autoencoder: two outputs, a sigmoid at the end.
class VariationalAutoencoder(int inputs, int hidden = 400, int latent = 20) : Module<Tensor, (Tensor Reconstruction, Tensor Mean, Tensor LogVariance)>("vae")
{
    private readonly Linear encode = Linear(inputs, hidden);
    private readonly Linear mean = Linear(hidden, latent);
    private readonly Linear logVariance = Linear(hidden, latent);
    private readonly Linear decode1 = Linear(latent, hidden);
    private readonly Linear decode2 = Linear(hidden, inputs);

    public override (Tensor Reconstruction, Tensor Mean, Tensor LogVariance) forward(Tensor x)
    {
        var h = encode.call(x).relu();
        var m = mean.call(h);
        var reconstruction = decode2.call(decode1.call(m).relu()).sigmoid();
        return (reconstruction, m, logVariance.call(h));
    }
}
