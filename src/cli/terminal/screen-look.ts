import type { ScreenLook } from "../../ui/screen/model/source.ts";
import type { Flags } from "../arguments.ts";

/** How the screen is to look, from the flags and what the terminal says of itself. */
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
