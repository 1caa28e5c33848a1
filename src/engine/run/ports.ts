export type { Clock, Decider, Ledger } from "../model/ports.ts";
