import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { newestVersion } from '../grouping/index.ts'
import { parseRules } from '../grouping/rules/parse-rules.ts'
import type { GroupingRule } from '../grouping/rules/rule.ts'
import * as repo from './repo.ts'
import { formerOf, maxRevisionsRead, type Revision } from './revision.ts'

export type ProjectGrouping = {
  projectId: string
  /** 0: nothing was decided and no event has come. */
  revision: number
  version: number
  rules: string
  parsedRules: GroupingRule[]
  createdAt: Date | null
  createdBy: string | null
  /** By whose keys incidents are still known, newest first. */
  transitions: { revision: number; version: number; until: Date }[]
}

export async function getGrouping(ctx: Context, projectId: string): Promise<ProjectGrouping> {
  requirePermission(ctx, 'projects.read')
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    return describeGrouping(tx, projectId)
  })
}

export async function describeGrouping(tx: Tx, projectId: string): Promise<ProjectGrouping> {
  const revisions = await repo.listRevisions(tx, projectId, { limit: maxRevisionsRead })
  const [active] = revisions
  return {
    projectId,
    revision: active?.number ?? 0,
    version: active?.version ?? newestVersion,
    rules: active?.rules ?? '',
    parsedRules: parseRules(active?.rules ?? '').rules,
    createdAt: active?.createdAt ?? null,
    createdBy: active?.createdBy ?? null,
    transitions: formerOf(revisions, tx.now()).map(({ revision, until }) => ({
      revision: revision.number,
      version: revision.version,
      until,
    })),
  }
}

/** Newest first. */
export async function listGroupingRevisions(
  ctx: Context,
  projectId: string,
  page: PageQuery,
): Promise<{ items: Revision[]; nextCursor: string | null }> {
  requirePermission(ctx, 'projects.read')
  const [text] = decodeCursor(page.cursor, 1)
  const below = text === undefined ? undefined : Number(text)
  if (below !== undefined && !Number.isInteger(below)) throw invalidRequest('cursor: not valid')
  const found = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    return repo.listRevisions(tx, projectId, { below, limit: page.limit + 1 })
  })
  const items = found.slice(0, page.limit)
  const last = found.length > page.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([String(last.number)]) : null }
}
