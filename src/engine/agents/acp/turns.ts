import { setTimeout as delay } from "node:timers/promises";
import {
  RequestError,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from "@agentclientprotocol/sdk/unstable";
import type { AgentFailed, AgentTask } from "../agent.ts";
import { exceededLimit, exhaustedLimit } from "../../model/budget.ts";
import { createMeter } from "../meter.ts";
import type { AcpAgentOptions } from "./acp-agent-options.ts";
import type { openConversation } from "./protocol/conversation.ts";
import { turnFailure, type Turn } from "./turn-failure.ts";
import { createObserver, type Observer, type ToolCall } from "./protocol/observer.ts";
import type { TaskContext } from "./task-context.ts";
import { chooseOption, judgeCall, requestFor } from "./permission/permission-policy.ts";
import type { AgentProfile } from "./profiles.ts";
import { resolvesInside } from "./permission/resolves-inside.ts";
import { saveSession, sessionToResume, type SessionRecord } from "./session-record.ts";
import { turnTokens } from "./protocol/turn-usage.ts";
import { toolCallSchema, updateOf } from "./protocol/updates.ts";

/** Thrown where the agent ended a turn with a failure, or a limit allows no further turn. */
export class TurnFailed extends Error {
  override readonly name = "TurnFailed";
  readonly failure: AgentFailed;

  constructor(failure: AgentFailed) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Agents may send updates after the answer they belong to. After a period of this many milliseconds without a message,
 * no more are expected.
 */
const QUIET_MS = 100;
/** How many such periods are waited for at most. */
const MAX_QUIET_PERIODS = 20;
/** How long a turn may take to end after a cancel, in milliseconds. */
const CANCEL_MS = 5000;

export type Turns = ReturnType<typeof createTurns>;

/** Runs the turns of one task in one session. Messages of the agent reach `watch` while a turn runs. */
export function createTurns(options: AcpAgentOptions, context: TaskContext, open: typeof openConversation) {
  const { profile, confinement, clock, commands, prices } = options;
  const { task, watch, process, halt } = context;
  const { allowances = () => [] } = task;
  const rule = { task: task.kind, cwd: task.cwd, isConfined: confinement.isInForce, commands };
  let observer: Observer | undefined;
  /** How often anything arrived from the agent. */
  let traffic = 0;
  let session:
    | { readonly id: string; readonly model: string | undefined; readonly before: SessionRecord | undefined }
    | undefined;
  let pendingAnswer: Promise<unknown> | undefined;
  let isUnfinished = false;
  /** What this task has cost, as the agent reports it, in USD. */
  let usd: number | undefined;
  const meter = createMeter({ prices, agent: profile.name, onUsage: watch.onUsage });

  const conversation = open(process, {
    onUpdate(params) {
      const update = updateOf(params, session?.id);
      if (update === undefined) return;
      observer?.update(update);
      const cost = costOfTask(observer?.usd, session?.before);
      if (cost === undefined || cost === usd) return;
      usd = cost;
      meter.cost(cost);
      const limit = exceededLimit(allowances(), meter.usage);
      if (limit !== undefined) halt.stop("limit", limit.message, limit);
    },
    onPermission: answerPermission,
    onNoise: (line) => watch.output.write(line),
    drained() {
      const until = watch.output.drained();
      if (until !== undefined) context.pauseUntil(until);
      return until;
    },
    onTraffic() {
      traffic += 1;
      context.seen();
    },
  });

  async function answerPermission(
    { toolCall, options: choices }: RequestPermissionRequest,
    withdrawn: AbortSignal,
  ): Promise<RequestPermissionResponse> {
    const { data } = toolCallSchema.safeParse(toolCall);
    const call = data === undefined ? undefined : observer?.upsertCall(data);
    const allowed = call !== undefined && halt.reason === undefined && (await isAllowed(call, withdrawn));
    watch.onActivity({ kind: "permission", title: call?.title ?? toolCall.title ?? "", allowed });
    const choice = halt.reason === undefined ? chooseOption(choices, allowed) : undefined;
    return {
      outcome: choice === undefined ? { outcome: "cancelled" } : { outcome: "selected", optionId: choice.optionId },
    };
  }

  async function isAllowed(call: ToolCall, withdrawn: AbortSignal): Promise<boolean> {
    const verdict = await judgeCall(call, rule);
    if (verdict !== "ask") return verdict === "allow";
    const answer = watch
      .askUser(requestFor(call, observer?.text ?? ""), AbortSignal.any([halt.signal, withdrawn]))
      .catch(() => false);
    context.waitFor(answer);
    return answer;
  }

  async function waitUntilQuiet(): Promise<void> {
    for (let tries = 0, before = -1; before !== traffic && tries < MAX_QUIET_PERIODS; tries++) {
      before = traffic;
      await halt.race(delay(QUIET_MS));
    }
  }

  async function runTurn(text: string): Promise<Turn> {
    const { id, model } = requireSession(session);
    observer = createObserver((activity) => watch.onActivity(activity));
    try {
      const answering = conversation.prompt(id, text);
      pendingAnswer = answering;
      const { stopReason, usage, meta } = await halt.race(answering);
      pendingAnswer = undefined;
      // Rejects where the task ends meanwhile, for example because the agent exited. The turn has its answer by then.
      await waitUntilQuiet().catch(() => undefined);
      meter.tokens(turnTokens({ usage, meta }, model));
      return {
        end: { stopReason },
        metas: [...observer.metas, JSON.stringify(meta ?? null)],
        text: observer.text,
        hasWorked: observer.hasWorked,
      };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return {
        end: { error: { code: error.code, message: error.message, data: error.data } },
        metas: observer.metas,
        text: observer.text,
        hasWorked: observer.hasWorked,
      };
    } finally {
      observer.flush();
    }
  }

  return {
    closed: conversation.closed,

    /** Connects to the agent and opens the session. Call once, before the first turn. */
    async begin(): Promise<void> {
      await conversation.initialize(profile, confinement.environment);
      const before = await sessionToResume(task, profile.name);
      const { id, resumed, model } = await conversation.openSession({
        cwd: task.cwd,
        resume: before?.sessionId,
        mode: modeFor(task.kind, profile.modes, confinement.isInForce),
      });
      session = { id, model, before: resumed ? before : undefined };
      // An agent that loads a session sends its history as updates, some of them after it answered the request.
      if (resumed) await waitUntilQuiet();
    },

    /**
     * Sends a prompt and waits for the end of the turn.
     * @returns the text that the agent wrote
     * @throws TurnFailed where the turn failed, or a limit is used up
     */
    async prompt(text: string): Promise<string> {
      const limit = exhaustedLimit(allowances(), meter.usage);
      if (limit !== undefined) throw new TurnFailed(limit);
      meter.turn();
      const turn = await runTurn(text);
      const failure = turnFailure(turn, profile.signs, clock.now());
      isUnfinished = failure?.reason === "rate-limit";
      if (failure !== undefined) throw new TurnFailed(failure);
      return turn.text;
    },

    /** Absolute or relative paths outside the worktree that the agent reports to have changed in the last turn. */
    async outOfTreeEdits(): Promise<readonly string[]> {
      const edited = observer?.edited ?? [];
      const inside = await Promise.all(edited.map((path) => resolvesInside(task.cwd, path)));
      return edited.filter((_, index) => inside[index] === false);
    },

    /** Cancels a turn that still runs, and saves the session for later tasks. */
    async end(): Promise<void> {
      if (session === undefined) return;
      if (pendingAnswer !== undefined && halt.reason !== "ended") {
        conversation.cancel(session.id);
        await Promise.race([
          pendingAnswer.catch(() => undefined),
          conversation.closed,
          delay(CANCEL_MS, undefined, { ref: false }),
        ]);
      }
      const usdSoFar = usd === undefined ? {} : { usd: usd + (session.before?.usd ?? 0) };
      await saveSession(
        task,
        { agent: profile.name, sessionId: session.id, unfinished: isUnfinished, ...usdSoFar },
        (text) => watch.output.write(text),
      );
    },
  };
}

function modeFor(
  task: AgentTask["kind"],
  { work, review, confined }: AgentProfile["modes"],
  isConfined: boolean,
): string | undefined {
  if (task === "review") return review;
  return isConfined ? (confined ?? work) : work;
}

function requireSession<T>(session: T | undefined): T {
  if (session === undefined) throw new Error("No session is open");
  return session;
}

/**
 * Returns the cost of this task, in USD. Agents report the cost of the whole session, so the cost of earlier tasks is
 * subtracted where the session was resumed. Some agents count from zero again; their figure is then below the earlier
 * one.
 */
function costOfTask(reported: number | undefined, before: SessionRecord | undefined): number | undefined {
  if (reported === undefined || before?.usd === undefined) return reported;
  return reported >= before.usd ? reported - before.usd : reported;
}
