/** Groups of files that import each other in a ring, each in the order of its names; types do not count. */
export function findCycles(edges: readonly { from: string; to: string }[]): string[][] {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const rings: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node) ?? 0);
    stack.push(node);
    for (const { to } of next.get(node) ?? []) {
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) low.set(node, Math.min(low.get(node) ?? 0, low.get(to) ?? 0));
    }
    if (low.get(node) !== order.get(node)) return;
    const ring = stack.splice(stack.indexOf(node));
    const isLoop = edges.some((edge) => edge.from === node && edge.to === node);
    if (ring.length > 1 || isLoop) rings.push(ring.sort());
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return rings.sort((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));
}
