import type { ScreenLook } from "../../ui/screen/model/source.ts";
import type { Flags } from "../arguments.ts";

/** Chooses the screen's appearance from the flags and from the environment variables that describe the terminal. */
export function screenLook(flags: Flags, environment: NodeJS.ProcessEnv, stdout: NodeJS.WriteStream): ScreenLook {
  const depth = stdout.getColorDepth(environment);
  const plain = Boolean(environment["NO_COLOR"]) || depth === 1;
  return {
    color: plain ? "none" : depth === 24 ? "true" : depth === 8 ? "256" : "16",
    // COLORFGBG is "foreground;background"; 7 and 15 are light backgrounds.
    theme: /;(7|15)$/.test(environment["COLORFGBG"] ?? "") ? "light" : "dark",
    glyphs:
      flags.ascii === true || /^(C|POSIX)$/.test(environment["LC_ALL"] ?? environment["LANG"] ?? "")
        ? "ascii"
        : "unicode",
    links: !plain && environment["TERM_PROGRAM"] !== "Apple_Terminal",
    screenReader: environment["INK_SCREEN_READER"] === "true",
  };
}
