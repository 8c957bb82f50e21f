/** Takes away what is in a project: what is found by other rows first, and those rows only with the last look. */
import type { Context } from '#platform/context'
import { inPrivacyTransaction, type PlatformTx } from '#platform/database'
import type { ProjectPlaces } from './places.ts'
import * as repo from './repo.ts'

const sliceRows = 5_000
/** Of one run, which a queue ends after 15 minutes; the next run goes on. */
const maxSlices = 1_000
const filesAtOnce = 500

type Run = { projectId: string; isLast: boolean }

/** `isLast`: nobody writes any more, so that also what others are found by may go. */
export async function eraseRows(
  ctx: Context,
  places: ProjectPlaces,
  { projectId, isLast }: Run,
): Promise<{ count: number; isDone: boolean }> {
  const whose = { workspaceId: ctx.workspaceId, projectId }
  let count = 0
  // First what is searched without asking whether its project lives.
  for (const table of places.columnTables) {
    const rows = await repo.deleteColumnRows(ctx, table, projectId)
    await inPrivacyTransaction(ctx, (tx) => repo.addErased(tx, whose, table, rows))
    count += rows
  }
  for (const kind of places.blobs) await eraseFiles(ctx, places, kind, projectId)
  await inPrivacyTransaction(ctx, (tx) => forgetNames(tx, places, whose))
  const left = { slices: maxSlices }
  for (const step of stepsOf(places, whose, isLast)) {
    const done = await eraseStep(ctx, whose, step, left)
    count += done.count
    if (!done.isDone) return { count, isDone: false }
  }
  return { count, isDone: true }
}

function stepsOf(places: ProjectPlaces, whose: repo.Whose, isLast: boolean): repo.Step[] {
  const own = places.tables
    .filter(({ isAnchor }) => isLast || !isAnchor)
    .flatMap(({ name }) => repo.conditionsOf(places, name, whose).map((rows) => ({ table: name, rows })))
  return [...repo.namingSteps(places, whose), ...own]
}

async function eraseStep(ctx: Context, whose: repo.Whose, { table, rows }: repo.Step, left: { slices: number }) {
  let count = 0
  for (;;) {
    if (left.slices-- <= 0) return { count, isDone: false }
    const deleted = await inPrivacyTransaction(ctx, async (tx) => {
      const slice = await repo.deleteSlice(tx, table, rows, sliceRows)
      await repo.addErased(tx, whose, table, slice)
      return slice
    })
    count += deleted
    if (deleted < sliceRows) return { count, isDone: true }
  }
}

/** The rows that name them go later: cut off in between, the files are looked for again. */
async function eraseFiles(
  ctx: Context,
  places: ProjectPlaces,
  { kind, of }: ProjectPlaces['blobs'][number],
  projectId: string,
): Promise<void> {
  const conditions = repo.conditionsOf(places, of, { workspaceId: ctx.workspaceId, projectId })
  let last: string | undefined = ''
  while (last !== undefined) {
    const page: { after: string; limit: number } = { after: last, limit: filesAtOnce }
    const ids: string[] = await inPrivacyTransaction(ctx, (tx) => repo.listIds(tx, of, conditions, page))
    for (const id of ids) await ctx.blobs.delete(`${ctx.workspaceId}/${kind}/${id}`)
    last = ids.at(-1)
  }
}

/** What stays and names something of the project names nothing any more; the audit log keeps who acted and when. */
async function forgetNames(tx: PlatformTx, places: ProjectPlaces, whose: repo.Whose): Promise<void> {
  for (const { name, part } of places.cleared) {
    await repo.clearColumn(tx, name, part.by ?? 'id', repo.partCondition(places, part, whose))
  }
  // What was done to the project itself is the workspace's to know.
  for (const { name, hasId } of places.tables) {
    if (!hasId) continue
    const targets = repo.partCondition(places, { by: 'target_id', of: name }, whose)
    await repo.forgetChanges(tx, targets, whose.workspaceId)
  }
}
