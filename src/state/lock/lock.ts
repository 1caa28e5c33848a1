import { randomUUID } from "node:crypto";
import { realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import { tryLock, type LockHandle } from "../../engine/files/exclusive.ts";
import type { MilestoneId } from "../../engine/model/plan.ts";
import type { Clock } from "../../engine/model/ports.ts";
import { readRecord, shortId, writeRecord, type LockRecord } from "./lock-record.ts";
import { thisMachine, type Machine } from "./machine.ts";
import { withWriteErrors } from "../journal/unwritable.ts";

/**
 * The right to run a milestone and to write its state. The system releases it when the process ends, even if killed.
 */
export interface Lock {
  readonly record: LockRecord;
  /**
   * Call it before each side effect: a run on another machine may have taken over with `--force-unlock`.
   * @throws MilestoneError `locked` where this process is no longer the owner
   */
  assertHeld(): void;
  release(): Promise<void>;
}

export interface LockRequest {
  /** The milestone's state folder. */
  readonly folder: string;
  readonly milestone: MilestoneId;
  readonly version: string;
  readonly clock: Clock;
  /**
   * The id given to `--force-unlock`. Takes the lock over from an owner on another machine, never from a live one here.
   */
  readonly force?: string | undefined;
}

/** @throws MilestoneError `locked`, naming the process that holds the milestone */
export async function acquireLock(request: LockRequest): Promise<Lock> {
  const { folder, clock, version } = request;
  const path = join(folder, "lock.json");
  const machine = await thisMachine();
  const handle = await tryLock(await realpath(folder));
  if (handle === undefined) throw await lockedHere(request, path);
  try {
    const before = readRecord(path);
    if (before !== undefined && !isGone(before, machine) && request.force !== shortId(before)) {
      throw lockedElsewhere(request, before);
    }
    const record = { nonce: randomUUID(), pid: process.pid, started: clock.now().toISOString(), ...machine, version };
    await withWriteErrors(path, () => writeRecord(path, record));
    return createLock(request, path, record, handle);
  } catch (error) {
    await handle.release();
    throw error;
  }
}

function createLock({ milestone }: LockRequest, path: string, record: LockRecord, handle: LockHandle): Lock {
  const isOurs = () => readRecord(path)?.nonce === record.nonce;
  return {
    record,
    assertHeld() {
      if (isOurs()) return;
      throw new MilestoneError("locked", `This run no longer holds ${milestone}: its lock was taken over or removed.`, {
        hint: "Let the other run continue; this one does nothing more.",
      });
    },
    async release() {
      if (isOurs()) await rm(path, { force: true });
      await handle.release();
    },
  };
}

/**
 * Whether the owner in the record has certainly ended, given that its socket is free here. In the same realm a free
 * socket proves it, and on the same machine a reboot does. An owner on another machine with a shared disk, or in
 * another container, may still run.
 */
function isGone(record: LockRecord, machine: Machine): boolean {
  if (record.realm === machine.realm) return true;
  return record.host === machine.host && record.boot !== machine.boot;
}

/**
 * The error for a lock held on this machine. Waits a second for the owner to write its record after it got the socket.
 */
async function lockedHere({ milestone, clock }: LockRequest, path: string): Promise<MilestoneError> {
  let owner = readRecord(path);
  for (let tries = 0; owner === undefined && tries < 20; tries++) {
    await clock.sleep(50, new AbortController().signal);
    owner = readRecord(path);
  }
  const who = owner === undefined ? "another process on this machine" : describe(owner);
  return new MilestoneError("locked", `Milestone ${milestone} is already being run by ${who}.`, {
    hint: owner === undefined ? "Wait for it to end, or stop it." : `Wait for it to end, or stop it: kill ${owner.pid}`,
  });
}

function lockedElsewhere({ milestone, force }: LockRequest, owner: LockRecord): MilestoneError {
  const wrong = force === undefined ? "" : ` The id ${force} is not that of this lock.`;
  return new MilestoneError("locked", `Milestone ${milestone} is already being run by ${describe(owner)}.${wrong}`, {
    hint: `It cannot be checked from this machine. If it has ended for certain: --force-unlock ${shortId(owner)}`,
  });
}

function describe(owner: LockRecord): string {
  return `process ${owner.pid} on ${owner.host}, since ${owner.started}`;
}
