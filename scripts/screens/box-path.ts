/** Size of a terminal cell, in SVG user units. */
export interface Cell {
  readonly width: number;
  readonly height: number;
}

/** Returns the SVG path of a box-drawing or block character; undefined for all other characters. */
export function boxPath(
  character: string,
  left: number,
  top: number,
  { width, height }: Cell,
): { readonly d: string; readonly solid: boolean } | undefined {
  const [right, bottom, x, y] = [left + width, top + height, left + width / 2, top + height / 2].map(round);
  const [l, t] = [round(left), round(top)];
  const bend = round(width / 2);
  switch (character) {
    case "─":
      return line(`M${l} ${y}H${right}`);
    case "│":
      return line(`M${x} ${t}V${bottom}`);
    case "╭":
      return line(`M${x} ${bottom}V${round(y ?? 0) + bend}q0 ${-bend} ${bend} ${-bend}`);
    case "╮":
      return line(`M${l} ${y}q${bend} 0 ${bend} ${bend}V${bottom}`);
    case "╰":
      return line(`M${x} ${t}V${round((y ?? 0) - bend)}q0 ${bend} ${bend} ${bend}`);
    case "╯":
      return line(`M${l} ${y}q${bend} 0 ${bend} ${-bend}V${t}`);
    case "▌":
      return solid(`M${l} ${t}H${x}V${bottom}H${l}Z`);
    case "▏":
      return solid(`M${l} ${t}h1.5V${bottom}H${l}Z`);
    case "█":
      return solid(`M${l} ${t}H${right}V${bottom}H${l}Z`);
    case "━":
      return solid(`M${l} ${round((y ?? 0) - 2)}H${right}v4H${l}Z`);
    default:
      return undefined;
  }
}

function line(d: string) {
  return { d, solid: false };
}

function solid(d: string) {
  return { d, solid: true };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
