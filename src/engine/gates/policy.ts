import type { Config } from "../config/config-schema.ts";

/** The part of the config that gates judge by. */
export type Policy = Pick<
  Config,
  "limits" | "sensitiveAreas" | "protectedSurfaces" | "licences" | "coverage" | "database" | "registries"
> & {
  /** Value behind `database.url`, read from the environment at the edge. */
  readonly databaseUrl: string | undefined;
  /** Absolute path of the tree that the diff ends in, for installed packages and reports. */
  readonly root: string;
};
