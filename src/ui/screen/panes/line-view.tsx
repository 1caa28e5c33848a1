import { Box, Text } from "ink";
import Link from "ink-link";
import type { ReactNode } from "react";
import { duration, printable, shortDuration } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { compact } from "../text/styled-line.ts";
import type { Line, Span } from "../text/styled-line.ts";
import { useTick } from "./use-tick.ts";
import { useScreenContext } from "../model/screen-context.ts";

const SPINNER_MS = 250;

/** Draws a line on one row. No other component passes text to the terminal. */
export function LineView({
  line,
  background,
}: {
  readonly line: Line;
  readonly background?: string | undefined;
}): ReactNode {
  return (
    <Text wrap="truncate" {...(background === undefined ? {} : { backgroundColor: background })}>
      {line.length === 0 ? " " : compact(line).map((part, index) => <SpanView key={index} span={part} />)}
    </Text>
  );
}

/** Draws lines below each other in a box of the given number of rows. */
export function LineList({ lines, height }: { readonly lines: readonly Line[]; readonly height: number }): ReactNode {
  return (
    <Box flexDirection="column" height={height} paddingLeft={1} flexShrink={0}>
      {lines.slice(0, height).map((line, index) => (
        <LineView key={index} line={line} />
      ))}
    </Box>
  );
}

function SpanView({ span }: { readonly span: Span }): ReactNode {
  const { theme } = useScreenContext();
  const color = span.tone === undefined ? undefined : theme.colors[span.tone];
  const content = contentOf(span, theme.glyphs);
  const linked =
    span.url !== undefined && theme.links && URL.canParse(span.url) ? (
      <Link url={new URL(span.url).href} fallback={false}>
        {content}
      </Link>
    ) : (
      content
    );
  return (
    <Text
      {...(color === undefined ? {} : { color })}
      bold={span.bold ?? false}
      italic={span.italic ?? false}
      inverse={span.inverse ?? false}
    >
      {linked}
    </Text>
  );
}

function contentOf({ text, live }: Span, { typography }: Glyphs): ReactNode {
  switch (live?.kind) {
    case undefined:
      return typography.size === 0
        ? printable(text)
        : Array.from(printable(text), (letter) => typography.get(letter) ?? letter).join("");
    case "spinner":
      return <Spinner />;
    case "elapsed":
      return <Elapsed since={live.since} everyMs={live.everyMs} columns={text.length} />;
    case "clock":
      return <Clock since={live.since} until={live.until} everyMs={live.everyMs} columns={text.length} />;
  }
}

function Spinner(): ReactNode {
  const { theme } = useScreenContext();
  const tick = useTick(SPINNER_MS);
  const { spinner } = theme.glyphs;
  return spinner[tick % spinner.length];
}

function Clock({
  since,
  until,
  everyMs,
  columns,
}: {
  readonly since: number;
  readonly until: number | undefined;
  readonly everyMs: number;
  readonly columns: number;
}): ReactNode {
  const { now } = useScreenContext();
  useTick(everyMs);
  const text = until === undefined ? shortDuration(now() - since) : `-${shortDuration(until - now())}`;
  return text.padStart(columns);
}

function Elapsed({
  since,
  everyMs,
  columns,
}: {
  readonly since: number;
  readonly everyMs: number;
  readonly columns: number;
}): ReactNode {
  const { now } = useScreenContext();
  useTick(everyMs);
  return duration(now() - since).padStart(columns);
}
