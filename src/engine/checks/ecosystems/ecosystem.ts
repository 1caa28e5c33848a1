import type { Config } from "../../config/config-schema.ts";
import type { ProjectFiles } from "./project-files.ts";

/** What one ecosystem's files say about a repository. */
export interface Ecosystem {
  readonly name: string;
  /** Only where there is something to install. */
  readonly setup?: string | undefined;
  readonly lint?: string | undefined;
  readonly lintFix?: string | undefined;
  readonly typecheck?: string | undefined;
  readonly test?: (Pick<NonNullable<Config["test"]>, "command"> & Partial<NonNullable<Config["test"]>>) | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** Undefined where the repository is not of this kind. */
export type Recognise = (project: ProjectFiles) => Promise<Ecosystem | undefined>;
