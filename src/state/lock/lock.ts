import { randomUUID } from "node:crypto";
import { realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import { tryLock, type LockHandle } from "../../engine/files/exclusive.ts";
import type { MilestoneId } from "../../engine/model/plan.ts";
import type { Clock } from "../../engine/model/ports.ts";
import { readRecord, shortId, writeRecord, type LockRecord } from "./lock-record.ts";
import { thisMachine, type Machine } from "./machine.ts";
import { writing } from "../journal/unwritable.ts";

/** The right to run a milestone and to write its state. It ends with the process, however that ends. */
export interface Lock {
  readonly record: LockRecord;
  /**
   * To be called before each side effect: somebody may have taken over by `--force-unlock` from another machine.
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
  /** The id that `--force-unlock` was given. Takes over from an owner who cannot be asked; never from a living one. */
  readonly force?: string | undefined;
}

/** @throws MilestoneError `locked`, naming who holds the milestone */
export async function acquireLock(request: LockRequest): Promise<Lock> {
  const { folder, clock, version } = request;
  const path = join(folder, "lock.json");
  const machine = await thisMachine();
  const hold = await tryLock(await realpath(folder));
  if (hold === undefined) throw await heldHere(request, path);
  try {
    const before = readRecord(path);
    if (before !== undefined && !isGone(before, machine) && request.force !== shortId(before)) {
      throw heldElsewhere(request, before);
    }
    const record = { nonce: randomUUID(), pid: process.pid, started: clock.now().toISOString(), ...machine, version };
    await writing(path, () => writeRecord(path, record));
    return held(request, path, record, hold);
  } catch (error) {
    await hold.release();
    throw error;
  }
}

function held({ milestone }: LockRequest, path: string, record: LockRecord, hold: LockHandle): Lock {
  const isOurs = () => readRecord(path)?.nonce === record.nonce;
  return {
    record,
    assertHeld() {
      if (isOurs()) return;
      throw new MilestoneError("locked", `This run no longer holds ${milestone}: its lock was taken over or removed.`, {
        hint: "Leave it to the other run; nothing more is done here.",
      });
    },
    async release() {
      if (isOurs()) await rm(path, { force: true });
      await hold.release();
    },
  };
}

/**
 * Whether the owner in the record is surely gone, given that its socket is free here. In the same realm the socket
 * decides; on the same machine a reboot does. Of another machine on a shared disk, or another container, nothing is known.
 */
function isGone(record: LockRecord, machine: Machine): boolean {
  if (record.realm === machine.realm) return true;
  return record.host === machine.host && record.boot !== machine.boot;
}

/** An owner who took the socket a moment ago may not have written its record yet. */
async function heldHere({ milestone, clock }: LockRequest, path: string): Promise<MilestoneError> {
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

function heldElsewhere({ milestone, force }: LockRequest, owner: LockRecord): MilestoneError {
  const wrong = force === undefined ? "" : ` The id ${force} is not that of this lock.`;
  return new MilestoneError("locked", `Milestone ${milestone} is already being run by ${describe(owner)}.${wrong}`, {
    hint: `It cannot be asked from here. If it is gone for good: --force-unlock ${shortId(owner)}`,
  });
}

function describe(owner: LockRecord): string {
  return `process ${owner.pid} on ${owner.host}, since ${owner.started}`;
}
