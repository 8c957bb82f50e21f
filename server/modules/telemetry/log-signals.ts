/**
 * Log lines that are news: of level error or worse, and of a template that was not seen before. The first of them
 * becomes an event, which opens an incident; all that follow stay lines and are found under the template.
 */
import { hash } from 'node:crypto'
import type { Services } from '#platform/context'
import { cleanText, titleOf } from './clean.ts'
import type { TelemetryEvent } from './event.ts'
import type { Intake } from './intake.ts'
import { newTemplateOf, type MinedTemplate } from './log-templates/index.ts'
import type { ProjectRules } from './project-rules.ts'
import type { LogRecord } from './records.ts'

type Target = { workspaceId: string; projectId: string }

/** To be called when the lines are stored, and so have their templates. Resolves when what is news is durable. */
export type TellNewLines = (target: Target, rules: ProjectRules, logs: readonly LogRecord[]) => Promise<void>

/** Templates of which this process has told; the receipts know of those of other processes. */
const maxTold = 10_000
const maxMessageLength = 8_192

export function createTellNewLines(services: Services, intake: Intake): TellNewLines {
  const told = new Set<string>()
  return async (target, { group }, logs) => {
    const news = new Map<string, { event: TelemetryEvent; template: MinedTemplate }>()
    for (const log of logs) {
      if ((log.level !== 'error' && log.level !== 'fatal') || log.hasEvent) continue
      const template = await newTemplateOf(services, target, { line: log.body, template: log.template })
      if (!template) continue
      const id = eventId(target, template)
      if (!told.has(id) && !news.has(id)) news.set(id, { event: toEvent(target, log, id), template })
    }
    await Promise.all(
      [...news].map(async ([id, { event, template }]) => {
        // Where the sender has named the template, that is what the event is grouped by.
        const grouping = group(event, event.messageTemplate === undefined ? template : undefined)
        await intake.submit({ ...target, event, grouping, sizeBytes: event.message?.length ?? 0 })
        told.add(id)
      }),
    )
    for (const id of told) {
      if (told.size <= maxTold) break
      told.delete(id)
    }
  }
}

/** The same in every process and at every try, so that a new template counts once. */
const eventId = ({ projectId }: Target, { id }: MinedTemplate) =>
  hash('sha256', `log line ${projectId} ${id}`).slice(0, 32)

function toEvent({ projectId }: Target, log: LogRecord, id: string): TelemetryEvent {
  const { body, template, level, hasEvent: _, ...rest } = log
  return {
    ...rest,
    id,
    projectId,
    kind: 'log',
    level: level === 'fatal' ? 'fatal' : 'error',
    title: titleOf(undefined, body),
    culprit: '',
    platform: 'other',
    message: cleanText(body, maxMessageLength),
    messageTemplate: template,
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
