import { render } from "ink";
import { createFeed } from "./log/feed.ts";
import { Screen } from "./screen.tsx";
import type { ScreenActions, ScreenLook, ScreenSource } from "./model/source.ts";
import { ScreenReactContext } from "./model/screen-context.ts";
import { themeFor } from "./text/theme.ts";

export interface ScreenOptions extends ScreenSource {
  readonly look: ScreenLook;
  readonly actions: ScreenActions;
  /** The clock: milliseconds since 1970, as in the events. A replay passes its own clock. */
  readonly now: () => number;
  /** Closes the screen when aborted. */
  readonly signal: AbortSignal;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

/**
 * Shows a run until the signal is aborted, or until the user leaves after the end of the run. Settles when the terminal
 * is restored. Print lasting output only after that, since everything on the alternate screen is lost.
 */
export async function runScreen({
  look,
  actions,
  now,
  signal,
  stdin,
  stdout,
  ...source
}: ScreenOptions): Promise<void> {
  if (signal.aborted) return;
  const feed = createFeed(source);
  const theme = themeFor(look);
  prepareTerminal(stdin ?? process.stdin, stdout ?? process.stdout);
  const instance = render(
    <ScreenReactContext value={{ theme, now }}>
      <Screen feed={feed} actions={actions} since={now()} answer={source.answer} interrupt={source.interrupt} />
    </ScreenReactContext>,
    {
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
      // A low limit would delay the response to keys. The feed already limits how often a frame is drawn for new data.
      maxFps: 60,
      exitOnCtrlC: false,
      // The caller has checked that there is a terminal. Ink itself would assume that there is none if CI is set.
      interactive: true,
      alternateScreen: !look.screenReader,
      incrementalRendering: !look.screenReader,
      isScreenReaderEnabled: look.screenReader,
    },
  );
  const close = () => instance.unmount();
  signal.addEventListener("abort", close, { once: true });
  try {
    await instance.waitUntilExit();
  } finally {
    signal.removeEventListener("abort", close);
    feed.close();
  }
}

/**
 * Turns echo off and moves the cursor to the first column before the first frame. Ink draws from the cursor on, so an
 * echoed key would displace the frame.
 */
function prepareTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): void {
  if (stdin.isTTY) stdin.setRawMode(true);
  if (stdout.isTTY) stdout.write("\r");
}
