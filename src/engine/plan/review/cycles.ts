import { finding } from "./findings.ts";
import { dependencyIds } from "../lookup.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import type { Rule } from "./rule.ts";

/**
 * Every cycle of dependencies once, told from its smallest member. Where many cycles share dependencies, so many are told
 * that each dependency is in one: to name all could take exponential time, and mending these mends the others.
 */
export const cycles: Rule = ({ plan }) => {
  const found: (readonly IssueId[])[] = [];
  const told = new Set<string>();
  for (const component of components(plan)) {
    const members = new Set(component);
    for (const from of component.toSorted((a, b) => Number(a) - Number(b))) {
      for (const to of needs(plan, from)) {
        const way = members.has(to) && !told.has(`${from} ${to}`) ? shortestWay(plan, to, from, members) : undefined;
        if (way === undefined) continue;
        for (const [index, id] of way.entries()) told.add(`${id} ${way[index + 1] ?? way[0]}`);
        found.push(fromSmallest(way));
      }
    }
  }
  return found.map((cycle) => {
    const [first = ""] = cycle;
    const told = [...cycle, first].map((id) => `#${id}`).join(" → ");
    return finding("circular", plan.issues.get(first)?.line, `Circular: ${told}`, "Remove one of these dependencies.", {
      issue: first,
    });
  });
};

/** Tarjan's strongly connected components that hold a cycle, without recursion: a plan may be one long chain. */
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
    return { id, needs: needs(plan, id).values() };
  };
  for (const root of plan.issues.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.needs.next();
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
      if (component.length > 1 || needs(plan, top.id).includes(top.id)) found.push(component);
    }
  }
  return found;
}

/** Breadth first, within a component. */
function shortestWay(
  plan: Plan,
  from: IssueId,
  to: IssueId,
  within: ReadonlySet<IssueId>,
): readonly IssueId[] | undefined {
  const before = new Map<IssueId, IssueId | undefined>([[from, undefined]]);
  for (const id of before.keys()) {
    if (id === to) {
      const way: IssueId[] = [];
      for (let step: IssueId | undefined = to; step !== undefined; step = before.get(step)) way.push(step);
      return way.reverse();
    }
    for (const next of needs(plan, id)) if (within.has(next) && !before.has(next)) before.set(next, id);
  }
  return undefined;
}

function fromSmallest(cycle: readonly IssueId[]): readonly IssueId[] {
  const smallest = cycle.indexOf(cycle.toSorted((a, b) => Number(a) - Number(b))[0] ?? "");
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}

function needs(plan: Plan, id: IssueId): readonly IssueId[] {
  const issue = plan.issues.get(id);
  return issue === undefined ? [] : dependencyIds(issue);
}
