/** Who did what: the chained audit log, and the access log of keys. */
export { recordAudit, type AuditChange } from './record-audit.ts'
