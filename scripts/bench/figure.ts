export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  /** Measured in the same run, in the same unit; the limit is then about the ratio. */
  readonly reference?: { readonly name: string; readonly value: number };
  readonly limit: number;
}

/** One file each, so that a single figure can be asked for. */
export type Benchmark = (place: BenchPlace) => Promise<readonly Figure[]>;

export interface BenchPlace {
  /** A folder of this run's own. */
  readonly folder: string;
  /** The program, built for this run. */
  readonly bin: string;
  /** The smallest Ink application as one production bundle. */
  readonly smallest: string;
  /** The screen on a ledger of its own, with a stream of lines to choose. */
  readonly stream: string;
  /** A simulated run on the real screen. */
  readonly play: string;
  readonly thorough: boolean;
}

export function isWithin({ measured, reference, limit }: Figure): boolean {
  return (reference === undefined ? measured : measured / reference.value) <= limit;
}

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, measured, unit, reference, limit } = figure;
    const ratio = reference === undefined ? "" : (measured / reference.value).toFixed(2);
    return [
      name,
      `${shown(measured)} ${unit}`,
      reference === undefined ? "" : `${shown(reference.value)} ${unit}  ${reference.name}`,
      ratio,
      reference === undefined ? `${limit} ${unit}` : `${limit} ×`,
      isWithin(figure) ? "ok" : "MISSED",
    ];
  });
  const all = [["figure", "measured", "reference", "ratio", "limit", ""], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
