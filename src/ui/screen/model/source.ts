// The interfaces between the screen and its caller: the event stream, the progress, the answers and the actions.
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
  /** Delivers every fact and every transient event in order. Returns the function that ends the subscription. */
  readonly subscribe: (listener: (event: Stamped) => void) => () => void;
  /** Gives an answer; settles once it is on the disk. Absent in a replay, which shows the recorded answers. */
  readonly answer?: ((questionId: string, command: Command) => Promise<void> | void) | undefined;
  /** Called for each ctrl-c: the first call ends the run after the present step, the second at once. */
  readonly interrupt: () => void;
}

/** Texts of an issue that are loaded when its details are opened. */
export interface IssueTexts {
  readonly spec?: string | undefined;
  readonly diff?: string | undefined;
}

/** The result of a search over a whole log on the disk. */
export interface Matches {
  /** Number of matching lines. */
  readonly count: number;
  /** The last matching lines, oldest first. */
  readonly lines: readonly string[];
}

/** Actions that the caller carries out for the screen. The key of an absent action is not offered. */
export interface ScreenActions {
  readonly details?: (issue: IssueId) => Promise<IssueTexts>;
  /** Opens a file in the user's editor. The screen gives up the terminal until the promise settles. */
  readonly openFile?: (issue: IssueId | undefined, file: string, line: number | undefined) => Promise<void>;
  /** Shows the diff of an issue in the user's pager. The screen gives up the terminal until the promise settles. */
  readonly openDiff?: (issue: IssueId) => Promise<void>;
  readonly openLink?: (url: string) => Promise<void>;
  readonly copy?: (text: string) => void;
  /** Saves the whole log of an issue, or of the run if there is none, to a file; settles with its path. */
  readonly saveLog?: (issue: IssueId | undefined) => Promise<string>;
  /** Searches the whole log of an issue, or of the run if there is none. */
  readonly searchLog?: (issue: IssueId | undefined, query: string) => Promise<Matches>;
  /** Suspends the process as ctrl-z does; settles when it is resumed. The screen gives up the terminal until then. */
  readonly suspend?: () => Promise<void>;
  /** Stops everything at once, agents included. What was recorded is kept. */
  readonly panic?: () => void;
  /** Ends the present waits for rate limits, so that the waiting requests are retried. */
  readonly retryNow?: () => void;
  /** Adds a lane to those in which issues are worked on, or takes one away; settles with their number. */
  readonly setLanes?: (change: 1 | -1) => Promise<number>;
  /** Changes the pace of a replay; returns a text that describes the new pace. */
  readonly pace?: (change: "faster" | "slower" | "pause") => string;
  /** Sets the window title, or calls for the user's attention by bell, OSC 9 or desktop notification. */
  readonly notify?: (kind: "title" | "question" | "end", text: string) => void;
}

/** How the screen looks. The caller resolves these settings; the screen does not read the environment. */
export interface ScreenLook {
  readonly color: ColorDepth;
  readonly theme: "dark" | "light";
  readonly glyphs: "unicode" | "ascii";
  /** Whether pull requests are OSC 8 hyperlinks. */
  readonly links: boolean;
  /** Whether the screen is drawn for a screen reader: plain lines in one column on the primary screen. */
  readonly screenReader: boolean;
}

export type ColorDepth = "none" | "16" | "256" | "true";
