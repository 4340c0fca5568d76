namespace GradGuard.Runtime.Tests;

internal static class ManagedHeap
{
    /// <summary>
    /// Bytes in use after a whole collection. By hand: <c>GetTotalMemory(true)</c> is content with a twentieth of the heap, which in
    /// this process is more than a megabyte.
    /// </summary>
    public static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
