/**
 * Log lines of level error or worse as events. The first line of a template opens an incident, each further one counts
 * in it. Lines of one request that say the same become one event that stands for all of them, so that a flood costs the
 * stores what its requests cost, and not its lines.
 */
import { hash } from 'node:crypto'
import type { Services } from '#platform/context'
import { bundleLines, type Bundle, type ErrorLine } from './bundle-lines.ts'
import { cleanText, titleOf } from './clean.ts'
import type { TelemetryEvent } from './event.ts'
import type { Grouping } from './grouping/index.ts'
import type { Group } from './grouping-rules/load-group.ts'
import type { Intake } from './intake.ts'
import { formsOf, type MinedTemplate } from './log-templates/index.ts'
import { storedAs } from './logs/log-rows.ts'
import type { ProjectRules } from './project-rules.ts'
import type { LogRecord } from './records.ts'

type Target = { workspaceId: string; projectId: string }

/** To be called when the lines are stored, and so have their templates. Resolves when they are counted durably. */
export type TellErrorLines = (target: Target, rules: ProjectRules, logs: readonly LogRecord[]) => Promise<void>

const maxMessageLength = 8_192
/** Of one request that wait at a time: others want their turn. */
const maxAtOnce = 500
/** Of a template, whose incidents are looked for; it seldom has more than five. */
const maxForms = 20
/** Groups of which this process has told. */
const maxTold = 10_000

export function createTellErrorLines(services: Services, intake: Intake): TellErrorLines {
  const told = new Set<string>()
  return async (target, { group }, logs) => {
    const bundles = bundleLines(errorLines(target, group, logs))
    const submit = async (bundle: Bundle<Line>) => {
      const event = toEvent(target, bundle)
      const grouping = bundle.newest.grouping ?? group(event, minedOf(bundle.newest))
      const place = `${target.projectId} ${grouping.key}`
      const former = told.has(place) ? [] : await formerKeys(services, target, bundle.newest, { event, group })
      const all = withMore(grouping, former)
      await intake.submit({ ...target, event, grouping: all, sizeBytes: event.message?.length ?? 0 })
      told.add(place)
    }
    for (let at = 0; at < bundles.length; at += maxAtOnce) {
      await Promise.all(bundles.slice(at, at + maxAtOnce).map(submit))
    }
    for (const place of told) {
      if (told.size <= maxTold) break
      told.delete(place)
    }
  }
}

/** `grouping`: where it may differ from line to line of a template. */
type Line = ErrorLine & { template: MinedTemplate; grouping: Grouping | undefined }

function errorLines(target: Target, group: Group, logs: readonly LogRecord[]): Line[] {
  return logs.flatMap((log): Line[] => {
    if ((log.level !== 'error' && log.level !== 'fatal') || log.errorComesAsEvent) return []
    const { id, template } = storedAs(log) ?? {}
    // Beyond the bounds of a project's templates there are none, and so no incident.
    if (id === undefined || !template) return []
    const line: Line = { id, log, template, place: template.id, grouping: undefined }
    if (!group.hasRules) return [line]
    const grouping = group(toEvent(target, { newest: line, lineIds: [], isAnyone: false }), minedOf(line))
    return [{ ...line, grouping, place: `${template.id} ${grouping.key}` }]
  })
}

/** Where the sender has named the template, that is what the event is grouped by. */
const minedOf = ({ log, template }: Line) => (log.template === undefined ? template : undefined)

/** A template that has become wider may hold others, whose incident goes on where it has none of its own. */
async function formerKeys(
  services: Services,
  target: Target,
  line: Line,
  { event, group }: { event: TelemetryEvent; group: Group },
): Promise<string[]> {
  const template = minedOf(line)
  const forms = template ? await formsOf(services, target, template.id) : []
  return forms.slice(0, maxForms).map((id) => group(event, { id, template: line.template.template }).key)
}

function withMore(grouping: Grouping, keys: readonly string[]): Grouping {
  const { key, formerKeys: known = [] } = grouping
  const all = new Set([...known, ...keys].filter((one) => one !== key))
  return all.size === 0 ? grouping : { ...grouping, formerKeys: [...all] }
}

/** The same for the same lines, whichever process takes them in and however often they are sent. */
const eventId = (projectId: string, lineIds: readonly string[]) =>
  hash('sha256', `log lines ${projectId} ${lineIds.join(' ')}`).slice(0, 32)

/** Reads as the newest of the lines. */
function toEvent({ projectId }: Target, { newest, lineIds, isAnyone }: Bundle<Line>): TelemetryEvent {
  const { body, template: messageTemplate, level, user, errorComesAsEvent: _, ...rest } = newest.log
  return {
    ...rest,
    id: eventId(projectId, lineIds),
    projectId,
    kind: 'log',
    times: lineIds.length,
    level: level === 'fatal' ? 'fatal' : 'error',
    title: titleOf(undefined, body),
    culprit: '',
    platform: 'other',
    message: cleanText(body, maxMessageLength),
    messageTemplate,
    templateId: newest.template.id,
    user: isAnyone ? undefined : user,
    exceptions: [],
    threads: [],
    breadcrumbs: [],
    contexts: Object.create(null),
    extra: Object.create(null),
    packages: [],
    debugImages: [],
    unknown: Object.create(null),
    notes: [],
  }
}
