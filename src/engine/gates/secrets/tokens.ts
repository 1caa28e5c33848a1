import { maskAll } from "./mask.ts";
import { findProviderTokens } from "./provider-tokens.ts";
import type { SecretMatch } from "./secret-match.ts";
import { findTokenForms } from "./token-forms.ts";

/** Finds tokens that are recognized by their form alone. */
export async function findTokens(path: string, text: string): Promise<readonly SecretMatch[]> {
  return [...(await findProviderTokens(path, text)), ...findTokenForms(path, text)];
}

/** Finds tokens in the names of files and folders. A token does not extend over a slash. */
export async function findTokensInNames(paths: readonly string[]): Promise<readonly SecretMatch[]> {
  return await findTokens("names", paths.join("\n").replaceAll("/", "\n"));
}

/** Returns a function that masks, in any text, the tokens that the paths contain. */
export async function maskTokensInNames(paths: readonly string[]): Promise<(text: string) => string> {
  const values = (await findTokensInNames(paths)).map(({ value }) => value);
  return (text) => maskAll(text, values);
}
