import type { Config } from "../../config/config-schema.ts";
import type { ProjectFiles } from "./project-files.ts";

/** What one ecosystem's files say about a repository: shell lines, each undefined where there is none. */
export interface Ecosystem {
  readonly name: string;
  /** Set only where there is something to install. */
  readonly setup?: string | undefined;
  readonly lint?: string | undefined;
  readonly lintFix?: string | undefined;
  readonly typecheck?: string | undefined;
  readonly test?: (Pick<NonNullable<Config["test"]>, "command"> & Partial<NonNullable<Config["test"]>>) | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** Recognizes one ecosystem; undefined where the repository does not use it. */
export type Recognize = (project: ProjectFiles) => Promise<Ecosystem | undefined>;
