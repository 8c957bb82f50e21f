/**
 * Sweeps a table of the column store: a partition in which everything is due is dropped as a whole; elsewhere there are
 * mutations, one after the other. All of it may be done again.
 */
import type { QueryParams } from '#platform/columns'
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql } from '#platform/database'
import { heldPeople, heldWorkspaces, type Holds } from './held.ts'
import type { SweepRule } from './rule.ts'
import { overdueMs, type Swept } from './run.ts'
import type { Scope } from './settings.ts'

/** From so many partitions on one mutation over all of them costs less than one for each. */
const manyPartitions = 5

type Due = { partition: string; rows: number; dueSince: Date }
type Condition = { text: string; params: QueryParams }

export async function sweepColumns(
  services: Services,
  { rule, scopes, holds }: { rule: SweepRule; scopes: readonly Scope[]; holds: Holds },
): Promise<Swept> {
  if (scopes.length === 0) return { rows: 0, dueSince: null, overdue: 0 }
  const table = plainName(rule.place)
  const common = [...(await notHeld(services, rule, holds)), ...(await filled(services, rule))]
  const due = (sinceMs: number): Condition => dueRows(rule, scopes, services.now().getTime() - sinceMs, common)
  const found = await readDue(services, rule, scopes, due(0))
  const sizes = rule.empties || found.length === 0 ? new Map<string, number>() : await partitionSizes(services, table)
  const isWhole = ({ partition, rows }: Due): boolean => sizes.get(partition) === rows
  for (const { partition } of found.filter(isWhole)) {
    await services.columns.command(`alter table ${table} drop partition id '${plainName(partition)}'`)
  }
  const parts = found
    .filter((part) => !isWhole(part))
    .map(({ partition }) => `in partition id '${plainName(partition)}'`)
  const act = rule.empties ? `update ${await emptied(services, rule)}` : 'delete'
  for (const part of parts.length < manyPartitions ? parts : ['']) {
    const { text, params } = due(0)
    // Waits for it, so that there is never more than one.
    const statement = `alter table ${table} ${act} ${part} where ${text} settings mutations_sync = 2`
    await services.columns.command(statement, params)
  }
  const left = await readDue(services, rule, scopes, due(overdueMs))
  return {
    rows: sum(found.map(({ rows }) => rows)),
    dueSince: earliest(found.map(({ dueSince }) => dueSince)),
    overdue: sum(left.map(({ rows }) => rows)),
  }
}

/** What is due in each partition, and since when, by the number of days that holds for each row. */
async function readDue(
  { columns }: Services,
  rule: SweepRule,
  scopes: readonly Scope[],
  { text, params }: Condition,
): Promise<Due[]> {
  const ages = scopes.map((scope, index) => `${scopeText(rule, scope, index)}, toInt64(${scope.ageMs / 1000})`)
  return columns.query<Due>(
    `select _partition_id as partition, count() as rows,
       min(${plainName(rule.age.from)} + toIntervalSecond(multiIf(${ages.join(', ')}, toInt64(0)))) as "dueSince"
     from ${plainName(rule.place)} where ${text} group by partition order by partition`,
    params,
  )
}

async function partitionSizes({ columns }: Services, table: string): Promise<Map<string, number>> {
  const rows = await columns.query<{ partition: string; rows: number }>(
    `select partition_id as partition, sum(rows) as rows from system.parts
     where database = currentDatabase() and table = {table:String} and active group by partition`,
    { table },
  )
  return new Map(rows.map(({ partition, rows }) => [partition, rows]))
}

function dueRows(rule: SweepRule, scopes: readonly Scope[], nowMs: number, common: readonly Condition[]): Condition {
  const from = plainName(rule.age.from)
  const parts = scopes.map(
    (scope, index) => `(${from} < {before${index}:DateTime64(3)} and ${scopeText(rule, scope, index)})`,
  )
  const params = scopes.map((scope, index) => ({
    [`before${index}`]: new Date(nowMs - scope.ageMs),
    ...scopeParams(scope, index),
  }))
  return {
    text: [`(${parts.join(' or ')})`, ...common.map(({ text }) => text)].join(' and '),
    params: Object.assign({}, ...params, ...common.map(({ params }) => params)),
  }
}

const project = "concat(workspace_id, '/', project_id)"

function scopeText(rule: SweepRule, { only, except }: Scope, index: number): string {
  if (!rule.hasWorkspace) return only === null ? 'true' : 'false'
  const parts: string[] = []
  if (only && 'workspaces' in only) parts.push(`workspace_id in {only${index}:Array(String)}`)
  if (only && 'projects' in only) parts.push(rule.hasProject ? `${project} in {only${index}:Array(String)}` : 'false')
  if (except.workspaces.length > 0) parts.push(`workspace_id not in {notIn${index}:Array(String)}`)
  if (rule.hasProject && except.projects.length > 0) parts.push(`${project} not in {notOf${index}:Array(String)}`)
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`
}

function scopeParams({ only, except }: Scope, index: number): QueryParams {
  return {
    ...(only && { [`only${index}`]: 'workspaces' in only ? only.workspaces : only.projects }),
    [`notIn${index}`]: except.workspaces,
    [`notOf${index}`]: except.projects,
  }
}

/** Rows that are held stay as they are, also those of a partition that is else due. */
async function notHeld(services: Services, rule: SweepRule, holds: Holds): Promise<Condition[]> {
  const conditions: Condition[] = []
  const workspaces = heldWorkspaces(rule, holds)
  if (rule.hasWorkspace && workspaces.length > 0) {
    conditions.push({
      text: 'workspace_id not in {heldWorkspaces:Array(String)}',
      params: { heldWorkspaces: workspaces },
    })
  }
  const people = heldPeople(rule, holds)
  const subjects = rule.entries.flatMap(({ subject }) => subject)
  const addressColumns = new Set(subjects.flatMap((subject) => ('address' in subject ? subject.address : [])))
  const addresses = people.flatMap((person) => person.addresses)
  for (const column of addresses.length > 0 ? addressColumns : []) {
    conditions.push({
      text: `lower(${plainName(column)}) not in {heldAddresses:Array(String)}`,
      params: { heldAddresses: addresses },
    })
  }
  const userIds = people.flatMap(({ userId }) => userId ?? [])
  if (userIds.length > 0 && subjects.some((subject) => 'own' in subject && subject.own === 'accessLog')) {
    const heldKeys = await keysOf(services, userIds)
    conditions.push({ text: 'key_id not in {heldKeys:Array(String)}', params: { heldKeys } })
  }
  return conditions
}

/** What keys did is about whoever made them. */
function keysOf(services: Services, userIds: readonly string[]): Promise<string[]> {
  return inPrivacyTransaction(services, async ({ db }) => {
    const { rows } = await sql<{ id: string }>`
      select id from api_keys where created_by = any(${[...userIds]}::text[])`.execute(db)
    return rows.map(({ id }) => id)
  })
}

/** Of what is emptied only rows in which there is something. */
async function filled(services: Services, rule: SweepRule): Promise<Condition[]> {
  if (!rule.empties) return []
  const columns = await typesOf(services, rule)
  const texts = columns.map(({ name, type }) =>
    /^(Array|Map|String|LowCardinality\(String\))/.test(type)
      ? `notEmpty(${name})`
      : `${name} != defaultValueOfArgumentType(${name})`,
  )
  return [{ text: `(${texts.join(' or ')})`, params: {} }]
}

async function emptied(services: Services, rule: SweepRule): Promise<string> {
  const columns = await typesOf(services, rule)
  return columns.map(({ name }) => `${name} = defaultValueOfArgumentType(${name})`).join(', ')
}

function typesOf({ columns }: Services, { place, empties }: SweepRule): Promise<{ name: string; type: string }[]> {
  return columns.query<{ name: string; type: string }>(
    `select name, type from system.columns
     where database = currentDatabase() and table = {place:String} and name in {empties:Array(String)}`,
    { place, empties: [...(empties ?? [])] },
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function earliest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((first, time) => (first === null || time < first ? time : first), null)
}

/** It stands in the statement's text. */
function plainName(name: string): string {
  if (!/^\w+$/.test(name)) throw new Error(`not a plain name: ${name}`)
  return name
}
