/** Code at the start of a bundle that defines `require`, which bundled CommonJS packages call. */
export const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; ' +
  "const require = __createRequire(import.meta.url);";
