import { finding } from "./findings.ts";
import { dependencyIds } from "../lookup.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import type { Rule } from "./rule.ts";

/**
 * Reports cycles of dependencies, each from its smallest member. Where cycles share dependencies, only as many are
 * reported as it takes to cover every dependency on a cycle, since the number of all cycles can be exponential.
 */
export const cycles: Rule = ({ plan }) => {
  const found: (readonly IssueId[])[] = [];
  /** Dependencies that a reported cycle contains, as `from to`. */
  const covered = new Set<string>();
  for (const component of components(plan)) {
    const members = new Set(component);
    for (const from of component.toSorted((a, b) => Number(a) - Number(b))) {
      for (const to of dependenciesIn(plan, from)) {
        const path =
          members.has(to) && !covered.has(`${from} ${to}`) ? shortestPath(plan, to, from, members) : undefined;
        if (path === undefined) continue;
        for (const [index, id] of path.entries()) covered.add(`${id} ${path[index + 1] ?? path[0]}`);
        found.push(fromSmallest(path));
      }
    }
  }
  return found.map((cycle) => {
    const [first = ""] = cycle;
    const path = [...cycle, first].map((id) => `#${id}`).join(" → ");
    return finding("circular", plan.issues.get(first)?.line, `Circular: ${path}`, "Remove one of these dependencies.", {
      issue: first,
    });
  });
};

/**
 * Returns the strongly connected components that contain a cycle, by Tarjan's algorithm. Iterative, since a plan may be
 * one long chain.
 */
function components(plan: Plan): readonly (readonly IssueId[])[] {
  const found: IssueId[][] = [];
  const index = new Map<IssueId, number>();
  const low = new Map<IssueId, number>();
  const stack: IssueId[] = [];
  const onStack = new Set<IssueId>();
  const lower = (id: IssueId, to: number) => low.set(id, Math.min(low.get(id) ?? Infinity, to));
  const enter = (id: IssueId) => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    stack.push(id);
    onStack.add(id);
    return { id, rest: dependenciesIn(plan, id).values() };
  };
  for (const root of plan.issues.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done !== true) {
        if (!index.has(next.value)) path.push(enter(next.value));
        else if (onStack.has(next.value)) lower(top.id, index.get(next.value) ?? 0);
        continue;
      }
      path.pop();
      const own = low.get(top.id) ?? 0;
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.id, own);
      if (own !== index.get(top.id)) continue;
      const component = stack.splice(stack.lastIndexOf(top.id));
      for (const id of component) onStack.delete(id);
      if (component.length > 1 || dependenciesIn(plan, top.id).includes(top.id)) found.push(component);
    }
  }
  return found;
}

/** Searches breadth first, within one component. */
function shortestPath(
  plan: Plan,
  from: IssueId,
  to: IssueId,
  within: ReadonlySet<IssueId>,
): readonly IssueId[] | undefined {
  const before = new Map<IssueId, IssueId | undefined>([[from, undefined]]);
  for (const id of before.keys()) {
    if (id === to) {
      const path: IssueId[] = [];
      for (let step: IssueId | undefined = to; step !== undefined; step = before.get(step)) path.push(step);
      return path.reverse();
    }
    for (const next of dependenciesIn(plan, id)) if (within.has(next) && !before.has(next)) before.set(next, id);
  }
  return undefined;
}

function fromSmallest(cycle: readonly IssueId[]): readonly IssueId[] {
  const smallest = cycle.indexOf(cycle.toSorted((a, b) => Number(a) - Number(b))[0] ?? "");
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}

function dependenciesIn(plan: Plan, id: IssueId): readonly IssueId[] {
  const issue = plan.issues.get(id);
  return issue === undefined ? [] : dependencyIds(issue);
}
