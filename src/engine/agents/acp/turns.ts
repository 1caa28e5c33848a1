import { setTimeout as delay } from "node:timers/promises";
import {
  RequestError,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from "@agentclientprotocol/sdk/unstable";
import type { AgentFailed, AgentTask } from "../agent.ts";
import { overspent, usedUp } from "../../model/budget.ts";
import { createMeter } from "../meter.ts";
import type { AcpAgentOptions } from "./acp-agent.ts";
import type { openConversation } from "./protocol/conversation.ts";
import { turnFailure, type Turn } from "./turn-failure.ts";
import { createObserver, type Observer, type ToolCall } from "./protocol/observer.ts";
import type { Setting } from "./perform-task.ts";
import { chooseOption, judgeCall, requestFor } from "./permission/permission-policy.ts";
import type { AgentProfile } from "./profiles.ts";
import { isReallyInside } from "./permission/real-place.ts";
import { keepSession, sessionToResume, type SessionRecord } from "./session-record.ts";
import { turnTokens } from "./protocol/turn-usage.ts";
import { toolCallSchema, updateOf } from "./protocol/updates.ts";

/** A turn that the agent brought to an end, and not to a good one. */
export class TurnFailed extends Error {
  override readonly name = "TurnFailed";
  readonly failure: AgentFailed;

  constructor(failure: AgentFailed) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Updates may come after the answer they belong to; this long without any, in milliseconds, and there are none left. */
const QUIET_MS = 100;
const QUIET_AT_MOST = 20;
/** How long an agent may take to obey a cancel, in milliseconds. */
const CANCEL_MS = 5000;

/** The turns of one task, in one session. */
export type Turns = ReturnType<typeof createTurns>;

export function createTurns(options: AcpAgentOptions, setting: Setting, open: typeof openConversation) {
  const { profile, confinement, clock, commands, prices } = options;
  const { task, watch, process, halt } = setting;
  const { allowances = [] } = task;
  const rule = { task: task.kind, cwd: task.cwd, isConfined: confinement.isInForce, commands };
  let observer: Observer | undefined;
  let traffic = 0;
  let session:
    | { readonly id: string; readonly model: string | undefined; readonly before: SessionRecord | undefined }
    | undefined;
  let currentStep: Promise<unknown> | undefined;
  let isUnfinished = false;
  /** In the agent's own figures, of this task. */
  let usd: number | undefined;
  const meter = createMeter({ prices, agent: profile.name, onUsage: watch.onUsage });

  const conversation = open(process, {
    onUpdate(params) {
      const update = updateOf(params, session?.id);
      if (update === undefined) return;
      observer?.update(update);
      const cost = spent(observer?.usd, session?.before);
      if (cost === undefined || cost === usd) return;
      usd = cost;
      meter.cost(cost);
      const limit = overspent(allowances, meter.usage);
      if (limit !== undefined) halt.stop("limit", limit.message, limit);
    },
    onPermission: decide,
    onNoise: (line) => watch.output.write(line),
    drained() {
      const until = watch.output.drained();
      if (until !== undefined) setting.pauseUntil(until);
      return until;
    },
    onTraffic() {
      traffic += 1;
      setting.seen();
    },
  });

  async function decide(
    { toolCall, options: choices }: RequestPermissionRequest,
    withdrawn: AbortSignal,
  ): Promise<RequestPermissionResponse> {
    const { data } = toolCallSchema.safeParse(toolCall);
    const call = data === undefined ? undefined : observer?.asked(data);
    const allowed = call !== undefined && halt.why === undefined && (await mayGoAhead(call, withdrawn));
    watch.onActivity({ kind: "permission", title: call?.title ?? toolCall.title ?? "", allowed });
    const choice = halt.why === undefined ? chooseOption(choices, allowed) : undefined;
    return {
      outcome: choice === undefined ? { outcome: "cancelled" } : { outcome: "selected", optionId: choice.optionId },
    };
  }

  async function mayGoAhead(call: ToolCall, withdrawn: AbortSignal): Promise<boolean> {
    const verdict = await judgeCall(call, rule);
    if (verdict !== "ask") return verdict === "allow";
    const answer = watch
      .askUser(requestFor(call, observer?.text ?? ""), AbortSignal.any([halt.signal, withdrawn]))
      .catch(() => false);
    setting.waitFor(answer);
    return answer;
  }

  async function quiet(): Promise<void> {
    for (let tries = 0, before = -1; before !== traffic && tries < QUIET_AT_MOST; tries++) {
      before = traffic;
      await halt.race(delay(QUIET_MS));
    }
  }

  async function turnOf(text: string): Promise<Turn> {
    const { id, model } = started(session);
    observer = createObserver((activity) => watch.onActivity(activity));
    try {
      const answering = conversation.prompt(id, text);
      currentStep = answering;
      const { stopReason, usage, meta } = await halt.race(answering);
      currentStep = undefined;
      // Where the agent is gone, nothing more can come.
      await quiet().catch(() => undefined);
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

    /** Makes ready for the first turn. */
    async begin(): Promise<void> {
      await conversation.initialize(profile, confinement.environment);
      const before = await sessionToResume(task, profile.name);
      const { id, resumed, model } = await conversation.openSession({
        cwd: task.cwd,
        resume: before?.sessionId,
        mode: modeFor(task.kind, profile.modes, confinement.isInForce),
      });
      session = { id, model, before: resumed ? before : undefined };
      // A loaded session plays its history again, partly after it said that it is loaded.
      if (resumed) await quiet();
    },

    /** Has the agent do one turn. @returns what it said @throws TurnFailed */
    async take(text: string): Promise<string> {
      const limit = usedUp(allowances, meter.usage);
      if (limit !== undefined) throw new TurnFailed(limit);
      meter.turn();
      const turn = await turnOf(text);
      const failure = turnFailure(turn, profile.signs, clock.now());
      isUnfinished = failure?.reason === "rate-limit";
      if (failure !== undefined) throw new TurnFailed(failure);
      return turn.text;
    },

    /** Files that were changed outside the worktree, by the agent's own account. */
    async outOfTreeEdits(): Promise<readonly string[]> {
      const edited = observer?.edited ?? [];
      const inside = await Promise.all(edited.map((path) => isReallyInside(task.cwd, path)));
      return edited.filter((_, index) => inside[index] === false);
    },

    /** Ends what is still going on, and keeps the session for later. */
    async end(): Promise<void> {
      if (session === undefined) return;
      if (currentStep !== undefined && halt.why !== "ended") {
        conversation.cancel(session.id);
        await Promise.race([
          currentStep.catch(() => undefined),
          conversation.closed,
          delay(CANCEL_MS, undefined, { ref: false }),
        ]);
      }
      const usdSoFar = usd === undefined ? {} : { usd: usd + (session.before?.usd ?? 0) };
      await keepSession(
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

function started<T>(session: T | undefined): T {
  if (session === undefined) throw new Error("The session was not begun");
  return session;
}

/** An agent reports what a session has cost; of one that goes on, the earlier tasks had their part already. */
function spent(reported: number | undefined, before: SessionRecord | undefined): number | undefined {
  if (reported === undefined || before?.usd === undefined) return reported;
  return reported >= before.usd ? reported - before.usd : reported;
}
