import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../engine/config/config-schema.ts";
import { isPrivateAddress } from "../../engine/config/web-address.ts";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { Stamped } from "../../engine/model/events.ts";
import type { Redact } from "../../engine/text/redact.ts";
import { noticeOf, type Notice } from "../../ui/webhook/notice.ts";

export interface Webhook {
  /** Tells of the event if it calls for a person; returns at once. */
  readonly watch: (event: Stamped) => void;
  /** Settles when everything was told or given up, or after one call's time limit. Never rejects. */
  flush(): Promise<void>;
}

export interface WebhookOptions {
  readonly settings: NonNullable<Config["notify"]["webhook"]>;
  readonly environment: Readonly<Record<string, string>>;
  readonly milestone: string;
  /** Nobody is called to a question that nobody has to answer. */
  readonly unattended: boolean;
  readonly redact: Redact;
  /** Told once, of the first call that failed. */
  readonly onFailure: (text: string) => void;
}

/**
 * Calls a webhook by POST with a `Notice` as JSON, one after the other; each has its time limit, and none is repeated. A run
 * never waits for it but at its end.
 * @throws MilestoneError `config` where a variable is missing, or holds no address that may be called
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
      if (!failed) onFailure(`The webhook could not be told: ${reasonOf(error)}`);
      failed = true;
    }
  }

  return {
    watch(event) {
      const notice = noticeOf(event, milestone);
      if (notice === undefined || (unattended && notice.event === "question")) return;
      calls = calls.then(() => call(notice));
    },
    flush: () => Promise.race([calls, delay(limitMs, undefined, { ref: false })]),
  };
}

/** Nothing else of the environment is sent anywhere: the config comes with the repository, and may not be its user's friend. */
function addressOf(setting: string, environment: WebhookOptions["environment"]): string {
  if (!setting.startsWith("env:")) return setting;
  const name = setting.slice("env:".length);
  const value = environment[name];
  if (value === undefined)
    throw new MilestoneError("config", `notify.webhook.url: ${name} is not set`, {
      hint: "Set the variable, or take the webhook out of the config.",
    });
  return value;
}

/** In words that never hold the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "for no known reason";
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  if (error.message.startsWith("it answered")) return error.message;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "the call failed";
}
