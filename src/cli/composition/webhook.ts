import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../engine/config/config-schema.ts";
import { isPrivateAddress } from "../../engine/config/web-address.ts";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { Redact } from "../../engine/text/redact.ts";
import { createNotices, type Notice } from "../../ui/webhook/notice.ts";

export interface Webhook {
  /** Queues a call if the event needs a person; returns at once. */
  readonly watch: (event: Stamped) => void;
  /** Settles when all queued calls are done, or after the time limit of one call. Never rejects. */
  flush(): Promise<void>;
}

export interface WebhookOptions {
  readonly settings: NonNullable<Config["notify"]["webhook"]>;
  readonly environment: Readonly<Record<string, string>>;
  readonly milestone: string;
  /** Set where questions are answered automatically: then they cause no call. */
  readonly unattended: boolean;
  readonly redact: Redact;
  /** Called once, with the first call that failed. */
  readonly onFailure: (text: string) => void;
}

/**
 * Calls a webhook by POST with a `Notice` as JSON, one call after the other. Each call has a time limit, and none is
 * repeated. A run waits for the webhook only at its end.
 * @throws MilestoneError `config` where a variable is not set, or its value is no allowed address
 */
export function createWebhook({
  settings,
  environment,
  milestone,
  unattended,
  redact,
  onFailure,
}: WebhookOptions): Webhook {
  const url = addressOf(settings.url, environment);
  if (!isPrivateAddress(url))
    throw new MilestoneError("config", "notify.webhook.url: expected https, or http on this machine");
  const limitMs = settings.seconds * 1000;
  const noticeOf = createNotices(milestone);
  let calls: Promise<void> = Promise.resolve();
  let failed = false;

  async function call(notice: Notice): Promise<void> {
    try {
      const body = JSON.stringify(notice, (_, value: unknown) => (typeof value === "string" ? redact(value) : value));
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(limitMs),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    } catch (error) {
      if (!failed) onFailure(`The webhook call failed: ${reasonOf(error)}`);
      failed = true;
    }
  }

  return {
    watch(event) {
      const notice = noticeOf(event);
      if (notice === undefined || (unattended && notice.event === "question")) return;
      calls = calls.then(() => call(notice));
    },
    flush: () => Promise.race([calls, delay(limitMs, undefined, { ref: false })]),
  };
}

/**
 * The address, read from a variable for `env:NAME`. Only the address may come from the environment, and no header or
 * body: the config is part of the repository and may be hostile.
 */
function addressOf(setting: string, environment: WebhookOptions["environment"]): string {
  if (!setting.startsWith("env:")) return setting;
  const name = setting.slice("env:".length);
  const value = environment[name];
  if (value === undefined)
    throw new MilestoneError("config", `notify.webhook.url: ${name} is not set`, {
      hint: "Set the variable, or remove the webhook from the config.",
    });
  return value;
}

/** The reason in words that never contain the address, which may be a secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  if (error.message.startsWith("it answered")) return error.message;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "no usable answer";
}
