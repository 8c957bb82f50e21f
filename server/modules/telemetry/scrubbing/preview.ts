/** What rules would do to an event: worked out on a copy, and nothing of it is stored. */
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import type { TelemetryEvent } from '../event.ts'
import { parseEventsBody } from '../events-api/index.ts'
import { changesBetween, type ScrubChange } from './changes.ts'
import { checkRules } from './check-rules.ts'
import { findStoredEvent } from './find-stored-event.ts'
import * as repo from './repo.ts'
import { inOrder, type RuleSet, type ScrubRule } from './rule.ts'
import { createScrubber } from './scrubber.ts'

export type PreviewInput = {
  /** Of the project, instead of those that it has. */
  rules?: ScrubRule[] | undefined
  /** Of the workspace, instead of what it has. */
  workspace?: repo.WorkspaceScrubbing | undefined
  /** One that is stored: what earlier rules took out of it is not there any more. */
  eventId?: string | undefined
  /** As the events API takes it. */
  event?: Record<string, unknown> | undefined
}
export type Preview = { changes: ScrubChange[]; more: number }

const maxEventBytes = 256 * 1024

/** Throws invalid_request for a rule that can do nothing, and not_found for an event that is none of the project's. */
export async function previewScrubbing(ctx: Context, projectId: string, input: PreviewInput): Promise<Preview> {
  requirePermission(ctx, 'projects.write')
  const { rules, hashKey } = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const found = await repo.findSettings(tx, projectId)
    const rules = rulesOf(found, input)
    const needsKey = rules.some(({ rule }) => rule.method === 'hash')
    const key = needsKey ? await repo.getHashKey(tx) : ''
    return { rules, hashKey: key }
  })
  const event = await eventOf(ctx, projectId, input)
  const scrubber = createScrubber(rules, hashKey, ctx.log)
  return changesBetween(event, scrubber.event({ ...event, notes: [] }))
}

/** A draft of the workspace is shown with the project's rules as they are, also with those that it makes needless. */
function rulesOf(found: Awaited<ReturnType<typeof repo.findSettings>>, draft: PreviewInput): RuleSet {
  const { useDefaults, rules: workspace } = draft.workspace ?? found.workspace
  if (draft.workspace) checkRules(workspace, inOrder({ useDefaults, workspace: [], project: [] }))
  if (draft.rules) checkRules(draft.rules, inOrder({ useDefaults, workspace, project: [] }))
  return inOrder({ useDefaults, workspace, project: draft.rules ?? found.project.rules })
}

async function eventOf(ctx: Context, projectId: string, { eventId, event }: PreviewInput): Promise<TelemetryEvent> {
  if (eventId !== undefined) {
    const stored = await findStoredEvent(ctx, projectId, eventId)
    if (!stored) throw notFound('event')
    return stored
  }
  const receivedAt = ctx.now()
  const body = Buffer.from(JSON.stringify(event ?? {}))
  if (body.length > maxEventBytes) throw invalidRequest(`event: at most ${maxEventBytes / 1024} KB`)
  const { events } = parseEventsBody(body, {
    receivedAt,
    projectId,
    newEventId: () => uuidv7(receivedAt),
    removeCardData: undefined,
  })
  const [first] = events
  if (!first) throw invalidRequest('event: this is no event')
  return first
}
