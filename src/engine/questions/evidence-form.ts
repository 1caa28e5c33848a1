import type { Evidence } from "../model/stop.ts";

/** The texts of one form of evidence. Each form has a file in `evidence/` and a line in `evidence-forms.ts`. */
export interface EvidenceForm<E extends Evidence = Evidence> {
  readonly of: E["of"];
  /** The heading of a stop with this evidence. */
  subject(name: string, evidence: E): string;
  /** The lines of the transcript below the heading. */
  details(evidence: E): readonly string[];
  /**
   * Why an issue is skipped, as the plan records it.
   * @param kind the kind of stop
   */
  skipReason(evidence: E, kind: string): string;
  /** The evidence in full, for screens and pages. */
  exhibit(evidence: E): readonly ExhibitItem[];
  /** What `approve` does, in one clause. Default: the risk is accepted. */
  readonly approve?: string;
  /** What `continue` does, in one clause. Default: the pull request is labeled. */
  readonly continue?: string;
  /** The first place in a file that the evidence names, for the editor. */
  place?(evidence: E): FilePlace | undefined;
}

export interface FilePlace {
  /** Path relative to the repository's root. */
  readonly file: string;
  /** From 1; absent where the whole file is meant. */
  readonly line?: number | undefined;
}

/** The meaning of an exhibit item. Each renderer decides how it looks. */
export type ExhibitTone = "bad" | "warn" | "muted" | "accent";

/** A piece of evidence, without any formatting. */
export type ExhibitItem =
  /** What is wrong, in one line. `aside` adds a severity, a command or a step. */
  | {
      readonly kind: "title";
      readonly text: string;
      /** The number in a numbered list, from 1. */
      readonly number?: number | undefined;
      readonly aside?: string | undefined;
      readonly tone?: ExhibitTone | undefined;
      readonly asideTone?: ExhibitTone | undefined;
    }
  | { readonly kind: "text"; readonly text: string; readonly tone?: ExhibitTone | undefined }
  | ({ readonly kind: "place" } & FilePlace)
  | { readonly kind: "link"; readonly url: string }
  /** A name and its value. `isDetail` is set where the field belongs to the title before it. */
  | {
      readonly kind: "field";
      readonly name: string;
      readonly value: string;
      readonly tone?: ExhibitTone | undefined;
      readonly valueTone?: ExhibitTone | undefined;
      readonly isDetail?: boolean | undefined;
    }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "item"; readonly text: string }
  /** The end of a tool's output. */
  | { readonly kind: "output"; readonly text: string; readonly isDiff?: boolean | undefined }
  | { readonly kind: "request"; readonly agent: string; readonly title: string }
  /** Text that the user has to be able to see in full before an answer. */
  | { readonly kind: "whole"; readonly text: string }
  | { readonly kind: "advice"; readonly text: string };

const MAX_TAIL_LINES = 12;

/** Returns the last lines of an output, for the transcript. The log contains all lines. */
export function lastLines(tail: string): readonly string[] {
  return tail.trimEnd().split("\n").slice(-MAX_TAIL_LINES);
}

/** Formats a place in a file as the transcript prints it: `src/a.ts#L3`. */
export function placeText({ file, line }: FilePlace): string {
  return line === undefined ? file : `${file}#L${line}`;
}
