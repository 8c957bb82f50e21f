import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { templateText } from './mask.ts'
import * as repo from './repo.ts'

export type LogTemplate = Omit<repo.TemplateRow, 'number' | 'pattern' | 'mergedInto'> & { template: string }

export async function listLogTemplates(
  ctx: Context,
  { sort, cursor, limit, ...filter }: repo.TemplateFilter & PageQuery & { sort: repo.TemplateSort },
): Promise<{ items: LogTemplate[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const [value, id] = decodeCursor(cursor, 2)
  const after = value !== undefined && id !== undefined ? { value: checked(value, sort), id } : undefined
  const found = await inTransaction(ctx, (tx) => repo.list(tx, filter, { sort, after, limit }))
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { items: rows.map(toTemplate), nextCursor: last ? encodeCursor([positionOf(last, sort), last.id]) : null }
}

/** One that turned out to be a form of another is answered with that other. */
export async function getLogTemplate(ctx: Context, id: string): Promise<LogTemplate> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    let row = await repo.find(tx, id)
    while (row?.mergedInto) row = await repo.find(tx, row.mergedInto)
    if (!row) throw notFound('log template')
    return toTemplate(row)
  })
}

function toTemplate({ number: _number, pattern, mergedInto: _mergedInto, ...row }: repo.TemplateRow): LogTemplate {
  return { ...row, template: templateText(pattern.split(' ')) }
}

function positionOf(row: repo.TemplateRow, sort: repo.TemplateSort): string {
  const value = row[repo.sortColumns[sort]]
  return value instanceof Date ? value.toISOString() : String(value)
}

function checked(value: string, sort: repo.TemplateSort): string {
  if (sort === 'lines' && /^\d{1,18}$/.test(value)) return value
  const at = new Date(sort === 'lines' ? Number.NaN : value)
  const year = at.getUTCFullYear()
  if (year >= 1970 && year < 2200) return at.toISOString()
  throw invalidRequest('cursor: not one that this list gave in this order')
}
