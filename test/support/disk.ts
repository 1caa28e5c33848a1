// A disk whose power can be cut: a file behind a loop device. A copy of that file has exactly what had reached the
// disk.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./repository.ts";

export interface CuttableDisk {
  /** The mount point. */
  readonly folder: string;
  /** Cuts the power, calls `kill` while it is off, and mounts the remaining data at the same place. */
  cut(kill: () => Promise<unknown>): Promise<void>;
}

/** The filesystem writes nothing back without `fsync` for this many seconds. */
const COMMIT_SECONDS = 300;

/** @returns undefined where this machine has no loop device, or this user may not mount it */
export function cuttableDisk(): CuttableDisk | undefined {
  const images = temporaryFolder();
  const folder = join(images, "disk");
  mkdirSync(folder);
  let number = 0;
  const image = () => join(images, `${number}.img`);
  const mount = () => spawnSync("mount", ["-o", `loop,commit=${COMMIT_SECONDS}`, image(), folder]).status === 0;
  const unmount = () => spawnSync("umount", ["-l", folder]);
  spawnSync("truncate", ["-s", "48M", image()]);
  if (spawnSync("mkfs.ext4", ["-q", "-F", image()]).status !== 0 || !mount()) return undefined;
  onTestFinished(() => void unmount());
  // In a real case the folders are on the disk long before a run begins.
  execFileSync("sync", ["-f", folder]);
  return {
    folder,
    async cut(kill) {
      const before = image();
      number += 1;
      copyFileSync(before, image());
      await kill();
      unmount();
      if (!mount()) throw new Error("The disk cannot be mounted after the power cut");
    },
  };
}
