import { maskAll } from "./mask.ts";
import { findProviderTokens } from "./provider-tokens.ts";
import type { SecretMatch } from "./secret-match.ts";
import { findTokenForms } from "./token-forms.ts";

/** Tokens that are known by their form alone. */
export async function findTokens(path: string, text: string): Promise<readonly SecretMatch[]> {
  return [...(await findProviderTokens(path, text)), ...findTokenForms(path, text)];
}

/** Tokens in the names of files and folders; none goes over a slash. */
export async function findTokensInNames(paths: readonly string[]): Promise<readonly SecretMatch[]> {
  return await findTokens("names", paths.join("\n").replaceAll("/", "\n"));
}

/** Masks whatever token one of the paths holds, in any text that names it. */
export async function concealNames(paths: readonly string[]): Promise<(text: string) => string> {
  const values = (await findTokensInNames(paths)).map(({ value }) => value);
  return (text) => maskAll(text, values);
}
