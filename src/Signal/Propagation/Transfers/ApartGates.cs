namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Gates of two steps: the products of their gradients per unit of those by the memory, what of them stays however far the steps are
/// apart, and what fades with the memory.
/// </summary>
/// <param name="Lasting">What stays.</param>
/// <param name="Fading">What fades.</param>
internal readonly record struct ApartGates(Products Lasting, Products Fading);
