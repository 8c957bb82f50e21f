/** `/prometheus/api/v1/rules` and `/alerts`, for whoever may read metrics. */
import { createHash } from 'node:crypto'
import { answerJson, createPrometheusRoute, invalidParameter, succeeded, type Parameters } from '#modules/metrics'
import { listProjects, projectSlug } from '#modules/workspaces'
import { systemContext, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Authenticate, PlainAnswer, Route } from '#platform/http'
import { listAllGroups } from '../groups/list-groups.ts'
import { listActiveAlerts } from '../groups/states-repo.ts'
import type { ActiveAlert, Group, Rule } from '../rule.ts'
import { formOfAlert, formOfGroup, formOfRule } from './form.ts'
import { isWanted, readRulesWanted, type RulesWanted } from './read-parameters.ts'

/** Of one answer; with more it says that some are left out. */
const maxAlerts = 10_000

export function createPrometheusRoutes(authenticate: Authenticate): Route[] {
  const route = createPrometheusRoute(authenticate)
  return [
    route('prometheusRules', 'rules', (ctx, parameters) => answerRules(ctx, parameters)),
    route('prometheusAlerts', 'alerts', (ctx) => answerAlerts(ctx)),
  ]
}

async function answerAlerts(ctx: Context): Promise<PlainAnswer> {
  const alerts = await inTransaction(ctx, async (tx) => {
    const groups = await listAllGroups(tx)
    const ids = groups.flatMap(({ rules }) => rules.map(({ id }) => id))
    return listActiveAlerts(tx, ids, maxAlerts + 1)
  })
  return answered({ alerts: alerts.slice(0, maxAlerts).map(formOfAlert) }, alerts.length)
}

async function answerRules(ctx: Context, parameters: Parameters): Promise<PlainAnswer> {
  const wanted = readRulesWanted(parameters)
  const files = await filesOf(ctx)
  const { groups, next, alerts } = await inTransaction(ctx, async (tx) => {
    const page = pageOf(wanted, sorted(await listAllGroups(tx), files))
    const ids = page.groups.flatMap(({ rules }) => rules.flatMap(({ kind, id }) => (kind === 'alerting' ? [id] : [])))
    return { ...page, alerts: wanted.withAlerts ? await listActiveAlerts(tx, ids, maxAlerts + 1) : undefined }
  })
  const byRule = alerts && Map.groupBy(alerts.slice(0, maxAlerts), ({ ruleId }) => ruleId)
  const form = (rule: Rule, group: Group) => formOfRule(group, rule, alertsOf(byRule, rule))
  const data = {
    groups: groups.map(({ group, file, rules }) =>
      formOfGroup(
        group,
        file,
        rules.map((rule) => form(rule, group)),
      ),
    ),
    ...(next !== undefined && { groupNextToken: next }),
  }
  return answered(data, alerts?.length ?? 0)
}

const alertsOf = (byRule: Map<string, ActiveAlert[]> | undefined, { id }: Rule) => byRule && (byRule.get(id) ?? [])

function answered(data: object, alerts: number): PlainAnswer {
  const warnings = alerts > maxAlerts ? [`alerts beyond ${maxAlerts} are left out`] : []
  return answerJson(succeeded(JSON.stringify(data), { warnings }))
}

/** What a project is to Prometheus: the file that its groups stand in. */
async function filesOf(ctx: Context): Promise<ReadonlyMap<string, string>> {
  // Names of projects stand in the answer whoever reads it; a key for metrics may not list them otherwise.
  const projects = await listProjects(systemContext(ctx, ctx.workspaceId, ctx.requestId))
  return new Map(projects.map((project) => [project.id, projectSlug(project)]))
}

type InFile = { group: Group; file: string }

function sorted(groups: readonly Group[], files: ReadonlyMap<string, string>): InFile[] {
  return groups
    .map((group) => ({ group, file: files.get(group.projectId) ?? '' }))
    .toSorted((one, other) => compare(one.file, other.file) || compare(one.group.name, other.group.name))
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** Groups that have something that is wanted; `next`: the token of the first one that had no room. */
function pageOf(wanted: RulesWanted, all: readonly InFile[]) {
  const { groupLimit, nextToken, groupNames, files } = wanted
  const from = nextToken === undefined ? 0 : all.findIndex(({ group }) => tokenOf(group) === nextToken)
  if (from < 0) throw invalidParameter('group_next_token', `${JSON.stringify(nextToken?.slice(0, 100))} is none`)
  const groups: (InFile & { rules: Rule[] })[] = []
  for (const { group, file } of all.slice(from)) {
    if (groupNames.size > 0 && !groupNames.has(group.name)) continue
    if (files.size > 0 && !files.has(file)) continue
    const rules = group.rules.filter((rule) => isWanted(wanted, group, rule))
    if (rules.length === 0) continue
    if (groupLimit > 0 && groups.length === groupLimit) return { groups, next: tokenOf(group) }
    groups.push({ group, file, rules })
  }
  return { groups, next: undefined }
}

const tokenOf = ({ id }: Group) => createHash('sha256').update(id).digest('hex').slice(0, 40)
