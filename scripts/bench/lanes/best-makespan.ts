/** Which issues an issue depends on, by their numbers. */
export type Dependencies = Readonly<Record<number, readonly number[]>>;

/**
 * The shortest time in which the issues can be done in some lanes, without any time between them: an issue starts as
 * soon as a lane is free and its dependencies are done, the one with the longest chain of work behind it first. That is
 * the optimum for independent issues that take the same time, and wherever there are as many lanes as ready issues.
 * @param work how long each issue takes
 */
export function bestMakespan(work: ReadonlyMap<number, number>, dependencies: Dependencies, lanes: number): number {
  const needs = (issue: number) => dependencies[issue] ?? [];
  const chain = (issue: number): number =>
    (work.get(issue) ?? 0) +
    Math.max(0, ...[...work.keys()].filter((other) => needs(other).includes(issue)).map((other) => chain(other)));
  const waiting = [...work.keys()].toSorted((a, b) => chain(b) - chain(a));
  const ends = new Map<number, number>();
  for (let now = 0; waiting.length > 0; now = Math.min(...[...ends.values()].filter((end) => end > now))) {
    const isDone = (issue: number) => (ends.get(issue) ?? Infinity) <= now;
    let free = lanes - [...ends.values()].filter((end) => end > now).length;
    for (const issue of waiting.filter((candidate) => needs(candidate).every(isDone))) {
      if (free === 0) break;
      free -= 1;
      waiting.splice(waiting.indexOf(issue), 1);
      ends.set(issue, now + (work.get(issue) ?? 0));
    }
  }
  return Math.max(...ends.values());
}
