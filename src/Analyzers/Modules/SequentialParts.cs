using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Modules;

/// <summary>
/// The modules of a user's own that stand in a Sequential. Registration goes down from a module to its fields and through ModuleList and
/// ModuleDict, but not into a Sequential, which keeps its modules in a list of its own (TorchSharp, Module.register_module and Sequential.Add).
/// </summary>
internal static class SequentialParts
{
    /// <summary>Those that never register what they hold themselves, and that no module above them registers in another way.</summary>
    public static IEnumerable<UserModule> LeftIn(AbstractValue model)
    {
        var held = ModuleTree.Below(model).SelectMany(HeldInOrder).OfType<UserModule>().Where(part => part.RegisteredFields is null).ToList();
        if (held.Count == 0)
            return [];

        var reached = ModuleTree.ReachedByRegistration(model);
        return held.Where(part => !reached.Contains(part));
    }

    private static IEnumerable<AbstractValue> HeldInOrder(AbstractValue module) => module switch
    {
        ContainerModule { IsSequential: true } sequential => ModuleNames.Children(sequential).Select(child => child.Module),
        UserModule { Chain: { } chain } => ModuleNames.Children(chain).Select(child => child.Module),
        _ => [],
    };
}
