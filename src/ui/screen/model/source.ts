// What the screen needs of the world: one stream of events, the progress made of it, and a way to answer.
import type { Stamped } from "../../../engine/model/events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import type { Command } from "../../../engine/model/stop.ts";

/** The part of a zustand vanilla store that the screen reads. */
export interface ProgressStore {
  getState(): { readonly progress: Progress };
  readonly subscribe: (listener: () => void) => () => void;
}

export interface ScreenSource {
  readonly store: ProgressStore;
  /** Delivers every event, facts and sights, in order. Returns how to stop it. */
  readonly subscribe: (listener: (event: Stamped) => void) => () => void;
  /** Settles once the answer is on the disk. Nobody is asked without it: a replay, where answers come as they were given. */
  readonly answer?: ((questionId: string, command: Command) => Promise<void> | void) | undefined;
  /** Called once per ctrl-c: the first ends the run after its step, the second at once. */
  readonly interrupt: () => void;
}

/** What an issue has beside its progress; loaded when somebody looks. */
export interface IssueTexts {
  readonly spec?: string | undefined;
  readonly diff?: string | undefined;
}

/** Lines of a log, from all that is on the disk. */
export interface Matches {
  readonly count: number;
  /** The last of them, oldest first. */
  readonly lines: readonly string[];
}

/** Things the screen can ask for and cannot do; a key is offered only where its action is there. */
export interface ScreenActions {
  readonly details?: (issue: IssueId) => Promise<IssueTexts>;
  /** Opens the file in the user's editor. Has the terminal to itself until it settles. */
  readonly openFile?: (issue: IssueId | undefined, file: string, line: number | undefined) => Promise<void>;
  /** Shows the diff of an issue in the user's pager. Has the terminal to itself until it settles. */
  readonly openDiff?: (issue: IssueId) => Promise<void>;
  readonly openLink?: (url: string) => Promise<void>;
  readonly copy?: (text: string) => void;
  /** Saves the whole log of an issue (of the run, without one) for its user; settles with the path. */
  readonly saveLog?: (issue: IssueId | undefined) => Promise<string>;
  /** The lines of a whole log that match. */
  readonly searchLog?: (issue: IssueId | undefined, query: string) => Promise<Matches>;
  /** Stops the process as ctrl-z does; settles when it goes on. Has the terminal to itself until then. */
  readonly suspend?: () => Promise<void>;
  /** Stops everything at once, agents included; what was done is saved. */
  readonly panic?: () => void;
  /** Ends the waits for limits that are going on, so that what waited tries again. */
  readonly retryNow?: () => void;
  /** Plays a recorded run faster, slower, or not at all for a while; returns how it plays now. */
  readonly pace?: (change: "faster" | "slower" | "pause") => string;
  /** The window's title, and what calls for attention: bell, OSC 9, desktop. */
  readonly notify?: (kind: "title" | "question" | "end", text: string) => void;
}

/** How it is to look. Resolved by the caller: nothing here reads the environment. */
export interface ScreenLook {
  readonly color: ColorDepth;
  readonly theme: "dark" | "light";
  readonly glyphs: "unicode" | "ascii";
  /** OSC 8 links on pull requests. */
  readonly links: boolean;
  /** One column of plain lines on the primary screen. */
  readonly screenReader: boolean;
}

export type ColorDepth = "none" | "16" | "256" | "true";
