export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  /** A value measured in the same run, in the same unit. With it, `limit` applies to the ratio of both. */
  readonly reference?: { readonly name: string; readonly value: number };
  readonly limit: number;
}

/** Each benchmark has its own file and can be run alone. */
export type Benchmark = (context: BenchContext) => Promise<readonly Figure[]>;

/** The programs are paths of production bundles that were built for this run. */
export interface BenchContext {
  /** A folder that only this run uses. */
  readonly folder: string;
  /** The program under test. */
  readonly bin: string;
  /** The smallest Ink application, as a reference. */
  readonly smallest: string;
  /** The screen on a real ledger, with log lines at a given rate. */
  readonly stream: string;
  /** A simulated run on the real screen. */
  readonly play: string;
  /** Whether to measure with the full number of lines and for the full time. */
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
