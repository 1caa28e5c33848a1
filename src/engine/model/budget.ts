import type { IssueId } from "./plan.ts";
import type { Progress, Spent } from "./progress.ts";

/** A limit of the config, and how much of it was used before a task began. */
export interface Allowance {
  readonly setting: LimitName;
  readonly unit: Unit;
  /** Undefined for a limit of the whole run. */
  readonly issue: IssueId | undefined;
  readonly most: number;
  /** A lower bound, since usage that agents do not report is not counted. */
  readonly spent: number;
  /** What is kept back for the tasks of other issues that run at the same time. */
  readonly reserved: number;
}

export type Unit = "usd" | "tokens" | "turns";
export type LimitName = Unit | `${Unit}PerIssue`;
/** The limits of the config. `null` means no limit. */
export type Limits = Readonly<Record<LimitName, number | null>>;

/**
 * What an agent's task cost. Tokens and dollars are lower bounds. They are undefined, never zero, where neither the
 * agent nor the prices of the config give a figure.
 */
export interface AgentUsage {
  /** Prompts sent to the agent. */
  readonly turns: number;
  readonly tokens?: number | undefined;
  readonly usd?: number | undefined;
}

/** A limit that is used up, in the form of an agent's failure. */
export interface LimitReached {
  readonly ok: false;
  readonly reason: "limit";
  readonly message: string;
  readonly detail: string;
  readonly hint: string;
  /**
   * The answer of `--autonomous`: `skip` for a limit of the issue, since other issues have their own, and `abort` for a
   * limit of the run. Undefined where something is left once the tasks of other issues have ended.
   */
  readonly final: "skip" | "abort" | undefined;
}

/** What tasks may need of the limits of the run. Units without a limit are absent. */
export type Reserve = Readonly<Partial<Record<Unit, number>>>;

/** The share of the limits of the run that is kept back for a task while it runs. */
export interface Reservation {
  readonly ok: true;
  /** Returns the limits that apply to the task at this moment. */
  allowances(): readonly Allowance[];
  /** Reports what the task has cost so far. */
  use(usage: AgentUsage): void;
  /** Gives the share back. What the task cost is recorded by then. */
  end(): void;
}

export const UNITS: readonly Unit[] = ["usd", "tokens", "turns"];

/**
 * Returns the limits that apply to a task of an issue. The limits of the issue come first, because other issues can
 * continue when one of those is used up.
 * @param reserved what is kept back for the tasks of other issues
 */
export function allowancesFor(
  limits: Limits,
  { spent }: Pick<Progress, "spent">,
  issue: IssueId,
  reserved: Reserve = {},
): readonly Allowance[] {
  const sum = (unit: Unit, of: readonly Spent[]) => of.reduce((total, one) => total + (one[unit] ?? 0), 0);
  const allowance = (
    setting: LimitName,
    unit: Unit,
    owner: IssueId | undefined,
    of: readonly Spent[],
  ): readonly Allowance[] => {
    const most = limits[setting];
    if (most === null) return [];
    const others = owner === undefined ? (reserved[unit] ?? 0) : 0;
    return [{ setting, unit, issue: owner, most, spent: sum(unit, of), reserved: others }];
  };
  const own = spent[issue];
  return [
    ...UNITS.flatMap((unit) => allowance(`${unit}PerIssue`, unit, issue, own === undefined ? [] : [own])),
    ...UNITS.flatMap((unit) => allowance(unit, unit, undefined, Object.values(spent))),
  ];
}

const NOTHING: AgentUsage = { turns: 0, tokens: undefined, usd: undefined };

/** Returns the first limit that leaves nothing for another turn, if there is one. */
export function exhaustedLimit(allowances: readonly Allowance[], used: AgentUsage = NOTHING): LimitReached | undefined {
  return failureOf(
    allowances.find(({ unit, spent, reserved, most }) => spent + reserved + (used[unit] ?? 0) >= most),
    used,
  );
}

/** Returns the first limit that a task exceeded, if there is one. */
export function exceededLimit(allowances: readonly Allowance[], used: AgentUsage): LimitReached | undefined {
  return failureOf(
    allowances.find(({ unit, spent, reserved, most }) => spent + reserved + (used[unit] ?? 0) > most),
    used,
  );
}

/**
 * Adds the usage of a task to what was spent before. A figure stays undefined until a task reports it; tasks that do
 * not are counted in `unreported`.
 */
export function withUsage(before: Spent | undefined, { turns, tokens, usd }: AgentUsage): Spent {
  return {
    turns: (before?.turns ?? 0) + turns,
    tokens: sumOf(before?.tokens, tokens),
    usd: sumOf(before?.usd, usd),
    unreported: {
      tokens: (before?.unreported.tokens ?? 0) + (tokens === undefined ? 1 : 0),
      usd: (before?.unreported.usd ?? 0) + (usd === undefined ? 1 : 0),
    },
  };
}

/**
 * Adds up what the run spent on all issues, including issues that were started again. Undefined before the first task.
 */
export function totalSpent({ spent }: Pick<Progress, "spent">): Spent | undefined {
  return Object.values(spent).reduce<Spent | undefined>(
    (sum, one) =>
      sum === undefined
        ? one
        : {
            turns: sum.turns + one.turns,
            tokens: sumOf(sum.tokens, one.tokens),
            usd: sumOf(sum.usd, one.usd),
            unreported: {
              tokens: sum.unreported.tokens + one.unreported.tokens,
              usd: sum.unreported.usd + one.unreported.usd,
            },
          },
    undefined,
  );
}

function failureOf(allowance: Allowance | undefined, used: AgentUsage): LimitReached | undefined {
  if (allowance === undefined) return undefined;
  const { setting, unit, issue, most, spent, reserved } = allowance;
  const owner = issue === undefined ? "the run" : `issue #${issue}`;
  const { name, amount, done } = WORDS[unit];
  const reached = spent + (used[unit] ?? 0);
  const others = reserved > 0 && reached < most ? `, ${amount(reserved)} reserved for other issues at work` : "";
  return {
    ok: false,
    reason: "limit",
    detail: "",
    message:
      `The ${name} limit of ${owner} is reached: ` +
      `${amount(reached)} of ${amount(most)} ${done}${others} (limits.${setting})`,
    hint:
      others === ""
        ? `Raise limits.${setting} in the config to more than ${amount(reached)}, ` +
          "run the milestone again, and retry where it asks; null takes the limit away."
        : "Retry: the task waits until those have ended.",
    final: others !== "" ? undefined : issue === undefined ? "abort" : "skip",
  };
}

const WORDS: Readonly<
  Record<Unit, { readonly name: string; readonly amount: (value: number) => string; readonly done: string }>
> = {
  usd: { name: "spending", amount: dollars, done: "spent" },
  tokens: { name: "token", amount: (value) => `${value.toLocaleString("en")} tokens`, done: "used" },
  turns: { name: "turn", amount: (value) => `${value} ${value === 1 ? "turn" : "turns"}`, done: "taken" },
};

/** Formats an amount with two decimals, or with four where it is below ten cents. */
export function dollars(usd: number): string {
  return `${usd.toFixed(usd > 0 && usd < 0.1 ? 4 : 2)} USD`;
}

function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a + b;
}
