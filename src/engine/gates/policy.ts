import type { Config } from "../config/config-schema.ts";

/** The part of the config that gates use. */
export type Policy = Pick<
  Config,
  "limits" | "sensitiveAreas" | "protectedSurfaces" | "licences" | "coverage" | "database" | "registries"
> & {
  /** The value of `database.url`, with `env:NAME` already resolved by the caller. */
  readonly databaseUrl: string | undefined;
  /** Absolute path of the working tree that the diff ends in; installed packages and reports are read there. */
  readonly root: string;
};
