import { render } from "ink";
import { createFeed } from "./log/feed.ts";
import { Screen } from "./screen.tsx";
import type { ScreenActions, ScreenLook, ScreenSource } from "./model/source.ts";
import { ScreenReactContext } from "./model/screen-context.ts";
import { themeFor } from "./text/theme.ts";

export interface ScreenOptions extends ScreenSource {
  readonly look: ScreenLook;
  readonly actions: ScreenActions;
  /** Milliseconds since 1970, as events count; a replay passes its own. */
  readonly now: () => number;
  /** Closes the screen when aborted. */
  readonly signal: AbortSignal;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

/**
 * Shows a run until its signal is aborted or the user leaves after its end. Settles when the terminal is as it was;
 * what is to stay on it has to be printed after that, for the alternate screen takes everything with it.
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
  quieten(stdin ?? process.stdin, stdout ?? process.stdout);
  const instance = render(
    <ScreenReactContext value={{ theme, now }}>
      <Screen feed={feed} actions={actions} since={now()} answer={source.answer} interrupt={source.interrupt} />
    </ScreenReactContext>,
    {
      ...(stdin === undefined ? {} : { stdin }),
      ...(stdout === undefined ? {} : { stdout }),
      // A key waits for the frame before it; frames themselves come as seldom as there is something new (feed.ts).
      maxFps: 60,
      exitOnCtrlC: false,
      // Whoever calls this has a terminal; by itself the library would take an environment with CI in it for none.
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

/** Before the first frame: from its column on it is drawn line by line, and a key echoed into it would put it out of place. */
function quieten(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): void {
  if (stdin.isTTY) stdin.setRawMode(true);
  if (stdout.isTTY) stdout.write("\r");
}
