/** What the newest rows of a table have: names of attributes and of common fields, with frequent values. */
import type { Context } from '#platform/context'
import type { SearchedTable } from './fields.ts'
import { within, type Range } from './read-rows.ts'

export type KnownName = { name: string; count: number; values: string[] }

/** Enough to know what is usual, and little to read. */
const maxRows = 5_000
const maxNames = 200
const maxValues = 8
/** Longer ones are nothing to choose from a list. */
const maxValueLength = 80
const maxSeconds = 5

/** Fields with few different values, which are columns in both tables; level has its values by definition. */
const commonFields = ['service', 'release', 'environment', 'host']

export async function readNames(
  ctx: Context,
  { table }: SearchedTable,
  { projectId, range }: { projectId: string | undefined; range: Range },
): Promise<KnownName[]> {
  const { sql, params } = within(range, {
    sql: projectId === undefined ? 'true' : 'project_id = {projectId:String}',
    params: projectId === undefined ? {} : { projectId },
  })
  const fields = commonFields.map((field) => `('${field}', ${field})`).join(', ')
  return ctx.columns.forWorkspace(ctx.workspaceId).query<KnownName>(
    `select pair.1 as name, count() as count,
       topKIf(${maxValues})(pair.2, lengthUTF8(pair.2) <= ${maxValueLength}) as values
     from (select arrayConcat([${fields}], attributes) as pairs from ${table}
       where workspace_id = {workspaceId:String} and ${sql} order by occurred_at desc limit ${maxRows})
     array join pairs as pair where pair.2 != ''
     group by name order by count desc, name limit ${maxNames} settings max_execution_time = ${maxSeconds}`,
    params,
  )
}
