export { eventBytes, FORMAT } from './audit-event-bytes.ts';
export type { SealableEvent } from './audit-event-bytes.ts';
export {
  ExportError,
  readExportHeader,
  readExportLine,
  writeExportHeader,
  writeExportLine,
} from './audit-export.ts';
export type { ExportHeader } from './audit-export.ts';
export { AuditKeys } from './audit-keys.ts';
export type { AuditRing } from './audit-keys.ts';
export { BEGINNING, isProven, proveEnd } from './chain-head.ts';
export type { ChainEnd, ChainHead } from './chain-head.ts';
export { ChainVerifier } from './chain-verifier.ts';
export type { BreakReason, SealedEvent, SealNote, Verification } from './chain-verifier.ts';
export { shortForm } from './daily-seal.ts';
export type { DailySeal } from './daily-seal.ts';
export { createGroupCommit } from './group-commit.ts';
export type { GroupCommit } from './group-commit.ts';
export { sealEvents } from './hash-chain.ts';
export type { Sealed } from './hash-chain.ts';
