/** The audit log for spreadsheets. It proves nothing: the JSON Lines do. */
import type { AuditEntry } from './entry-repo.ts'

const columns = [
  'number',
  'at',
  'action',
  'target',
  'actor kind',
  'actor id',
  'actor name',
  'remote address',
  'user agent',
  'before',
  'after',
  'hash',
]

/** With the mark by which spreadsheets recognise UTF-8. */
export const csvHeader = `\uFEFF${line(columns)}`

export function csvLine(entry: AuditEntry): string {
  return line([
    String(entry.number),
    entry.at.toISOString(),
    entry.action,
    entry.targetId,
    entry.actorKind ?? 'erased',
    entry.actorId ?? entry.actorReference,
    entry.actorName ?? '',
    entry.remoteAddress ?? '',
    entry.userAgent ?? '',
    entry.before === null ? '' : JSON.stringify(entry.before),
    entry.after === null ? '' : JSON.stringify(entry.after),
    entry.hash,
  ])
}

/** RFC 4180 §2; every field in quotes. */
function line(fields: string[]): string {
  return `${fields.map((field) => `"${harmless(field).replaceAll('"', '""')}"`).join(',')}\r\n`
}

/**
 * A cell that begins like a formula would be computed by the reader's spreadsheet, with what stands in it: an apostrophe
 * makes it text (OWASP, CSV injection). One line stays one line.
 */
function harmless(field: string): string {
  const text = field.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
  return /^[\s"']*[=+\-@＝＋－＠]/u.test(field) || /^[\t\r\n]/.test(field) ? `'${text}` : text
}
