declare module "spdx-expression-parse" {
  export type Expression =
    | { readonly license: string; readonly plus?: true; readonly exception?: string }
    | { readonly conjunction: "and" | "or"; readonly left: Expression; readonly right: Expression };
  /** @throws on anything but a valid SPDX expression */
  export default function parse(text: string): Expression;
}

declare module "spdx-satisfies" {
  /** @param entries licences without AND and OR */
  export default function satisfies(expression: string, entries: readonly string[]): boolean;
}
