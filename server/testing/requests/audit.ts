/** Valid requests of the endpoints of the audit log and the sign-in log. */
import { at, type Make } from './make.ts'

export const auditRequests: Record<string, Make> = {
  listAuditEntries: () => at('/audit-entries'),
  listAuditCheckpoints: () => at('/audit-checkpoints'),
  listSignIns: () => at('/sign-in-log'),
}
