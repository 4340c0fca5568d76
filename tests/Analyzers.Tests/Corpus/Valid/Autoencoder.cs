// A variational autoencoder: two outputs, a sigmoid at the end.
class VariationalAutoencoder : Module<Tensor, (Tensor Reconstruction, Tensor Mean, Tensor LogVariance)>
{
    private readonly Linear encode, mean, logVariance, decode1, decode2;

    public VariationalAutoencoder(int inputs, int hidden = 400, int latent = 20)
        : base("vae")
    {
        encode = Linear(inputs, hidden);
        mean = Linear(hidden, latent);
        logVariance = Linear(hidden, latent);
        decode1 = Linear(latent, hidden);
        decode2 = Linear(hidden, inputs);
        RegisterComponents();
    }

    public override (Tensor Reconstruction, Tensor Mean, Tensor LogVariance) forward(Tensor x)
    {
        var h = encode.call(x).relu();
        var m = mean.call(h);
        var reconstruction = decode2.call(decode1.call(m).relu()).sigmoid();
        return (reconstruction, m, logVariance.call(h));
    }
}
