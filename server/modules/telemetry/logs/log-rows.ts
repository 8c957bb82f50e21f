/** Log lines as rows, with the template that each of them has. */
import { hash } from 'node:crypto'
import { writeRow } from '#platform/columns'
import type { Services } from '#platform/context'
import { templateOf, type MinedTemplate } from '../log-templates/index.ts'
import type { TableRows } from '../record-intake.ts'
import type { LogRecord } from '../records.ts'

type Target = { workspaceId: string; projectId: string }

type StoredAs = { id: string; template: MinedTemplate | undefined }

/** Finding both costs more than all else that is done with a line. */
const stored = new WeakMap<LogRecord, StoredAs>()

/** Of a line whose row was made: its id, and the template that it has. */
export const storedAs = (log: LogRecord): StoredAs | undefined => stored.get(log)

export async function logRows(target: Target, logs: readonly LogRecord[], services: Services): Promise<TableRows[]> {
  const ids = logIds(logs)
  const rows = await Promise.all(
    logs.map(async (log, index) => {
      const template = await templateOf(services, target, { line: log.body, template: log.template })
      const id = ids[index] ?? ''
      stored.set(log, { id, template })
      return logRow(target, log, { id, templateId: template?.id ?? '' })
    }),
  )
  return [{ table: 'logs', rows }]
}

/**
 * Senders give lines no id, so it is made of what the line says: a request that is sent again, because its answer was
 * lost, stores nothing twice. Equal lines of one request are told apart by their order.
 */
function logIds(logs: readonly LogRecord[]): string[] {
  const seen = new Map<string, number>()
  return logs.map(({ receivedAt: _, errorComesAsEvent: __, ...log }) => {
    const text = JSON.stringify(log)
    const before = seen.get(text) ?? 0
    seen.set(text, before + 1)
    return hash('sha256', `${before} ${text}`).slice(0, 16)
  })
}

function logRow(
  { workspaceId, projectId }: Target,
  log: LogRecord,
  { id, templateId }: { id: string; templateId: string },
) {
  return writeRow({
    workspace_id: workspaceId,
    project_id: projectId,
    occurred_at: log.occurredAt,
    log_id: id,
    received_at: log.receivedAt,
    level: log.level,
    service: log.service ?? '',
    release: log.release ?? '',
    environment: log.environment ?? '',
    host: log.host ?? '',
    logger: log.logger ?? '',
    template_id: templateId,
    trace_id: log.traceId ?? '',
    span_id: log.spanId ?? '',
    user_id: log.user?.id ?? '',
    user_email: log.user?.email ?? '',
    user_name: log.user?.name ?? '',
    user_address: log.user?.ipAddress ?? '',
    body: log.body,
    attributes: log.attributes,
  })
}
