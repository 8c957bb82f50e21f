/** Makes a workspace what a file describes, in the order in which things need each other. */
import type { Client } from './client.ts'
import { kinds, textOf, type Kind, type KindName } from './kinds.ts'
import { idOf, lineOf, planKind, type Step } from './plan.ts'
import type { Described, Item } from './read-file.ts'

export type Options = { plan: boolean; prune: boolean; force: boolean }
type Thing = { kind: KindName; id: string }
/** Steps of things that belong to the same one; `parent` finds its id when their turn has come. */
type Group = { steps: Step[]; parent: () => string | null; with: (body: Item) => Item }

/** Answers whether anything was, or with `plan` would be, changed. `say` gets a line for each thing that is not kept. */
export async function applyFile(
  client: Client,
  file: Described,
  options: Options,
  say: (line: string) => void,
): Promise<boolean> {
  const { things } = await client.send('GET', `/configurations/${file.name}`)
  const before = things as Thing[] // as the API describes it
  const ids = new Map<string, string>()
  const groups = await planAll(client, file, options, before, ids)
  const steps = groups.flatMap((group) => group.steps)
  const rules = await planRules(client, file)
  for (const step of steps) if (step.act !== 'keep') say(lineOf(step))
  if (rules) say('~ severity rules')
  const changes = steps.filter(({ act }) => act === 'create' || act === 'update' || act === 'delete').length
  if (options.plan) return changes > 0 || rules
  const ours = new Map(before.map((thing) => [`${thing.kind} ${thing.id}`, thing]))
  try {
    for (const group of groups) for (const step of group.steps) await carryOut(client, group, step, ids, ours)
    if (rules) await client.send('PUT', '/severity-rules', { rules: withProjects(file.severityRules ?? [], ids) })
    // What belongs to something goes before it does.
    for (const step of steps.toReversed()) {
      if (step.act !== 'delete') continue
      await client.send('DELETE', step.kind.one(step.id))
      ours.delete(`${step.kind.name} ${step.id}`)
    }
  } finally {
    // Also after half the way: the rest of it is found again by its name.
    await client.send('PUT', `/configurations/${file.name}`, { things: [...ours.values()] })
  }
  return changes > 0 || rules
}

async function planAll(
  client: Client,
  file: Described,
  { prune, force }: Options,
  before: readonly Thing[],
  ids: Map<string, string>,
): Promise<Group[]> {
  const ours = new Set(before.map(({ id }) => id))
  const plan = (kind: Kind, wanted: readonly Item[], actual: readonly Item[]) => {
    for (const item of actual) ids.set(`${kind.name} ${kind.key(item)}`, idOf(item))
    return planKind({ kind, wanted, actual, ours, prune, force })
  }
  const alone = (steps: Step[]): Group => ({ steps, parent: () => null, with: (body) => body })

  const projects = await client.list('/projects')
  const groups = [alone(plan(kinds.project, file.projects, projects))]
  groups.push(alone(plan(kinds.channel, file.channels, await client.list('/notification-channels'))))

  const pages = await client.list('/status-pages')
  groups.push(alone(plan(kinds.statusPage, file.pages, pages)))
  for (const page of pages) {
    const wanted = file.pages.find((each) => kinds.statusPage.key(each) === kinds.statusPage.key(page))
    if (!wanted && !ours.has(idOf(page))) continue
    const actual = await client.list(kinds.component.collection(idOf(page)))
    const steps = planKind({ kind: kinds.component, wanted: componentsOf(wanted), actual, ours, prune, force })
    groups.push({ ...alone(steps), parent: () => idOf(page) })
  }
  for (const page of file.pages) {
    const key = kinds.statusPage.key(page)
    if (pages.some((each) => kinds.statusPage.key(each) === key)) continue
    const steps = planKind({ kind: kinds.component, wanted: componentsOf(page), actual: [], ours, prune, force })
    groups.push({ ...alone(steps), parent: () => ids.get(`statusPage ${key}`) ?? null })
  }

  const nameOf = new Map(projects.map((project) => [idOf(project), kinds.project.key(project)]))
  for (const [kind, wanted] of [
    [kinds.heartbeat, file.heartbeats],
    [kinds.monitor, file.monitors],
  ] as const) {
    const found = (await client.list(kind.collection(null))).map((item): Item => {
      return { ...item, project: nameOf.get(textOf(item, 'projectId')) ?? '' }
    })
    const byProject = Map.groupBy(wanted, (item) => textOf(item, 'project'))
    for (const name of new Set([...byProject.keys(), ...found.map((item) => textOf(item, 'project'))])) {
      const known = [...projects, ...file.projects].some((project) => kinds.project.key(project) === name)
      if (!known) throw new Error(`a ${kind.name} names the project ${name || '(none)'}, which is not there`)
      const those = found.filter(({ project }) => project === name)
      const steps = plan(kind, byProject.get(name) ?? [], await whole(client, kind, byProject.get(name) ?? [], those))
      groups.push({ ...alone(steps), with: (body) => ({ projectId: ids.get(`project ${name}`), ...body }) })
    }
  }
  return groups
}

/** The things as they are, those that the file names with all that can be compared. */
async function whole(client: Client, kind: Kind, wanted: readonly Item[], found: readonly Item[]): Promise<Item[]> {
  if (!kind.readEach) return [...found]
  const named = new Set(wanted.map((item) => kind.key(item)))
  const read: Item[] = []
  for (const item of found) {
    const more = named.has(kind.key(item)) ? await client.send('GET', kind.one(idOf(item))) : {}
    read.push({ ...item, ...more })
  }
  return read
}

async function carryOut(
  client: Client,
  group: Group,
  step: Step,
  ids: Map<string, string>,
  ours: Map<string, Thing>,
): Promise<void> {
  if (step.act === 'delete' || step.act === 'leave') return
  const { kind, key } = step
  let id = step.act === 'create' ? '' : step.id
  if (step.act === 'create')
    id = idOf(await client.send('POST', kind.collection(group.parent()), group.with(step.body)))
  if (step.act === 'update') await client.send('PATCH', kind.one(id), step.body)
  ids.set(`${kind.name} ${key}`, id)
  ours.set(`${kind.name} ${id}`, { kind: kind.name, id })
}

function componentsOf(page: Item | undefined): Item[] {
  const components = page?.['components'] ?? []
  if (!Array.isArray(components) || components.some((each) => typeof each !== 'object' || each === null)) {
    throw new Error(`the components of page ${page ? textOf(page, 'slug') : ''} must be a list`)
  }
  return components as Item[] // just looked at
}

/** Whether the rules differ from those of the file; without any in the file they are left alone. */
async function planRules(client: Client, file: Described): Promise<boolean> {
  if (file.severityRules === undefined) return false
  const { rules } = await client.send('GET', '/severity-rules')
  const projects = await client.list('/projects')
  const ids = new Map(projects.map((project) => [`project ${kinds.project.key(project)}`, idOf(project)]))
  const wanted = file.severityRules.map((rule) => {
    const { project, ...rest } = rule
    const projectId = project === undefined ? null : (ids.get(`project ${textOf(rule, 'project')}`) ?? 'new')
    return { ...{ levels: [], environment: null, ...rest }, projectId }
  })
  return !sameRules(rules, wanted)
}

function sameRules(actual: unknown, wanted: readonly Item[]): boolean {
  const sorted = (rule: Item) => JSON.stringify(Object.entries(rule).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return Array.isArray(actual) && actual.map(sorted).join('\n') === wanted.map(sorted).join('\n')
}

function withProjects(rules: readonly Item[], ids: ReadonlyMap<string, string>): Item[] {
  return rules.map((rule) => {
    const { project, ...rest } = rule
    if (project === undefined) return rest
    const name = textOf(rule, 'project')
    const projectId = ids.get(`project ${name}`)
    if (projectId === undefined) throw new Error(`a severity rule names the project ${name}, which is not there`)
    return { ...rest, projectId }
  })
}
