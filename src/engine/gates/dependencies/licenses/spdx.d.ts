declare module "spdx-expression-parse" {
  export type Expression =
    | { readonly license: string; readonly plus?: true; readonly exception?: string }
    | { readonly conjunction: "and" | "or"; readonly left: Expression; readonly right: Expression };
  /** @throws Error where the text is not a valid SPDX expression */
  export default function parse(text: string): Expression;
}

declare module "spdx-satisfies" {
  /** @param entries licenses without AND and OR */
  export default function satisfies(expression: string, entries: readonly string[]): boolean;
}
